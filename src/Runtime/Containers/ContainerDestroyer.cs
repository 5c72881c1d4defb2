using Domar.Core.Primitives;
using Domar.Core.Tasks;
using Domar.Runtime.Guests;
using Domar.Runtime.Tasks;

namespace Domar.Runtime.Containers;

/// <summary>Removes containers with their volumes. The config goes last: a removal that is cut can be repeated.</summary>
internal sealed class ContainerDestroyer(ContainerRegistry registry, ContainerVolumes volumes, ContainerPower power, ITaskRunner tasks)
{
    /// <summary>Removes a container.</summary>
    /// <param name="id">The container.</param>
    /// <param name="force">Stop it first when it runs.</param>
    /// <param name="skipLock">Act in spite of a lock.</param>
    /// <param name="user">Who asks.</param>
    public Upid Destroy(GuestId id, bool force, bool skipLock, string user)
    {
        var guest = registry.Get(id);
        var config = guest.ConfigProblem is null ? guest.Config : null;
        if (config is not null)
        {
            ConfigLock.Check(id, config, skipLock);
            if (config.Current.GetBoolean("protection", false))
            {
                throw new RequestRefusedException(
                    RefusalReason.Conflict, $"can't remove CT {id} - protection mode enabled; turn it off with 'domar ct set {id} --protection 0'");
            }
        }

        if (!force)
        {
            guest.Supervisor.Check(GuestRequestKind.Destroy);
        }

        return tasks.Start("vzdestroy", id.ToString(), user, async (task, cancellationToken) =>
        {
            if (force)
            {
                await power.StopAsync(guest, task, cancellationToken).ConfigureAwait(false);
            }

            await guest.Supervisor.RequestAsync(GuestRequestKind.Destroy, (_, ct) => RemoveAsync(id, task, ct), cancellationToken).ConfigureAwait(false);
        });
    }

    private async Task RemoveAsync(GuestId id, ITaskContext task, CancellationToken cancellationToken)
    {
        var config = registry.ReadFresh(id);
        var named = config.Snapshots.Prepend(config.Current).Concat(config.Pending is { } pending ? [pending] : [])
            .SelectMany(MountKeys.VolumesOf).Select(mount => mount.Volume).ToHashSet();
        foreach (var volume in named)
        {
            await volumes.RemoveAsync(id, volume, task, cancellationToken).ConfigureAwait(false);
        }

        ContainerRootfs.Forget(id);
        registry.Remove(id);
    }
}
