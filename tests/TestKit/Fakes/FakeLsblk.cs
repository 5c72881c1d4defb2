using Domar.Core.Install.Inventory;
using Domar.HostTools.Lsblk;

namespace Domar.TestKit.Fakes;

/// <summary>A host with these block devices.</summary>
public sealed class FakeLsblk(params BlockDevice[] devices) : ILsblk
{
    public Task<IReadOnlyList<BlockDevice>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<BlockDevice>>(devices);
}
