using System.Globalization;
using Domar.Core.Primitives;
using Domar.HostTools.Exec;
using Domar.HostTools.Files;
using Domar.HostTools.QemuImg;
using Domar.HostTools.Zfs;

namespace Domar.HostTools.Storage;

/// <summary>
/// Storage in a pool of ZFS or a file system in one (type <c>zfspool</c>): block devices for VMs, file systems (<c>subvol-</c>) for containers.
/// Volumes that are being made bear a property, so that nothing half made is taken for a volume, and is removed after a crash.
/// </summary>
public sealed class ZfsStorage : IStorageDriver, ISnapshots
{
    // Proxmox rounds up to MiB.
    private const long MiB = 1024 * 1024;

    private readonly ZfsStorageConfig _config;
    private readonly IZfs _zfs;
    private readonly IDeviceNodes _devices;
    private readonly BlockFiller _filler;
    private readonly StorageGuard _guard;
    private bool _wasAsked;

    /// <summary>A storage; nothing is touched before it is used.</summary>
    /// <param name="config">What storage.cfg says.</param>
    /// <param name="zfs">ZFS.</param>
    /// <param name="qemuImg">Copies images.</param>
    /// <param name="devices">Waits for device nodes.</param>
    /// <param name="layer">The file system that images are imported from; null for the real one.</param>
    public ZfsStorage(ZfsStorageConfig config, IZfs zfs, IQemuImg qemuImg, IDeviceNodes devices, IFileLayer? layer = null) =>
        (_config, _zfs, _devices, _filler, _guard) = (config, zfs, devices, new BlockFiller(qemuImg, layer ?? LinuxFileLayer.Instance, devices), new StorageGuard(config.Id, "Remove volumes or snapshots that are no longer needed, or choose another storage."));

    /// <inheritdoc/>
    public string Id => _config.Id;

    /// <inheritdoc/>
    public string Type => "zfspool";

    /// <inheritdoc/>
    public IReadOnlySet<string> Content => _config.Content;

    /// <inheritdoc/>
    public Task ActivateAsync(CancellationToken cancellationToken) => _guard.RunAsync(async () =>
    {
        if (await _zfs.FindPoolAsync(_config.Pool, cancellationToken).ConfigureAwait(false) is { } pool)
        {
            RequireRunning(pool);
        }
        else
        {
            await _zfs.ImportAsync(_config.Pool, cancellationToken).ConfigureAwait(false);
        }

        foreach (var dataset in await ChildrenAsync(cancellationToken).ConfigureAwait(false))
        {
            if (dataset.Making is { } mark && mark != VolumeMark.Own)
            {
                await RemoveQuietlyAsync(dataset.Name).ConfigureAwait(false);
            }
        }
    });

    /// <inheritdoc/>
    public Task<StorageStatus> GetStatusAsync(CancellationToken cancellationToken) => _guard.RunAsync(async () =>
    {
        // Once, as nobody else imports pools when the host starts. Not each time: who exported a pool to take it away would have it back within seconds.
        if (!_wasAsked)
        {
            _wasAsked = true;
            await ActivateAsync(cancellationToken).ConfigureAwait(false);
        }

        RequireRunning(await _zfs.FindPoolAsync(_config.Pool, cancellationToken).ConfigureAwait(false)
            ?? throw new StorageException($"Storage '{Id}' is not active: pool '{_config.Pool}' is not imported. Check that its disks are there, then 'zpool import {_config.Pool}'."));
        var own = Own(await _zfs.ListAsync(_config.Dataset, cancellationToken).ConfigureAwait(false));
        return new StorageStatus(Sum(own.UsedBytes, own.AvailableBytes), own.UsedBytes, own.AvailableBytes);
    });

    /// <inheritdoc/>
    public Task<IReadOnlyList<VolumeInfo>> ListAsync(GuestId? owner, CancellationToken cancellationToken) => _guard.RunAsync<IReadOnlyList<VolumeInfo>>(async () =>
        [.. (await ChildrenAsync(cancellationToken).ConfigureAwait(false)).Select(Info).OfType<VolumeInfo>().Where(volume => owner is null || volume.Owner == owner)]);

    /// <inheritdoc/>
    public Task<VolumeInfo> GetAsync(string name, CancellationToken cancellationToken) => _guard.RunAsync(async () =>
    {
        var info = await FindAsync(Parse(name), cancellationToken).ConfigureAwait(false) ?? throw NotFound(name);
        if (info.Format == "raw")
        {
            // Links of a pool that was just imported come a moment later.
            await _devices.WaitForAsync(info.Path, cancellationToken).ConfigureAwait(false);
        }

        return info;
    });

    /// <inheritdoc/>
    public Task<string> AllocateAsync(VolumeRequest request, CancellationToken cancellationToken) => _guard.RunAsync(async () =>
    {
        var isFileSystem = request.Format == "subvol";
        Check(request, isFileSystem);
        var source = await _filler.ExamineAsync(request, cancellationToken).ConfigureAwait(false);
        var size = RoundUp(Math.Max(request.SizeBytes, source?.SizeBytes ?? 0));
        await RequireSpaceAsync(source?.WantedBytes ?? 0, cancellationToken).ConfigureAwait(false);
        var name = await CreateAsync(request, size, isFileSystem, source is not null, cancellationToken).ConfigureAwait(false);
        try
        {
            if (source is not null)
            {
                await _filler.FillAsync(source, DevicePath(name), request.OnProgress, cancellationToken).ConfigureAwait(false);
                await _zfs.InheritAsync(FullName(name), Zfs.Zfs.MakingProperty, CancellationToken.None).ConfigureAwait(false);
            }
            else if (!isFileSystem)
            {
                await _devices.WaitForAsync(DevicePath(name), cancellationToken).ConfigureAwait(false);
            }

            return name;
        }
        catch
        {
            await RemoveQuietlyAsync(FullName(name)).ConfigureAwait(false);
            throw;
        }
    });

    /// <inheritdoc/>
    public Task FreeAsync(string name, CancellationToken cancellationToken) => _guard.RunAsync(async () =>
    {
        var volume = Parse(name);
        if (await FindAsync(volume, cancellationToken).ConfigureAwait(false) is null)
        {
            throw NotFound(name);
        }

        await _zfs.DestroyAsync(FullName(volume.Own), cancellationToken).ConfigureAwait(false);
    });

    /// <inheritdoc/>
    public Task ResizeAsync(string name, long sizeBytes, CancellationToken cancellationToken) => _guard.RunAsync(async () =>
    {
        var volume = Parse(name);
        var info = await FindAsync(volume, cancellationToken).ConfigureAwait(false) ?? throw NotFound(name);
        if (sizeBytes < info.SizeBytes)
        {
            throw new StorageException($"Cannot resize volume '{Id}:{name}' to {ByteText.Of(sizeBytes)}: it has {ByteText.Of(info.SizeBytes)}, "
                + "and making a disk smaller would cut off data. Give a size above that.");
        }

        var size = RoundUp(sizeBytes);
        if (size > info.SizeBytes)
        {
            await _zfs.SetAsync(FullName(volume.Own), volume.IsFileSystem ? "refquota" : "volsize", size.ToString(CultureInfo.InvariantCulture), cancellationToken).ConfigureAwait(false);
        }
    });

    /// <inheritdoc/>
    public Task<IReadOnlyList<SnapshotInfo>> ListSnapshotsAsync(string name, CancellationToken cancellationToken) => _guard.RunAsync<IReadOnlyList<SnapshotInfo>>(async () =>
    {
        var volume = Parse(name);
        return await FindAsync(volume, cancellationToken).ConfigureAwait(false) is null
            ? throw NotFound(name)
            : [.. (await _zfs.ListSnapshotsAsync(FullName(volume.Own), cancellationToken).ConfigureAwait(false)).Select(snapshot => new SnapshotInfo(snapshot.Name, snapshot.CreatedAt))];
    });

    /// <inheritdoc/>
    public Task CreateSnapshotAsync(string name, string snapshot, CancellationToken cancellationToken) => _guard.RunAsync(async () =>
    {
        var volume = Parse(name);
        if (!BlockVolume.IsSnapshotName(snapshot))
        {
            throw new StorageException($"'{snapshot}' cannot be the name of a snapshot: it is a letter, then letters, digits, '-' and '_', 2 to 40 in all.");
        }

        try
        {
            await _zfs.SnapshotAsync(FullName(volume.Own), snapshot, cancellationToken).ConfigureAwait(false);
        }
        catch (ToolException e) when (e is not NoSpaceException)
        {
            // Asked only now: a snapshot that can be made is not held up.
            throw (await ListSnapshotsAsync(name, cancellationToken).ConfigureAwait(false)).Any(existing => existing.Name == snapshot)
                ? new StorageException($"Volume '{Id}:{name}' has a snapshot '{snapshot}' already. Take another name, or delete that one first.", e)
                : new StorageException($"Storage '{Id}': {e.Message}", e);
        }
    });

    /// <inheritdoc/>
    public Task RollBackAsync(string name, string snapshot, CancellationToken cancellationToken) => _guard.RunAsync(async () =>
    {
        var volume = Parse(name);
        var snapshots = await ListSnapshotsAsync(name, cancellationToken).ConfigureAwait(false);
        RequireSnapshot(name, snapshot, snapshots);
        var newer = snapshots.SkipWhile(existing => existing.Name != snapshot).Skip(1).Select(existing => existing.Name).ToList();
        if (newer.Count > 0)
        {
            throw new StorageException($"Cannot roll back volume '{Id}:{name}' to snapshot '{snapshot}': ZFS goes back to the newest one only, and newer are: {string.Join(", ", newer)}. "
                + "Delete those first; they are lost then.");
        }

        await _zfs.RollBackAsync(FullName(volume.Own), snapshot, cancellationToken).ConfigureAwait(false);
    });

    /// <inheritdoc/>
    public Task DeleteSnapshotAsync(string name, string snapshot, CancellationToken cancellationToken) => _guard.RunAsync(async () =>
    {
        var volume = Parse(name);
        RequireSnapshot(name, snapshot, await ListSnapshotsAsync(name, cancellationToken).ConfigureAwait(false));
        await _zfs.DestroyAsync($"{FullName(volume.Own)}@{snapshot}", cancellationToken).ConfigureAwait(false);
    });

    private static long Sum(long a, long b) => a > long.MaxValue - b ? long.MaxValue : a + b;

    private static string LastPart(string fullName) => fullName[(fullName.LastIndexOf('/') + 1)..];

    private string FullName(string own) => $"{_config.Dataset}/{own}";

    private string DevicePath(string own) => $"/dev/zvol/{_config.Dataset}/{own}";

    /// <summary>A size as volumes have it: whole MiB, and whole blocks.</summary>
    private long RoundUp(long sizeBytes)
    {
        var unit = Math.Max(MiB, BlockBytes());
        return sizeBytes > long.MaxValue - unit ? long.MaxValue / unit * unit : (sizeBytes + unit - 1) / unit * unit;
    }

    private long BlockBytes()
    {
        var text = (_config.BlockSize ?? "0").ToLowerInvariant();
        var factor = text[^1] switch { 'k' => 1024L, 'm' => MiB, _ => 1 };
        return long.TryParse(factor == 1 ? text : text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 16 * MiB ? number * factor : 0;
    }

    private async Task<string> CreateAsync(VolumeRequest request, long size, bool isFileSystem, bool isMaking, CancellationToken cancellationToken)
    {
        string? last = null;
        while (true)
        {
            var names = (await ChildrenAsync(cancellationToken).ConfigureAwait(false)).Select(dataset => LastPart(dataset.Name)).ToHashSet(StringComparer.Ordinal);
            var name = request.Name ?? $"{(isFileSystem ? "subvol" : "vm")}-{request.Owner}-disk-{BlockVolume.NextDiskNumber(request.Owner, names)}";
            if (names.Contains(name))
            {
                throw new StorageException($"Volume '{Id}:{name}' exists already. Take another name, or none to get the next free one.");
            }

            try
            {
                await (isFileSystem
                    ? _zfs.CreateFileSystemAsync(FullName(name), size, cancellationToken)
                    : _zfs.CreateVolumeAsync(
                        new ZfsVolumeCreate { Name = FullName(name), SizeBytes = size, BlockSize = _config.BlockSize, IsSparse = _config.IsSparse, Making = isMaking ? VolumeMark.Own : null },
                        cancellationToken)).ConfigureAwait(false);
                return name;
            }
            catch (ToolException e) when (e is not NoSpaceException && request.Name is null && name != last)
            {
                // Somebody may have taken the name between the two calls; the same name twice means another reason.
                last = name;
            }
        }
    }

    private void Check(VolumeRequest request, bool isFileSystem)
    {
        if (!Content.Contains(isFileSystem ? "rootdir" : "images"))
        {
            throw new StorageException($"Storage '{Id}' holds no {(isFileSystem ? "file systems of containers" : "disks of VMs")}. Choose another one, or add '{(isFileSystem ? "rootdir" : "images")}' to its content.");
        }

        if (request.Format is not (null or "raw" or "subvol"))
        {
            throw new StorageException($"Storage '{Id}' cannot make a volume of format '{request.Format}'. It can make: raw, subvol.");
        }

        if (isFileSystem && request.ImportFrom is not null)
        {
            throw new StorageException($"Storage '{Id}' cannot copy the image '{request.ImportFrom}' into a file system. Leave the format out to make a disk of it.");
        }

        if (request.SizeBytes < 0 || (request.SizeBytes == 0 && request.ImportFrom is null))
        {
            throw new StorageException($"A volume on storage '{Id}' must have a size above zero.");
        }

        if (request.Name is { } name && !(BlockVolume.TryParse(name, out var volume) && !volume.IsBase && volume.IsFileSystem == isFileSystem && volume.Owner == request.Owner))
        {
            throw new StorageException($"'{name}' cannot be the name of a volume of guest {request.Owner} on storage '{Id}'. "
                + $"Take one like '{(isFileSystem ? "subvol" : "vm")}-{request.Owner}-disk-1', or none to get the next free one.");
        }
    }

    private async Task RequireSpaceAsync(long wantedBytes, CancellationToken cancellationToken)
    {
        if (wantedBytes > 0 && await GetStatusAsync(cancellationToken).ConfigureAwait(false) is var status && wantedBytes > status.AvailableBytes)
        {
            throw new StorageException($"Storage '{Id}' is full: {ByteText.Of(wantedBytes)} are wanted, {ByteText.Of(status.AvailableBytes)} are available. "
                + "Nothing was changed. Remove volumes that are no longer needed, or choose another storage.");
        }
    }

    private void RequireRunning(ZfsPool pool)
    {
        if (pool.IsStopped)
        {
            throw new StorageException($"Storage '{Id}' is not active: pool '{pool.Name}' is {pool.Health}, and takes no reads and writes. See what is wrong with 'zpool status {pool.Name}'; "
                + $"when its disks are back, 'zpool clear {pool.Name}'.");
        }
    }

    private void RequireSnapshot(string name, string snapshot, IReadOnlyList<SnapshotInfo> snapshots)
    {
        if (!snapshots.Any(existing => existing.Name == snapshot))
        {
            throw new StorageException($"Volume '{Id}:{name}' has no snapshot '{snapshot}'.");
        }
    }

    private async Task RemoveQuietlyAsync(string fullName)
    {
        try
        {
            // Not cancelled: it is the way out of a cancelled call too.
            await _zfs.DestroyAsync(fullName, CancellationToken.None).ConfigureAwait(false);
        }
        catch (ToolException)
        {
            // Must not hide why it is removed; its mark stays, and a later start sweeps it.
            return;
        }
    }

    private ZfsDataset Own(IReadOnlyList<ZfsDataset> datasets) => datasets.FirstOrDefault(dataset => dataset.Name == _config.Dataset)
        ?? throw new StorageException($"Storage '{Id}' cannot be used: there is no dataset '{_config.Dataset}'. Make it with 'zfs create {_config.Dataset}', or correct pool in storage.cfg.");

    private async Task<IEnumerable<ZfsDataset>> ChildrenAsync(CancellationToken cancellationToken)
    {
        var datasets = await _zfs.ListAsync(_config.Dataset, cancellationToken).ConfigureAwait(false);
        _ = Own(datasets);
        return datasets.Where(dataset => dataset.Name != _config.Dataset);
    }

    private async Task<VolumeInfo?> FindAsync(BlockVolume volume, CancellationToken cancellationToken)
    {
        var fullName = FullName(volume.Own);
        return (await _zfs.ListAsync(fullName, cancellationToken).ConfigureAwait(false)).Where(dataset => dataset.Name == fullName).Select(Info).FirstOrDefault();
    }

    /// <summary>Facts of a guest's volume; null for others and for those that are being made.</summary>
    private VolumeInfo? Info(ZfsDataset dataset)
    {
        var own = LastPart(dataset.Name);
        if (dataset.Making is not null || !BlockVolume.TryParse(own, out var volume) || volume.IsFileSystem == dataset.IsVolume)
        {
            return null;
        }

        // A linked clone's name begins with its base.
        var name = dataset.Origin?.Split('@')[0] is { } origin && origin == FullName(LastPart(origin)) && BlockVolume.TryParse(LastPart(origin), out var parent) && parent.IsBase
            ? $"{LastPart(origin)}/{own}"
            : own;
        return volume.IsFileSystem
            ? new VolumeInfo(name, "rootdir", "subvol", dataset.SizeBytes, dataset.UsedBytes, volume.Owner, dataset.CreatedAt, $"{_config.MountPoint ?? "/" + _config.Dataset}/{own}")
            : new VolumeInfo(name, "images", "raw", dataset.SizeBytes, dataset.UsedBytes, volume.Owner, dataset.CreatedAt, DevicePath(own));
    }

    private BlockVolume Parse(string name) => name.Split('/') switch
    {
        [var own] when BlockVolume.TryParse(own, out var volume) => volume,
        [var parent, var own] when BlockVolume.TryParse(parent, out var origin) && origin.IsBase && BlockVolume.TryParse(own, out var volume) => volume,
        _ => throw new StorageException($"'{Id}:{name}' is no name of a volume on storage '{Id}'. Names look like 'vm-100-disk-0' or 'subvol-101-disk-0'."),
    };

    private VolumeNotFoundException NotFound(string name) =>
        new($"Volume '{Id}:{name}' does not exist. List what there is with 'domar storage content {Id}'.");
}
