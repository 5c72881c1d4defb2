using Domar.Core.Primitives;
using Domar.Core.Tasks;
using Domar.Runtime.Storage;
using Domar.Runtime.Tasks;

namespace Domar.Runtime.Guests;

/// <summary>Removes VMs with their volumes. The config goes last: a removal that is cut can be repeated.</summary>
internal sealed class VmDestroyer(VmRegistry registry, VmDisks disks, IStorageService storages, ITaskRunner tasks)
{
    public Upid Destroy(GuestId id, VmDestroyOptions options, string user)
    {
        var guest = registry.Get(id);
        var config = guest.ConfigProblem is null ? guest.Config : null;
        if (config is not null)
        {
            ConfigLock.Check(id, config, options.SkipLock);
            if (config.Current.GetBoolean("protection", false))
            {
                throw new RequestRefusedException(
                    RefusalReason.Conflict, $"can't remove VM {id} - protection mode enabled; turn it off with 'domar vm set {id} --protection 0'");
            }
        }

        guest.Supervisor.Check(GuestRequestKind.Destroy);
        return tasks.Start("qmdestroy", id.ToString(), user, (task, cancellationToken) =>
            guest.Supervisor.RequestAsync(GuestRequestKind.Destroy, (_, ct) => RemoveAsync(id, options, task, ct), cancellationToken));
    }

    private async Task RemoveAsync(GuestId id, VmDestroyOptions options, ITaskContext task, CancellationToken cancellationToken)
    {
        var config = registry.ReadFresh(id);
        var volumes = config.Snapshots.Prepend(config.Current).Concat(config.Pending is { } pending ? [pending] : [])
            .SelectMany(DiskKeys.AllVolumesOf)
            .Where(disk => config.Current.Property(disk.Key) is not { } value || !DiskKeys.IsCdrom(value))
            .Select(disk => disk.Volume).ToHashSet();
        foreach (var volume in volumes)
        {
            if (await disks.IsOwnedAsync(id, volume, cancellationToken).ConfigureAwait(false))
            {
                task.Log($"removing volume '{volume}'");
                await disks.TryFreeAsync(id, volume, task).ConfigureAwait(false);
            }
            else
            {
                task.Log($"volume '{volume}' is gone or does not belong to VM {id}; left as it is");
            }
        }

        if (options.DestroyUnreferencedDisks)
        {
            await RemoveUnreferencedAsync(id, volumes, task, cancellationToken).ConfigureAwait(false);
        }

        registry.Remove(id);
    }

    private async Task RemoveUnreferencedAsync(GuestId id, HashSet<VolumeId> known, ITaskContext task, CancellationToken cancellationToken)
    {
        foreach (var storage in await storages.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (storage.Problem is not null || !storage.IsEnabled)
            {
                continue;
            }

            foreach (var volume in await storages.ListContentAsync(storage.Id, "images", id, cancellationToken).ConfigureAwait(false))
            {
                var name = new VolumeId(storage.Id, volume.Name);
                if (!known.Contains(name))
                {
                    task.Log($"removing volume '{name}', which no config names");
                    await disks.TryFreeAsync(id, name, task).ConfigureAwait(false);
                }
            }
        }
    }
}
