using Domar.HostTools.Exec;

namespace Domar.HostTools.Mounts;

/// <summary>mount(8) and umount(8).</summary>
public interface IMounter
{
    /// <summary>Mounts a device so that nothing on it can be changed, started or obeyed (no journal is replayed). Makes the folder.</summary>
    /// <param name="device">Path of the device.</param>
    /// <param name="fileSystem">Its file system, by the kernel's name.</param>
    /// <param name="folder">Where.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ToolException">It cannot be mounted.</exception>
    Task MountReadOnlyAsync(string device, string fileSystem, string folder, CancellationToken cancellationToken);

    /// <summary>Mounts a device. The folder must be there.</summary>
    /// <param name="device">Path of the device.</param>
    /// <param name="fileSystem">Its file system, by the kernel's name.</param>
    /// <param name="folder">Where.</param>
    /// <param name="options">Options, separated by commas.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ToolException">It cannot be mounted.</exception>
    Task MountAsync(string device, string fileSystem, string folder, string options, CancellationToken cancellationToken);

    /// <summary>Unmounts.</summary>
    /// <param name="folder">Where it is mounted.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ToolException">It cannot be unmounted.</exception>
    Task UnmountAsync(string folder, CancellationToken cancellationToken);
}
