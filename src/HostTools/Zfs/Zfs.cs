using System.Globalization;
using Domar.HostTools.Exec;

namespace Domar.HostTools.Zfs;

/// <summary>Runs zfs and zpool.</summary>
/// <param name="runner">Runs tools.</param>
/// <param name="time">Clock of the pauses between tries; null for the system's.</param>
/// <param name="loadModule">Loads the kernel's part where it is not; null for the real way.</param>
public sealed class Zfs(IToolRunner runner, TimeProvider? time = null, Action? loadModule = null) : IZfs
{
    /// <summary>Name of the property that marks a volume whose content is still being made: one left by a crash is known by it.</summary>
    public const string MakingProperty = "domar:making";

    private const int BusyTries = 6;

    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(30);

    // A transaction group of a loaded pool takes its time; an import replays the log.
    private static readonly TimeSpan ChangeTimeout = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan BusyPause = TimeSpan.FromMilliseconds(500);

    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <inheritdoc/>
    public async Task<ZfsPool?> FindPoolAsync(string pool, CancellationToken cancellationToken)
    {
        var result = await ReadAsync("zpool", ["list", "-j", "--json-int", "-p", "-o", ZfsParser.PoolProperties, pool], cancellationToken).ConfigureAwait(false);
        return result.ExitCode == 0 ? ZfsParser.ParsePools(result.Output).FirstOrDefault(found => found.Name == pool)
            : ZfsParser.IsNotThere(result) ? null
            : throw ZfsParser.Failure($"read pool '{pool}'", result);
    }

    /// <inheritdoc/>
    public Task ImportAsync(string pool, CancellationToken cancellationToken) =>
        ChangeAsync($"import pool '{pool}'", "zpool", ["import", "-N", "-o", "cachefile=none", pool], cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ZfsDataset>> ListAsync(string dataset, CancellationToken cancellationToken)
    {
        var result = await ReadAsync(
            "zfs", ["list", "-j", "--json-int", "-p", "-d", "1", "-t", "filesystem,volume", "-o", ZfsParser.DatasetProperties, dataset], cancellationToken).ConfigureAwait(false);
        return result.ExitCode == 0 ? ZfsParser.ParseDatasets(result.Output)
            : ZfsParser.IsNotThere(result) ? []
            : throw ZfsParser.Failure($"list '{dataset}'", result);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ZfsSnapshot>> ListSnapshotsAsync(string dataset, CancellationToken cancellationToken)
    {
        var result = await ReadAsync(
            "zfs", ["list", "-j", "--json-int", "-p", "-t", "snapshot", "-o", ZfsParser.SnapshotProperties, dataset], cancellationToken).ConfigureAwait(false);
        return result.ExitCode == 0 ? ZfsParser.ParseSnapshots(result.Output) : throw ZfsParser.Failure($"list the snapshots of '{dataset}'", result);
    }

    /// <inheritdoc/>
    public Task CreateVolumeAsync(ZfsVolumeCreate request, CancellationToken cancellationToken)
    {
        string[] sparse = request.IsSparse ? ["-s"] : [];
        string[] block = request.BlockSize is { } size ? ["-b", size] : [];
        string[] making = request.Making is { } mark ? ["-o", $"{MakingProperty}={mark}"] : [];
        return ChangeAsync(
            $"make volume '{request.Name}'", "zfs", ["create", .. sparse, .. block, .. making, "-V", Number(request.SizeBytes), request.Name], cancellationToken);
    }

    /// <inheritdoc/>
    public Task CreateFileSystemAsync(string dataset, long quotaBytes, CancellationToken cancellationToken) => ChangeAsync(
        $"make file system '{dataset}'", "zfs", ["create", "-u", "-o", "acltype=posixacl", "-o", "xattr=sa", "-o", $"refquota={Number(quotaBytes)}", dataset], cancellationToken);

    /// <inheritdoc/>
    public Task SetAsync(string dataset, string property, string value, CancellationToken cancellationToken) =>
        ChangeAsync($"set {property} of '{dataset}' to {value}", "zfs", ["set", $"{property}={value}", dataset], cancellationToken);

    /// <inheritdoc/>
    public Task InheritAsync(string dataset, string property, CancellationToken cancellationToken) =>
        ChangeAsync($"take {property} off '{dataset}'", "zfs", ["inherit", property, dataset], cancellationToken);

    /// <inheritdoc/>
    public Task SnapshotAsync(string dataset, string snapshot, CancellationToken cancellationToken) =>
        ChangeAsync($"make snapshot '{dataset}@{snapshot}'", "zfs", ["snapshot", $"{dataset}@{snapshot}"], cancellationToken);

    /// <inheritdoc/>
    public Task RollBackAsync(string dataset, string snapshot, CancellationToken cancellationToken) =>
        ChangeAsync($"roll back to '{dataset}@{snapshot}'", "zfs", ["rollback", $"{dataset}@{snapshot}"], cancellationToken);

    /// <inheritdoc/>
    public Task DestroyAsync(string name, CancellationToken cancellationToken) =>
        ChangeAsync($"remove '{name}'", "zfs", name.Contains('@', StringComparison.Ordinal) ? ["destroy", name] : ["destroy", "-r", name], cancellationToken);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private async Task<ToolResult> ReadAsync(string tool, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        await Task.Run(loadModule ?? LoadModule, cancellationToken).ConfigureAwait(false);
        return await runner.RunAsync(new ToolCommand(tool, arguments) { Timeout = ReadTimeout }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Lets the kernel load its part, by opening its device. The tools would run modprobe, which this process' sandbox does not let them.
    /// </summary>
    private static void LoadModule()
    {
        if (Directory.Exists("/sys/module/zfs"))
        {
            return;
        }

        try
        {
            File.OpenHandle("/dev/zfs", FileMode.Open, FileAccess.Read, FileShare.ReadWrite).Dispose();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // There is no ZFS for this kernel, or it may not be loaded; the tools say so.
            return;
        }
    }

    private async Task ChangeAsync(string action, string tool, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();

            // Not cancelled: what the kernel has begun it does all the same, and whether it was done would be unknown.
            var result = await runner.RunAsync(new ToolCommand(tool, arguments) { Timeout = ChangeTimeout }, CancellationToken.None).ConfigureAwait(false);
            if (result.ExitCode == 0)
            {
                return;
            }

            // Whoever closes a volume after writing makes udev open it for a look.
            if (!ZfsParser.IsBusy(result) || attempt == BusyTries)
            {
                throw ZfsParser.Failure(action, result);
            }

            await Task.Delay(BusyPause, _time, cancellationToken).ConfigureAwait(false);
        }
    }
}
