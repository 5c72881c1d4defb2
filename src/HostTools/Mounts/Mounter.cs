using Domar.HostTools.Exec;

namespace Domar.HostTools.Mounts;

/// <summary>Runs mount and umount.</summary>
/// <param name="runner">Runs tools.</param>
/// <param name="time">Clock of waiting; null for the system's.</param>
public sealed class Mounter(IToolRunner runner, TimeProvider? time = null) : IMounter
{
    // A program that is just being started has this process' open files until it is there: a moment later the file system is no longer in use.
    private const int BusyTries = 20;
    private static readonly TimeSpan BusyPause = TimeSpan.FromMilliseconds(100);

    // A disk that hangs does so for the kernel's own timeout, 30 s and more for each command.
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(3);

    /// <inheritdoc/>
    public Task MountReadOnlyAsync(string device, string fileSystem, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);

        // ext4 and xfs replay their journals also on a read-only mount, which writes.
        var noReplay = fileSystem switch { "ext3" or "ext4" => ",noload", "xfs" => ",norecovery", _ => "" };
        return MountAsync(device, fileSystem, folder, $"ro,nosuid,nodev,noexec{noReplay}", cancellationToken);
    }

    /// <inheritdoc/>
    public Task MountAsync(string device, string fileSystem, string folder, string options, CancellationToken cancellationToken) =>
        RunAsync("mount", ["-t", fileSystem, "-o", options, device, folder], $"mount '{device}'", cancellationToken);

    /// <inheritdoc/>
    public async Task UnmountAsync(string folder, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await RunAsync("umount", [folder], $"unmount '{folder}'", cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (ToolException exception) when (attempt < BusyTries && exception.Message.Contains("target is busy", StringComparison.Ordinal))
            {
                await Task.Delay(BusyPause, time ?? TimeProvider.System, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task RunAsync(string program, IReadOnlyList<string> arguments, string what, CancellationToken cancellationToken)
    {
        var result = await runner.RunAsync(new ToolCommand(program, arguments) { Timeout = Timeout }, cancellationToken).ConfigureAwait(false);
        if (result.ExitCode != 0)
        {
            throw new ToolException($"Cannot {what}: {program} ended with {result.ExitCode}: {result.Error.Trim()}");
        }
    }
}
