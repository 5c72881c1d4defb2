using System.Diagnostics;
using Domar.Core.Config;
using Domar.Core.Containers;
using Domar.Core.Containers.Setup;
using Domar.Core.Lxc;
using Domar.Core.Primitives;
using Domar.Core.Qemu;
using Domar.HostTools.Crypt;
using Domar.HostTools.Exec;
using Domar.HostTools.Rootfs;
using Domar.Runtime.Cli.Output;
using Domar.Runtime.Guests;
using Domar.Runtime.Tasks;

namespace Domar.Runtime.Containers;

/// <summary>Root file systems of containers: formatted, filled from templates, made to fit the config.</summary>
internal sealed class ContainerRootfs(IRootfs rootfs)
{
    private const double Tenth = 0.1;

    /// <summary>Makes a file system on a new volume.</summary>
    public Task FormatAsync(string volumePath, ConfigSection config, CancellationToken cancellationToken) =>
        GuardAsync(() => rootfs.FormatAsync(volumePath, LxcIdMap.Of(config), cancellationToken));

    /// <summary>Unpacks a template into a formatted volume, and tells what system it is.</summary>
    public async Task<GuestOs> UnpackAsync(
        GuestId id, string volumePath, string template, ConfigSection config, ITaskContext task, CancellationToken cancellationToken)
    {
        var target = Target(id, volumePath, config);
        var next = Tenth;
        var result = await GuardAsync(() => rootfs.UnpackAsync(target, template, ArchiveLimits.Default, progress =>
        {
            task.Progress(progress.Fraction);
            if (progress.Fraction >= next)
            {
                next = Math.Floor(progress.Fraction / Tenth) * Tenth + Tenth;
                task.Log($"{progress.Fraction:P0} unpacked, {progress.Entries} entries");
            }
        }, cancellationToken)).ConfigureAwait(false);
        task.Log($"unpacked {result.Entries} entries, {Units.Bytes(result.Bytes)}{(result.Skipped > 0 ? $"; {result.Skipped} left out (/dev and device nodes)" : "")}");
        foreach (var warning in result.Warnings)
        {
            task.Warn(warning);
        }

        return GuestOsDetector.Detect(await GuardAsync(() => rootfs.InspectAsync(target, GuestOsDetector.Query, cancellationToken)).ConfigureAwait(false));
    }

    /// <summary>Writes into a root file system what its config and the request ask for: names, network, keys, password.</summary>
    public Task SetUpAsync(GuestId id, string volumePath, ConfigSection config, ContainerRequest request, ITaskContext task, CancellationToken cancellationToken) =>
        SetUpAsync(
            id, Target(id, volumePath, config), config,
            HostsOptions() with
            {
                RootPasswordHash = request.Password is null ? null : PasswordHash.Create(request.Password),
                SshPublicKeys = [.. (request.SshPublicKeys ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)],
            },
            task, cancellationToken);

    /// <summary>
    /// Brings a root file system up to its config before a start, as names and network may have been changed since. Where nothing of it was changed since the last
    /// start of this host's run, nothing is done.
    /// </summary>
    public async Task RefreshAsync(GuestId id, ResolvedVolume root, ConfigSection config, ITaskContext task, CancellationToken cancellationToken)
    {
        var options = HostsOptions();
        if (config["ostype"] is "unmanaged" ||
            (File.Exists(MarkOf(id)) && await File.ReadAllTextAsync(MarkOf(id), cancellationToken).ConfigureAwait(false) == Wanted(config, options)))
        {
            return;
        }

        var target = root is { Format: "subvol", Location: FileLocation folder }
            ? new RootfsTarget(folder.Path, LxcIdMap.Of(config))
            : Target(id, root.Location switch { FileLocation file => file.Path, BlockDeviceLocation device => device.Path, _ => throw new UnreachableException() }, config);
        try
        {
            await SetUpAsync(id, target, config, options, task, cancellationToken).ConfigureAwait(false);
        }
        catch (RequestRefusedException e)
        {
            // A guest that was broken by hand can still be looked at when it runs.
            task.Warn($"names and network could not be written into the container: {e.Message}");
        }
    }

    /// <summary>Forgets what was written into a container's root file system; a later container may bear its id.</summary>
    public static void Forget(GuestId id)
    {
        if (Directory.Exists(ContainerPlaces.Of(id).Folder))
        {
            File.Delete(MarkOf(id));
        }
    }

    private static bool IsSetUp(string key) =>
        key is "hostname" or "nameserver" or "searchdomain" or "timezone" or "ostype" or "console" or "tty" || (key.StartsWith("net", StringComparison.Ordinal) && char.IsAsciiDigit(key[^1]));

    private static GuestSetupOptions HostsOptions() => new()
    {
        HostTimeZone = HostFiles.TimeZone(),
        HostNameservers = HostFiles.ResolverLines("nameserver"),
        HostSearchDomains = HostFiles.ResolverLines("search"),
    };

    /// <summary>File that tells what was last written into a container's root file system in this run of the host; gone at its next start.</summary>
    private static string MarkOf(GuestId id) => $"{ContainerPlaces.Of(id).Folder}/set-up";

    private static string Wanted(ConfigSection config, GuestSetupOptions options) => string.Join(
        '\n', config.Entries.Where(entry => IsSetUp(entry.Key)).Select(entry => $"{entry.Key}: {entry.Value}")
            .Append(options.HostTimeZone).Concat(options.HostNameservers).Concat(options.HostSearchDomains));

    private async Task SetUpAsync(GuestId id, RootfsTarget target, ConfigSection config, GuestSetupOptions options, ITaskContext task, CancellationToken cancellationToken)
    {
        var facts = await GuardAsync(() => rootfs.InspectAsync(target, GuestSetupPlanner.Query(config, options), cancellationToken)).ConfigureAwait(false);
        var plan = GuestSetupPlanner.Plan(config, GuestOsDetector.Detect(facts), facts, options);
        foreach (var warning in plan.Warnings)
        {
            task.Warn(warning);
        }

        await GuardAsync(() => rootfs.SetUpAsync(target, plan.Edits, cancellationToken)).ConfigureAwait(false);
        Directory.CreateDirectory(Path.GetDirectoryName(MarkOf(id))!);
        await File.WriteAllTextAsync(MarkOf(id), Wanted(config, options), cancellationToken).ConfigureAwait(false);
    }

    private static RootfsTarget Target(GuestId id, string volumePath, ConfigSection config) => new(
        ContainerPlaces.Of(id).RootFs, LxcIdMap.Of(config), new MountSource(volumePath, IsImageFile: !volumePath.StartsWith("/dev/", StringComparison.Ordinal)));

    private static async Task GuardAsync(Func<Task> work) => await GuardAsync(async () =>
    {
        await work().ConfigureAwait(false);
        return true;
    }).ConfigureAwait(false);

    private static async Task<T> GuardAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (Exception e) when (e is RootfsException or PlanException or ToolException or NoSpaceException or PasswordHashException)
        {
            throw new RequestRefusedException(RefusalReason.Conflict, e.Message, null, e);
        }
    }
}
