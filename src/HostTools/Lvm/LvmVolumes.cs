using System.Globalization;
using Domar.HostTools.Exec;

namespace Domar.HostTools.Lvm;

/// <summary>Runs LVM's tools.</summary>
/// <param name="runner">Runs tools.</param>
public sealed class LvmVolumes(IToolRunner runner) : ILvmVolumes
{
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(30);

    // A disk that was asleep, a lock that another tool holds, thin_check over a large pool.
    private static readonly TimeSpan ChangeTimeout = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public async Task<VolumeGroup?> FindGroupAsync(string group, CancellationToken cancellationToken)
    {
        var result = await ReportAsync("vgs", LvmParser.GroupColumns, group, cancellationToken).ConfigureAwait(false);
        return result.ExitCode == 0 ? LvmParser.ParseGroups(result.Output).FirstOrDefault(found => found.Name == group)
            : LvmParser.IsNoSuchGroup(result) ? null
            : throw LvmParser.Failure($"read volume group '{group}'", result);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LogicalVolume>> ListAsync(string group, CancellationToken cancellationToken)
    {
        var result = await ReportAsync("lvs", LvmParser.VolumeColumns, group, cancellationToken).ConfigureAwait(false);
        return result.ExitCode == 0 ? LvmParser.ParseVolumes(result.Output) : throw LvmParser.Failure($"list the volumes of volume group '{group}'", result);
    }

    /// <inheritdoc/>
    public Task CreateThinAsync(string group, string pool, string name, long sizeBytes, string? tag, CancellationToken cancellationToken) => ChangeAsync(
        $"make volume '{group}/{name}'",
        "lvcreate",
        ["-qq", "-y", "--type", "thin", "--virtualsize", Bytes(sizeBytes), "--thinpool", $"{group}/{pool}", "--name", name, .. Tag(tag)],
        cancellationToken);

    /// <inheritdoc/>
    public Task CloneThinAsync(string group, string origin, string name, bool isSnapshot, string? tag, CancellationToken cancellationToken) => ChangeAsync(
        $"make volume '{group}/{name}' from '{group}/{origin}'",
        "lvcreate",
        ["-qq", "-y", "--snapshot", .. isSnapshot ? (string[])["--permission", "r"] : ["--permission", "rw", "--setactivationskip", "n"], "--name", name, .. Tag(tag), $"{group}/{origin}"],
        cancellationToken);

    /// <inheritdoc/>
    public Task ExtendAsync(string group, string name, long sizeBytes, CancellationToken cancellationToken) =>
        ChangeAsync($"resize volume '{group}/{name}'", "lvextend", ["-qq", "--size", Bytes(sizeBytes), $"{group}/{name}"], cancellationToken);

    /// <inheritdoc/>
    public Task RenameAsync(string group, string name, string newName, CancellationToken cancellationToken) =>
        ChangeAsync($"rename volume '{group}/{name}' to '{newName}'", "lvrename", ["-qq", group, name, newName], cancellationToken);

    /// <inheritdoc/>
    public Task RemoveTagAsync(string group, string name, string tag, CancellationToken cancellationToken) =>
        ChangeAsync($"mark volume '{group}/{name}' as complete", "lvchange", ["-qq", "--deltag", tag, $"{group}/{name}"], cancellationToken);

    /// <inheritdoc/>
    public Task RemoveAsync(string group, string name, CancellationToken cancellationToken) =>
        ChangeAsync($"remove volume '{group}/{name}'", "lvremove", ["-qq", "--force", $"{group}/{name}"], cancellationToken);

    /// <inheritdoc/>
    public Task ActivateAsync(string group, CancellationToken cancellationToken) =>
        ChangeAsync($"activate volume group '{group}'", "vgchange", ["-qq", "--activate", "y", group], cancellationToken);

    private static string Bytes(long size) => string.Create(CultureInfo.InvariantCulture, $"{size}b");

    private static string[] Tag(string? tag) => tag is null ? [] : ["--addtag", tag];

    private Task<ToolResult> ReportAsync(string tool, string columns, string group, CancellationToken cancellationToken) => runner.RunAsync(
        new ToolCommand(tool, ["--reportformat", "json", "--units", "b", "--nosuffix", "--config", "report{time_format=\"%s\"}", "--options", columns, group]) { Timeout = ReadTimeout },
        cancellationToken);

    private async Task ChangeAsync(string action, string tool, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        // Not cancelled: killed between suspending and resuming a device, the tool would leave whatever uses it hanging.
        var result = await runner.RunAsync(new ToolCommand(tool, arguments) { Timeout = ChangeTimeout }, CancellationToken.None).ConfigureAwait(false);
        if (result.ExitCode != 0)
        {
            throw LvmParser.Failure(action, result);
        }
    }
}
