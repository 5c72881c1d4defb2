using Domar.Core.Config;
using Domar.Core.Primitives;
using Domar.Core.Tasks;
using Domar.Runtime.Guests;
using Domar.Runtime.Tasks;

namespace Domar.Runtime.Containers;

/// <summary>Changes configs: of a stopped container at once, of a running one as pending until its next start.</summary>
internal sealed class ContainerConfigurator(ContainerRegistry registry, ContainerVolumes volumes, ContainerRootfs rootfs, ITaskRunner tasks)
{
    /// <summary>Changes a container's config.</summary>
    public async Task<Upid> SetAsync(GuestId id, VmConfigChange change, string user, CancellationToken cancellationToken)
    {
        var guest = registry.Get(id);
        var config = registry.ReadFresh(id);
        ContainerSettings.Check(change.Set);
        CheckKeys(change.Delete, "delete");
        CheckKeys(change.Revert, "revert");
        if (change.Delete.Contains("rootfs"))
        {
            throw Bad("delete", "a container cannot be without its 'rootfs'; destroy it instead");
        }

        if (change.Set.ContainsKey("unprivileged") && config.Current["unprivileged"] != change.Set["unprivileged"])
        {
            throw Bad("unprivileged", "cannot be changed: the owners of all files would be others. Make a new container");
        }

        CheckDigest(config, change);
        ConfigLock.Check(id, config, change.SkipLock);
        foreach (var (key, value) in change.Set.Where(setting => MountKeys.IsMount(setting.Key)))
        {
            await volumes.CheckAsync(key, Mount(key, value), cancellationToken).ConfigureAwait(false);
        }

        guest.Supervisor.Check(GuestRequestKind.Configure);
        return tasks.Start("vzconfig", id.ToString(), user, (task, taskCancellation) =>
            guest.Supervisor.RequestAsync(
                GuestRequestKind.Configure, (session, ct) => ApplyAsync(id, change, isRunning: session is not null, task, ct), taskCancellation));
    }

    private async Task ApplyAsync(GuestId id, VmConfigChange change, bool isRunning, ITaskContext task, CancellationToken cancellationToken)
    {
        var made = new List<VolumeId>();
        var values = new Dictionary<string, string>(change.Set);
        var unused = new List<VolumeId>();
        try
        {
            var current = registry.ReadFresh(id);
            foreach (var (key, value) in change.Set.OrderBy(setting => setting.Key, StringComparer.Ordinal))
            {
                if (MountKeys.IsMount(key))
                {
                    var (text, volume) = await volumes.ProvideAsync(id, key, Mount(key, value), made, task, cancellationToken).ConfigureAwait(false);
                    values[key] = text;
                    if (volume is not null)
                    {
                        await rootfs.FormatAsync(volume.Path, current.Current, cancellationToken).ConfigureAwait(false);
                    }
                }
                else if (ConfigSchema.Lxc.Find(key, out _) is { Name: "net[n]" })
                {
                    values[key] = ContainerSettings.WithMac(value);
                }
            }

            unused.AddRange(change.Delete.Where(MountKeys.IsUnused).Select(key => current.Current.Property(key)?["volume"])
                .Select(value => VolumeId.TryParse(value, out var volume) ? volume : default).Where(volume => volume != default));
            registry.Update(id, config =>
            {
                CheckDigest(config, change);
                return Change(config, change, values, isRunning);
            });
        }
        catch (Exception)
        {
            await volumes.UndoAsync(id, made, task).ConfigureAwait(false);
            throw;
        }

        foreach (var volume in unused)
        {
            await volumes.RemoveAsync(id, volume, task, cancellationToken).ConfigureAwait(false);
        }

        if (isRunning && registry.ReadFresh(id).Pending is { } pending)
        {
            task.Log($"pending until the container is restarted: {string.Join(", ", pending.Entries.Select(entry => entry.Key))}");
        }
    }

    private static GuestConfig Change(GuestConfig config, VmConfigChange change, Dictionary<string, string> values, bool isRunning)
    {
        foreach (var key in change.Revert)
        {
            config = PendingChanges.Revert(config, key);
        }

        foreach (var key in change.Delete)
        {
            config = key == "description" ? config.WithDescription(null)
                : !isRunning || ContainerSettings.IsImmediate(key) ? PendingChanges.Remove(PendingChanges.Revert(config, key), key)
                : config.Current[key] is null ? PendingChanges.Revert(config, key)
                : PendingChanges.Revert(config, key).DeletePending(key);
        }

        foreach (var (key, value) in values)
        {
            config = key == "description" ? config.WithDescription(value)
                : !isRunning || ContainerSettings.IsImmediate(key) ? PendingChanges.Set(PendingChanges.Revert(config, key), key, value)
                : config.Current[key] == value ? PendingChanges.Revert(config, key)
                : PendingChanges.Revert(config, key).SetPending(key, value);
        }

        return config;
    }

    private static void CheckKeys(IReadOnlyList<string> keys, string parameter)
    {
        if (keys.FirstOrDefault(key => ConfigSchema.Lxc.Find(key, out _) is null) is { } unknown)
        {
            throw Bad(parameter, $"unknown option '{unknown}'");
        }
    }

    private static void CheckDigest(GuestConfig config, VmConfigChange change)
    {
        if (change.Digest is { Length: > 0 } digest && !string.Equals(digest, config.Digest, StringComparison.OrdinalIgnoreCase))
        {
            throw new RequestRefusedException(RefusalReason.Conflict, "detected modified configuration - file changed by other user? Try again.");
        }
    }

    private static PropertyString Mount(string key, string value) => PropertyString.Parse(ConfigSchema.Lxc.Find(key, out _)!, value);

    private static RequestRefusedException Bad(string key, string message) => new(
        RefusalReason.BadParameter, $"{key}: {message}", new Dictionary<string, string> { [key] = message });
}
