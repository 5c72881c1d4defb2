using Domar.Core.Config;
using Domar.Core.Primitives;
using Domar.Core.Qemu;
using Domar.Core.Tasks;
using Domar.HostTools.Qmp;
using Domar.Runtime.Tasks;

namespace Domar.Runtime.Guests;

/// <summary>
/// Changes configs. Of a stopped VM at once; of a running one first as pending, then into QEMU where that can be, so that a daemon killed in between
/// leaves a change that is not applied yet, never one that is lost.
/// </summary>
internal sealed class VmConfigurator(VmRegistry registry, VmDisks disks, VmHotplug hotplug, ITaskRunner tasks)
{
    public async Task<Upid> SetAsync(GuestId id, VmConfigChange change, string user, CancellationToken cancellationToken)
    {
        var guest = registry.Get(id);
        var config = registry.ReadFresh(id);
        change = Normalise(change);
        VmSettings.Check(change.Set);
        CheckKeys(change.Delete, "delete");
        CheckKeys(change.Revert, "revert");
        CheckDigest(config, change);
        ConfigLock.Check(id, config, change.SkipLock);
        foreach (var (key, value) in change.Set.Where(setting => DiskKeys.IsDisk(setting.Key)))
        {
            await disks.CheckAsync(key, Disk(key, value), cancellationToken).ConfigureAwait(false);
        }

        var unused = change.Delete.Where(DiskKeys.IsUnused).Select(key => config.Current[key])
            .Select(value => VolumeId.TryParse(value, out var volume) ? volume : default).Where(volume => volume != default).ToList();
        guest.Supervisor.Check(GuestRequestKind.Configure);
        return tasks.Start("qmconfig", id.ToString(), user, (task, taskCancellation) =>
            guest.Supervisor.RequestAsync(
                GuestRequestKind.Configure, (session, ct) => ApplyAsync(guest, change, unused, (VmSession?)session, task, ct), taskCancellation));
    }

    private async Task ApplyAsync(
        GuestEntry guest, VmConfigChange change, IReadOnlyList<VolumeId> unused, VmSession? session, ITaskContext task, CancellationToken cancellationToken)
    {
        var id = guest.Id;
        var made = new List<VolumeId>();
        var values = new Dictionary<string, string>(change.Set);
        try
        {
            foreach (var (key, value) in change.Set.OrderBy(setting => setting.Key, StringComparer.Ordinal))
            {
                if (DiskKeys.IsDisk(key))
                {
                    values[key] = await disks.ProvideAsync(id, key, Disk(key, value), made, task, cancellationToken).ConfigureAwait(false);
                }
                else if (ConfigSchema.Qemu.Find(key, out _) is { Name: "net[n]" })
                {
                    values[key] = VmSettings.WithMac(value);
                }
            }

            registry.Update(id, config =>
            {
                CheckDigest(config, change);
                return session is null ? ChangeStopped(config, change, values) : ChangeRunning(config, change, values);
            });
        }
        catch (Exception)
        {
            await disks.UndoAsync(id, made, task).ConfigureAwait(false);
            throw;
        }

        await FreeUnusedAsync(id, unused, task, cancellationToken).ConfigureAwait(false);
        if (session is not null)
        {
            await ApplyPendingAsync(guest, session, [.. change.Delete, .. values.Keys], task, cancellationToken).ConfigureAwait(false);
        }
    }

    private static GuestConfig ChangeStopped(GuestConfig config, VmConfigChange change, Dictionary<string, string> values)
    {
        config = Revert(config, change.Revert);
        foreach (var key in change.Delete)
        {
            config = key == "description" ? config.WithDescription(null) : PendingChanges.Remove(PendingChanges.Revert(config, key), key);
        }

        foreach (var (key, value) in values)
        {
            config = key == "description" ? config.WithDescription(value) : PendingChanges.Set(PendingChanges.Revert(config, key), key, value);
        }

        return config;
    }

    private static GuestConfig ChangeRunning(GuestConfig config, VmConfigChange change, Dictionary<string, string> values)
    {
        config = Revert(config, change.Revert);
        foreach (var key in change.Delete)
        {
            config = key == "description" ? config.WithDescription(null)
                : VmSettings.IsImmediate(key) ? config.RevertPending(key).Remove(key)
                : config.Current[key] is null ? PendingChanges.Revert(config, key)
                : PendingChanges.Revert(config, key).DeletePending(key);
        }

        foreach (var (key, value) in values)
        {
            config = key == "description" ? config.WithDescription(value)
                : VmSettings.IsImmediate(key) ? config.Set(key, value)
                : config.Current[key] == value ? PendingChanges.Revert(config, key)
                : PendingChanges.Revert(config, key).SetPending(key, value);
        }

        return config;
    }

    private static GuestConfig Revert(GuestConfig config, IReadOnlyList<string> keys)
    {
        foreach (var key in keys)
        {
            config = PendingChanges.Revert(config, key);
        }

        return config;
    }

    /// <summary>Brings pending changes into QEMU one by one; what QEMU cannot do while it runs stays pending, with the reason in the log.</summary>
    private async Task ApplyPendingAsync(
        GuestEntry guest, VmSession session, IEnumerable<string> keys, ITaskContext task, CancellationToken cancellationToken)
    {
        foreach (var key in keys.Distinct())
        {
            var config = registry.ReadFresh(guest.Id);
            if (config.Pending is not { } pending)
            {
                return;
            }

            var deleted = PendingChanges.DeletedKeys(pending).Contains(key);
            var value = pending[key];
            if (!deleted && value is null)
            {
                continue;
            }

            try
            {
                if (await hotplug.TryApplyAsync(guest.Id, config, key, value, session, task, cancellationToken).ConfigureAwait(false) is { } reason)
                {
                    task.Log($"{key}: pending until the VM is restarted: {reason}");
                    continue;
                }
            }
            catch (Exception e) when (e is QmpException or PlanException)
            {
                task.Warn($"{key}: could not be changed in the running VM and is pending until it is restarted: {e.Message}");
                continue;
            }

            registry.Update(guest.Id, fresh => deleted
                ? PendingChanges.Remove(fresh.RevertPending(key), key)
                : PendingChanges.Set(fresh.RevertPending(key), key, value!));
            task.Log(deleted ? $"{key}: removed" : $"{key}: changed");
        }
    }

    /// <summary>Deleting an <c>unused</c> key is how a user removes a volume for good.</summary>
    private async Task FreeUnusedAsync(GuestId id, IReadOnlyList<VolumeId> unused, ITaskContext task, CancellationToken cancellationToken)
    {
        foreach (var volume in unused)
        {
            var stillNamed = registry.ReadFresh(id).Snapshots.SelectMany(DiskKeys.AllVolumesOf).Any(disk => disk.Volume == volume);
            if (stillNamed)
            {
                task.Warn($"volume '{volume}' is kept: a snapshot needs it");
            }
            else if (await disks.IsOwnedAsync(id, volume, cancellationToken).ConfigureAwait(false))
            {
                await disks.TryFreeAsync(id, volume, task).ConfigureAwait(false);
            }
        }
    }

    /// <summary><c>cdrom</c> is an old name of the drive <c>ide2</c>.</summary>
    private static VmConfigChange Normalise(VmConfigChange change)
    {
        if (!change.Set.TryGetValue("cdrom", out var medium))
        {
            return change;
        }

        var set = new Dictionary<string, string>(change.Set);
        set.Remove("cdrom");
        set["ide2"] = medium.Contains("media=", StringComparison.Ordinal) ? medium : $"{medium},media=cdrom";
        return change with { Set = set };
    }

    private static void CheckKeys(IReadOnlyList<string> keys, string parameter)
    {
        foreach (var key in keys)
        {
            if (ConfigSchema.Qemu.Find(key, out _) is null)
            {
                throw new RequestRefusedException(
                    RefusalReason.BadParameter, $"{parameter}: unknown option '{key}'", new Dictionary<string, string> { [parameter] = $"unknown option '{key}'" });
            }
        }
    }

    private static void CheckDigest(GuestConfig config, VmConfigChange change)
    {
        if (change.Digest is { Length: > 0 } digest && !string.Equals(digest, config.Digest, StringComparison.OrdinalIgnoreCase))
        {
            throw new RequestRefusedException(RefusalReason.Conflict, "detected modified configuration - file changed by other user? Try again.");
        }
    }

    private static PropertyString Disk(string key, string value) => PropertyString.Parse(ConfigSchema.Qemu.Find(key, out _)!, value);
}
