using Domar.HostTools.Exec;

namespace Domar.HostTools.Udev;

/// <summary>udev's database: what is known of devices.</summary>
public interface IUdev
{
    /// <summary>The properties of all devices.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ToolException">udevadm is not there or failed.</exception>
    Task<IReadOnlyList<UdevDevice>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Waits until udev has seen what has happened to devices so far: what is on disks is known then, and old volume groups are as active as they will be. At most 20 s.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ToolException">udevadm is not there, failed, or a device is still being looked at.</exception>
    Task SettleAsync(CancellationToken cancellationToken);
}
