using Domar.HostTools.Storage;

namespace Domar.TestKit.Fakes;

/// <summary>Every device is there at once.</summary>
public sealed class FakeDeviceNodes : IDeviceNodes
{
    /// <summary>What was waited for.</summary>
    public List<string> Awaited { get; } = [];

    public Task WaitForAsync(string path, CancellationToken cancellationToken)
    {
        Awaited.Add(path);
        return Task.CompletedTask;
    }
}
