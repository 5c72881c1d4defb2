using Domar.Core.Install.Inventory;
using Domar.HostTools.Exec;

namespace Domar.HostTools.Lsblk;

/// <summary>lsblk(8): the block devices of the host and what is on them.</summary>
public interface ILsblk
{
    /// <summary>All block devices, except those without a medium and RAM disks, in lsblk's order.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ToolException">lsblk failed, or printed what cannot be read.</exception>
    Task<IReadOnlyList<BlockDevice>> ListAsync(CancellationToken cancellationToken);
}
