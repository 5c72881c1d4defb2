using Domar.HostTools.Exec;
using Domar.HostTools.Files;
using Domar.HostTools.Mounts;

namespace Domar.HostTools.Firmware;

/// <summary>A file system that is mounted for a moment.</summary>
/// <param name="mounter">Mounts and unmounts.</param>
/// <param name="workFolder">Folder below which it is mounted; only root may enter it.</param>
public sealed class TemporaryMount(IMounter mounter, string workFolder)
{
    /// <summary>Mounts, works, unmounts.</summary>
    /// <param name="device">The device.</param>
    /// <param name="type">Type of the file system.</param>
    /// <param name="name">Name of the folder, for example <c>esp-0</c>.</param>
    /// <param name="readOnly">Whether nothing may be written.</param>
    /// <param name="work">The work; it is given the folder.</param>
    /// <param name="cancellationToken">Gives up before the work; what has begun is finished.</param>
    /// <exception cref="FirmwareException">It cannot be mounted or unmounted.</exception>
    public async Task<T> UseAsync<T>(string device, string type, string name, bool readOnly, Func<string, T> work, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(workFolder, name);
        LinuxFileLayer.Instance.CreateFolder(workFolder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.CreateDirectory(folder);
        try
        {
            await mounter.MountAsync(device, type, folder, readOnly ? "ro,nosuid,nodev,noexec" : "rw,nosuid,nodev,noexec", cancellationToken).ConfigureAwait(false);
            try
            {
                return work(folder);
            }
            finally
            {
                // Not cancelled: what was mounted is unmounted.
                await mounter.UnmountAsync(folder, CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (ToolException exception)
        {
            throw new FirmwareException(exception.Message, exception);
        }
    }
}
