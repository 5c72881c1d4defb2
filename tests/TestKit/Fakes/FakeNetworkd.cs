using Domar.HostTools.Exec;
using Domar.HostTools.Networkd;

namespace Domar.TestKit.Fakes;

/// <summary>A host whose networkd has these links; null is a host without networkd.</summary>
public sealed class FakeNetworkd(IReadOnlyList<NetworkLink>? links) : INetworkd
{
    public Task<IReadOnlyList<NetworkLink>> ListAsync(CancellationToken cancellationToken) =>
        links is null ? Task.FromException<IReadOnlyList<NetworkLink>>(new ToolException("there is no networkd.")) : Task.FromResult(links);
}
