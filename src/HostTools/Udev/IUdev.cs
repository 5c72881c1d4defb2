using Domar.HostTools.Exec;

namespace Domar.HostTools.Udev;

/// <summary>udev's database: what is known of devices.</summary>
public interface IUdev
{
    /// <summary>The properties of all devices.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ToolException">udevadm is not there or failed.</exception>
    Task<IReadOnlyList<UdevDevice>> ListAsync(CancellationToken cancellationToken);
}
