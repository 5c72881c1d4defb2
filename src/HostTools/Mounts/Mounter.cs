using Domar.HostTools.Exec;

namespace Domar.HostTools.Mounts;

/// <summary>Runs mount and umount.</summary>
/// <param name="runner">Runs tools.</param>
public sealed class Mounter(IToolRunner runner) : IMounter
{
    /// <inheritdoc/>
    public async Task MountReadOnlyAsync(string device, string fileSystem, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);

        // ext4 and xfs replay their journals also on a read-only mount, which writes.
        var noReplay = fileSystem switch { "ext3" or "ext4" => ",noload", "xfs" => ",norecovery", _ => "" };
        var result = await runner.RunAsync(
            new ToolCommand("mount", ["-t", fileSystem, "-o", $"ro,nosuid,nodev,noexec{noReplay}", device, folder]), cancellationToken).ConfigureAwait(false);
        if (result.ExitCode != 0)
        {
            throw new ToolException($"Cannot mount '{device}': mount ended with {result.ExitCode}: {result.Error.Trim()}");
        }
    }

    /// <inheritdoc/>
    public async Task UnmountAsync(string folder, CancellationToken cancellationToken)
    {
        var result = await runner.RunAsync(new ToolCommand("umount", [folder]), cancellationToken).ConfigureAwait(false);
        if (result.ExitCode != 0)
        {
            throw new ToolException($"Cannot unmount '{folder}': umount ended with {result.ExitCode}: {result.Error.Trim()}");
        }
    }
}
