using Domar.Core.Config;
using Domar.Core.Primitives;
using Domar.HostTools.Storage;
using Domar.Runtime.Storage;
using Domar.Runtime.Tasks;
using Microsoft.Extensions.Logging;

namespace Domar.Runtime.Guests;

/// <summary>Makes and removes the volumes of VMs.</summary>
internal sealed class VmDisks(IStorageService storages, IHostFactsProvider facts, ILogger<VmDisks> logger)
{
    /// <summary>Checks a disk value without making anything: the storage exists and takes images, what is named is there.</summary>
    public async Task CheckAsync(string key, PropertyString disk, CancellationToken cancellationToken)
    {
        switch (DiskSpec.Parse(key, disk))
        {
            case DiskSpec.New wanted:
                var driver = GetDriver(key, wanted.Storage);
                if (!driver.Content.Contains("images"))
                {
                    throw Bad(key, $"storage '{wanted.Storage}' does not take disk images (its content is {string.Join(',', driver.Content.Order(StringComparer.Ordinal))}); choose another, or add 'images' to its content");
                }

                if (wanted.ImportFrom is { } source)
                {
                    await ResolveImportAsync(key, source, cancellationToken).ConfigureAwait(false);
                }

                break;
            case DiskSpec.Existing existing:
                await FindAsync(key, existing.Volume, cancellationToken).ConfigureAwait(false);
                break;
            default:
                break;
        }
    }

    /// <summary>Makes what a disk value asks for and returns the value to be written to the config, with the volume's name and size.</summary>
    /// <param name="id">The VM.</param>
    /// <param name="key">Config key.</param>
    /// <param name="disk">The value as asked for.</param>
    /// <param name="made">Every volume that was made is added here, so that a failure later can take it back.</param>
    /// <param name="task">For log and progress.</param>
    /// <param name="cancellationToken">Gives up; a half-made volume is removed.</param>
    public async Task<string> ProvideAsync(
        GuestId id, string key, PropertyString disk, IList<VolumeId> made, ITaskContext task, CancellationToken cancellationToken)
    {
        switch (DiskSpec.Parse(key, disk))
        {
            case DiskSpec.New wanted:
                var volume = await AllocateAsync(id, key, wanted, made, task, cancellationToken).ConfigureAwait(false);
                return disk.With("import-from", null).With("format", null).With("file", volume.Id.ToString())
                    .With("size", DiskSize.Format(volume.SizeBytes)).ToString();
            case DiskSpec.Existing existing:
                var info = await FindAsync(key, existing.Volume, cancellationToken).ConfigureAwait(false);
                return DiskKeys.IsUnused(key) ? disk.ToString() : disk.With("size", DiskSize.Format(info.SizeBytes)).ToString();
            default:
                return disk.ToString();
        }
    }

    /// <summary>Takes back what a failed request made.</summary>
    public async Task UndoAsync(GuestId id, IEnumerable<VolumeId> made, ITaskContext task)
    {
        foreach (var volume in made.Reverse())
        {
            task.Log($"removing volume '{volume}' again");
            await TryFreeAsync(id, volume, task).ConfigureAwait(false);
        }
    }

    /// <summary>Removes a volume; what cannot be removed is a warning, for the rest must go on.</summary>
    public async Task TryFreeAsync(GuestId id, VolumeId volume, ITaskContext task)
    {
        try
        {
            // Not cancelled: half a removal helps nobody.
            await storages.GetDriver(volume.Storage).FreeAsync(volume.Name, CancellationToken.None).ConfigureAwait(false);
        }
        catch (VolumeNotFoundException)
        {
            task.Log($"volume '{volume}' is gone already");
        }
        catch (Exception e) when (e is StorageException or RequestRefusedException)
        {
            Log.VolumeLeft(logger, GuestName.Of(GuestKind.Qemu, id), volume.ToString(), e.Message);
            task.Warn($"volume '{volume}' could not be removed and stays: {e.Message}");
        }
    }

    /// <summary>Whether a volume belongs to a guest, so that it goes with it.</summary>
    public async Task<bool> IsOwnedAsync(GuestId id, VolumeId volume, CancellationToken cancellationToken)
    {
        try
        {
            var info = await storages.GetDriver(volume.Storage).GetAsync(volume.Name, cancellationToken).ConfigureAwait(false);
            return info.Owner == id;
        }
        catch (Exception e) when (e is StorageException or RequestRefusedException)
        {
            return false;
        }
    }

    private async Task<(VolumeId Id, long SizeBytes)> AllocateAsync(
        GuestId id, string key, DiskSpec.New wanted, IList<VolumeId> made, ITaskContext task, CancellationToken cancellationToken)
    {
        var driver = GetDriver(key, wanted.Storage);
        await driver.ActivateAsync(cancellationToken).ConfigureAwait(false);
        var source = wanted.ImportFrom is null
            ? await TemplateOfAsync(key, cancellationToken).ConfigureAwait(false)
            : await ResolveImportAsync(key, wanted.ImportFrom, cancellationToken).ConfigureAwait(false);
        var lastTenth = -1;
        var name = await driver.AllocateAsync(
            new VolumeRequest
            {
                Owner = id,
                SizeBytes = wanted.SizeBytes,
                Format = wanted.Format,
                ImportFrom = source,
                OnProgress = fraction =>
                {
                    task.Progress(fraction);
                    var tenth = (int)(fraction * 10);
                    if (tenth != Interlocked.Exchange(ref lastTenth, tenth))
                    {
                        task.Log($"{key}: {fraction:P0} copied");
                    }
                },
            },
            cancellationToken).ConfigureAwait(false);
        var volume = new VolumeId(wanted.Storage, name);
        made.Add(volume);
        var info = await driver.GetAsync(name, cancellationToken).ConfigureAwait(false);
        task.Log($"{key}: made volume '{volume}', {DiskSize.Format(info.SizeBytes)}");
        return (volume, info.SizeBytes);
    }

    /// <summary>An EFI disk begins as a copy of the firmware's empty variable store.</summary>
    private async Task<string?> TemplateOfAsync(string key, CancellationToken cancellationToken)
    {
        if (!key.StartsWith("efidisk", StringComparison.Ordinal))
        {
            return null;
        }

        var host = await facts.GetAsync(cancellationToken).ConfigureAwait(false);
        var template = Path.Combine(host.OvmfFolder, "OVMF_VARS_4M.fd");
        return File.Exists(template)
            ? template
            : throw Bad(key, $"the UEFI firmware's variable store '{template}' is missing; install the package 'ovmf'");
    }

    private async Task<string> ResolveImportAsync(string key, string source, CancellationToken cancellationToken)
    {
        if (source.StartsWith('/'))
        {
            return File.Exists(source) ? source : throw Bad(key, $"import-from: there is no file '{source}'");
        }

        return VolumeId.TryParse(source, out var volume)
            ? (await FindAsync(key, volume, cancellationToken).ConfigureAwait(false)).Path
            : throw Bad(key, $"import-from: '{source}' is neither an absolute path nor a volume (STORAGE:NAME)");
    }

    private async Task<VolumeInfo> FindAsync(string key, VolumeId volume, CancellationToken cancellationToken)
    {
        try
        {
            return await GetDriver(key, volume.Storage).GetAsync(volume.Name, cancellationToken).ConfigureAwait(false);
        }
        catch (StorageException e)
        {
            throw Bad(key, e.Message, e);
        }
    }

    private IStorageDriver GetDriver(string key, string storage)
    {
        try
        {
            return storages.GetDriver(storage);
        }
        catch (RequestRefusedException e)
        {
            throw Bad(key, e.Message, e);
        }
    }

    private static RequestRefusedException Bad(string key, string message, Exception? inner = null) => new(
        RefusalReason.BadParameter, $"{key}: {message}", new Dictionary<string, string> { [key] = message }, inner);
}
