using Domar.HostTools.Dns;

namespace Domar.Installer.Tests.Unattended;

/// <summary>A name server with these TXT records.</summary>
internal sealed class FakeDns(params (string Name, string Text)[] records) : IDnsText
{
    public List<string> Asked { get; } = [];

    public Task<string?> LookUpAsync(string name, CancellationToken cancellationToken)
    {
        Asked.Add(name);
        return Task.FromResult(records.Where(record => record.Name == name).Select(static record => record.Text).FirstOrDefault());
    }
}
