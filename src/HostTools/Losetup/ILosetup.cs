using Domar.HostTools.Exec;

namespace Domar.HostTools.Losetup;

/// <summary>losetup(8): files that are used as block devices.</summary>
public interface ILosetup
{
    /// <summary>All loop devices in use.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ToolException">losetup failed, or printed what cannot be read.</exception>
    Task<IReadOnlyList<LoopDevice>> ListAsync(CancellationToken cancellationToken);
}
