using Domar.HostTools.Exec;
using Domar.HostTools.Lvm;

namespace Domar.TestKit.Fakes;

/// <summary>A host with these physical volumes; null is a host without LVM.</summary>
public sealed class FakeLvm(IReadOnlyList<PhysicalVolume>? volumes) : ILvm
{
    public Task<IReadOnlyList<PhysicalVolume>> ListPhysicalVolumesAsync(CancellationToken cancellationToken) =>
        volumes is null ? Task.FromException<IReadOnlyList<PhysicalVolume>>(new ToolException("there is no LVM.")) : Task.FromResult(volumes);
}
