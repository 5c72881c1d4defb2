using Domar.HostTools.Exec;

namespace Domar.HostTools.Lvm;

/// <summary>LVM, as far as an inventory needs it.</summary>
public interface ILvm
{
    /// <summary>All physical volumes, also those whose volume group is not active.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ToolException">pvs is not there, failed, or printed what cannot be read.</exception>
    Task<IReadOnlyList<PhysicalVolume>> ListPhysicalVolumesAsync(CancellationToken cancellationToken);
}
