using Domar.HostTools.Exec;
using Domar.HostTools.Files;

namespace Domar.HostTools.Firmware;

/// <summary>A file system that is mounted for a moment.</summary>
/// <param name="runner">Runs mount(8) and umount(8).</param>
/// <param name="workFolder">Folder below which it is mounted; only root may enter it.</param>
public sealed class TemporaryMount(IToolRunner runner, string workFolder)
{
    // A disk that hangs does so for the kernel's own timeout, 30 s and more for each command.
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(3);

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
        await RunAsync("mount", ["-t", type, "-o", readOnly ? "ro,nosuid,nodev,noexec" : "rw,nosuid,nodev,noexec", device, folder], cancellationToken).ConfigureAwait(false);
        try
        {
            return work(folder);
        }
        finally
        {
            // Not cancelled: what was mounted is unmounted.
            await RunAsync("umount", [folder], CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        try
        {
            var result = await runner.RunAsync(new ToolCommand(program, arguments) { Timeout = Timeout }, cancellationToken).ConfigureAwait(false);
            if (result.ExitCode != 0)
            {
                throw new FirmwareException($"{program} {arguments[^1]}: {(result.Error.Trim() is { Length: > 0 } error ? error : $"exit code {result.ExitCode}")}");
            }
        }
        catch (ToolException exception)
        {
            throw new FirmwareException(exception.Message, exception);
        }
    }
}
