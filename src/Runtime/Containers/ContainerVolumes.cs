using Domar.Core.Config;
using Domar.Core.Primitives;
using Domar.Core.Qemu;
using Domar.HostTools.Storage;
using Domar.Runtime.Guests;
using Domar.Runtime.Storage;
using Domar.Runtime.Tasks;

namespace Domar.Runtime.Containers;

/// <summary>Makes, finds and removes the volumes of containers.</summary>
internal sealed class ContainerVolumes(IStorageService storages, VmDisks disks)
{
    /// <summary>Checks a mount's value without making anything.</summary>
    public async Task CheckAsync(string key, PropertyString mount, CancellationToken cancellationToken)
    {
        switch (Spec(key, mount))
        {
            case DiskSpec.New wanted:
                var driver = storages.GetDriver(wanted.Storage);
                if (!driver.Content.Contains("rootdir"))
                {
                    throw Bad(key, $"storage '{wanted.Storage}' does not take root file systems of containers (its content is {string.Join(',', driver.Content.Order(StringComparer.Ordinal))}); choose another, or add 'rootdir' to its content");
                }

                break;
            case DiskSpec.Existing existing:
                await FindAsync(key, existing.Volume, cancellationToken).ConfigureAwait(false);
                break;
            default:
                break;
        }
    }

    /// <summary>Makes what a mount's value asks for; returns the value for the config, and the volume when it was made and is still without a file system.</summary>
    public async Task<(string Value, VolumeInfo? Made)> ProvideAsync(
        GuestId id, string key, PropertyString mount, IList<VolumeId> made, ITaskContext task, CancellationToken cancellationToken)
    {
        if (Spec(key, mount) is not DiskSpec.New wanted)
        {
            return (mount.ToString(), null);
        }

        var driver = storages.GetDriver(wanted.Storage);
        await driver.ActivateAsync(cancellationToken).ConfigureAwait(false);
        var name = await driver.AllocateAsync(
            new VolumeRequest { Owner = id, SizeBytes = wanted.SizeBytes, Format = "raw" }, cancellationToken).ConfigureAwait(false);
        var volume = new VolumeId(wanted.Storage, name);
        made.Add(volume);
        var info = await driver.GetAsync(name, cancellationToken).ConfigureAwait(false);
        task.Log($"{key}: made volume '{volume}', {DiskSize.Format(info.SizeBytes)}");
        return (mount.With("volume", volume.ToString()).With("size", DiskSize.Format(info.SizeBytes)).ToString(), info);
    }

    /// <summary>Every volume that a section mounts, by key, with its storage made usable.</summary>
    /// <exception cref="RequestRefusedException">One is missing or of a form that cannot be mounted.</exception>
    public async Task<IReadOnlyDictionary<string, ResolvedVolume>> ResolveAsync(GuestId id, ConfigSection section, CancellationToken cancellationToken)
    {
        var resolved = new Dictionary<string, ResolvedVolume>();
        foreach (var (key, mount) in MountKeys.MountsOf(section))
        {
            if (!VolumeId.TryParse(mount["volume"], out var volume))
            {
                continue; // a bind mount or a device: the planner reads its path
            }

            try
            {
                var driver = storages.GetDriver(volume.Storage);
                await driver.ActivateAsync(cancellationToken).ConfigureAwait(false);
                var info = await driver.GetAsync(volume.Name, cancellationToken).ConfigureAwait(false);
                if (info.Format is not ("raw" or "subvol"))
                {
                    throw new RequestRefusedException(
                        RefusalReason.Conflict, $"Cannot start CT {id}: {key}: volume '{volume}' has the format {info.Format}, which cannot be mounted; a container's volumes are raw");
                }

                resolved[key] = new ResolvedVolume(volume.ToString(), Locate(info.Path), info.Format) { SizeBytes = info.SizeBytes };
            }
            catch (VolumeNotFoundException e)
            {
                throw new RequestRefusedException(
                    RefusalReason.Conflict,
                    $"Cannot start CT {id}: volume '{volume}' does not exist. Restore it{(key == "rootfs" ? "" : $", or remove it with 'domar ct set {id} --delete {key}'")}.", null, e);
            }
            catch (StorageException e)
            {
                throw new RequestRefusedException(RefusalReason.Conflict, $"Cannot start CT {id}: {key}: {e.Message}", null, e);
            }
        }

        return resolved;
    }

    /// <summary>Absolute path of a template: a volume of content <c>vztmpl</c>, or a path.</summary>
    /// <exception cref="RequestRefusedException">There is none.</exception>
    public async Task<string> FindTemplateAsync(string template, CancellationToken cancellationToken)
    {
        if (template.StartsWith('/'))
        {
            return File.Exists(template) ? template : throw Bad("ostemplate", $"there is no file '{template}'");
        }

        return VolumeId.TryParse(template, out var volume)
            ? (await FindAsync("ostemplate", volume, cancellationToken).ConfigureAwait(false)).Path
            : throw Bad("ostemplate", $"'{template}' is neither a volume (STORAGE:vztmpl/NAME) nor an absolute path");
    }

    /// <summary>Takes back what a failed request made.</summary>
    public Task UndoAsync(GuestId id, IEnumerable<VolumeId> made, ITaskContext task) => disks.UndoAsync(id, made, task);

    /// <summary>Removes a volume that belongs to a container; what cannot be removed is a warning.</summary>
    public async Task RemoveAsync(GuestId id, VolumeId volume, ITaskContext task, CancellationToken cancellationToken)
    {
        if (await disks.IsOwnedAsync(id, volume, cancellationToken).ConfigureAwait(false))
        {
            task.Log($"removing volume '{volume}'");
            await disks.TryFreeAsync(id, volume, task).ConfigureAwait(false);
        }
        else
        {
            task.Log($"volume '{volume}' is gone or does not belong to CT {id}; left as it is");
        }
    }

    /// <summary>Where a volume's bytes are, as mounting sees it.</summary>
    public static VolumeLocation Locate(string path) =>
        path.StartsWith("/dev/", StringComparison.Ordinal) ? new BlockDeviceLocation(path) : new FileLocation(path);

    private async Task<VolumeInfo> FindAsync(string key, VolumeId volume, CancellationToken cancellationToken)
    {
        try
        {
            return await storages.GetDriver(volume.Storage).GetAsync(volume.Name, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is StorageException or RequestRefusedException)
        {
            throw Bad(key, e.Message, e);
        }
    }

    private static DiskSpec Spec(string key, PropertyString mount) => DiskSpec.Parse(key, mount, "volume");

    private static RequestRefusedException Bad(string key, string message, Exception? inner = null) => new(
        RefusalReason.BadParameter, $"{key}: {message}", new Dictionary<string, string> { [key] = message }, inner);
}
