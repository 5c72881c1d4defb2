using Domar.Core.Primitives;
using Domar.HostTools.Exec;
using Domar.HostTools.Files;
using Domar.HostTools.Lvm;
using Domar.HostTools.QemuImg;

namespace Domar.HostTools.Storage;

/// <summary>
/// Storage in a thin pool of LVM (type <c>lvmthin</c>): raw block devices, with snapshots as volumes <c>snap_VOLUME_NAME</c> beside them, as Proxmox
/// has them. Volumes that are being made bear a tag, so that nothing half made is taken for a volume, and is removed after a crash.
/// </summary>
public sealed class LvmThinStorage : IStorageDriver, ISnapshots
{
    private const string MakingTag = "domar-making-";
    private const string RollbackTag = "domar-rollback-";
    private const string RollbackPrefix = "roll_";
    private const int SectorBytes = 512;

    private readonly LvmThinStorageConfig _config;
    private readonly ILvmVolumes _lvm;
    private readonly BlockFiller _filler;
    private readonly StorageGuard _guard;
    private bool _wasAsked;

    /// <summary>A storage; nothing is touched before it is used.</summary>
    /// <param name="config">What storage.cfg says.</param>
    /// <param name="lvm">LVM.</param>
    /// <param name="qemuImg">Copies images.</param>
    /// <param name="devices">Waits for device nodes.</param>
    /// <param name="layer">The file system that images are imported from; null for the real one.</param>
    public LvmThinStorage(LvmThinStorageConfig config, ILvmVolumes lvm, IQemuImg qemuImg, IDeviceNodes devices, IFileLayer? layer = null) =>
        (_config, _lvm, _filler, _guard) = (config, lvm, new BlockFiller(qemuImg, layer ?? LinuxFileLayer.Instance, devices), new StorageGuard(config.Id, "Remove volumes that are no longer needed, or make the thin pool larger."));

    /// <inheritdoc/>
    public string Id => _config.Id;

    /// <inheritdoc/>
    public string Type => "lvmthin";

    /// <inheritdoc/>
    public IReadOnlySet<string> Content => _config.Content;

    private static string OwnMakingTag => MakingTag + VolumeMark.Own;

    private static string OwnRollbackTag => RollbackTag + VolumeMark.Own;

    /// <inheritdoc/>
    public Task ActivateAsync(CancellationToken cancellationToken) => _guard.RunAsync(() => ActivatedVolumesAsync(cancellationToken));

    /// <inheritdoc/>
    public Task<StorageStatus> GetStatusAsync(CancellationToken cancellationToken) => _guard.RunAsync(async () =>
    {
        // Activated once, when the host starts: what is inactive later was made so by somebody.
        var isFirst = !_wasAsked;
        _wasAsked = true;
        var pool = PoolOf(await (isFirst ? ActivatedVolumesAsync(cancellationToken) : _lvm.ListAsync(_config.Group, cancellationToken)).ConfigureAwait(false));
        if (pool.DataUsed is not { } share)
        {
            throw await NotActiveAsync(pool, null, cancellationToken).ConfigureAwait(false);
        }

        var used = (long)(pool.SizeBytes * share);
        return new StorageStatus(pool.SizeBytes, used, pool.SizeBytes - used);
    });

    /// <inheritdoc/>
    public Task<IReadOnlyList<VolumeInfo>> ListAsync(GuestId? owner, CancellationToken cancellationToken) => _guard.RunAsync<IReadOnlyList<VolumeInfo>>(async () =>
        [.. (await _lvm.ListAsync(_config.Group, cancellationToken).ConfigureAwait(false)).Select(Info).OfType<VolumeInfo>().Where(volume => owner is null || volume.Owner == owner)]);

    /// <inheritdoc/>
    public Task<VolumeInfo> GetAsync(string name, CancellationToken cancellationToken) => _guard.RunAsync(async () =>
    {
        _ = Parse(name);
        var volumes = await _lvm.ListAsync(_config.Group, cancellationToken).ConfigureAwait(false);
        return volumes.Where(volume => volume.Name == name).Select(Info).FirstOrDefault(info => info is not null) ?? throw NotFound(name);
    });

    /// <inheritdoc/>
    public Task<string> AllocateAsync(VolumeRequest request, CancellationToken cancellationToken) => _guard.RunAsync(async () =>
    {
        Check(request);
        var source = await _filler.ExamineAsync(request, cancellationToken).ConfigureAwait(false);
        var size = RoundUp(Math.Max(request.SizeBytes, source?.SizeBytes ?? 0));
        await RequireSpaceAsync(source?.WantedBytes ?? 0, cancellationToken).ConfigureAwait(false);
        var name = await CreateAsync(request, size, source is null ? null : OwnMakingTag, cancellationToken).ConfigureAwait(false);
        if (source is null)
        {
            return name;
        }

        try
        {
            await _filler.FillAsync(source, DevicePath(name), request.OnProgress, cancellationToken).ConfigureAwait(false);
            await _lvm.RemoveTagAsync(_config.Group, name, OwnMakingTag, CancellationToken.None).ConfigureAwait(false);
            return name;
        }
        catch
        {
            await RemoveQuietlyAsync(name).ConfigureAwait(false);
            throw;
        }
    });

    /// <inheritdoc/>
    public Task FreeAsync(string name, CancellationToken cancellationToken) => _guard.RunAsync(async () =>
    {
        _ = Parse(name);
        var volumes = await _lvm.ListAsync(_config.Group, cancellationToken).ConfigureAwait(false);
        var snapshots = SnapshotsOf(name, volumes).ToList();
        var exists = volumes.Any(volume => volume.Name == name && volume.Pool == _config.Pool);
        if (!exists && snapshots.Count == 0)
        {
            throw NotFound(name);
        }

        // The volume first: one in use keeps its snapshots too.
        if (exists)
        {
            await _lvm.RemoveAsync(_config.Group, name, cancellationToken).ConfigureAwait(false);
        }

        foreach (var (_, volume) in snapshots)
        {
            await _lvm.RemoveAsync(_config.Group, volume.Name, CancellationToken.None).ConfigureAwait(false);
        }
    });

    /// <inheritdoc/>
    public async Task ResizeAsync(string name, long sizeBytes, CancellationToken cancellationToken)
    {
        var info = await GetAsync(name, cancellationToken).ConfigureAwait(false);
        if (sizeBytes < info.SizeBytes)
        {
            throw new StorageException($"Cannot resize volume '{Id}:{name}' to {ByteText.Of(sizeBytes)}: it has {ByteText.Of(info.SizeBytes)}, "
                + "and making a disk smaller would cut off data. Give a size above that.");
        }

        if (sizeBytes > info.SizeBytes)
        {
            await _guard.RunAsync(() => _lvm.ExtendAsync(_config.Group, name, RoundUp(sizeBytes), cancellationToken)).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<SnapshotInfo>> ListSnapshotsAsync(string name, CancellationToken cancellationToken) => _guard.RunAsync<IReadOnlyList<SnapshotInfo>>(async () =>
    {
        _ = Parse(name);
        var volumes = await _lvm.ListAsync(_config.Group, cancellationToken).ConfigureAwait(false);
        RequireVolume(name, volumes);
        return [.. SnapshotsOf(name, volumes).Select(pair => new SnapshotInfo(pair.Name, pair.Volume.CreatedAt ?? DateTimeOffset.UnixEpoch)).OrderBy(snapshot => snapshot.CreatedAt)];
    });

    /// <inheritdoc/>
    public Task CreateSnapshotAsync(string name, string snapshot, CancellationToken cancellationToken) => _guard.RunAsync(async () =>
    {
        _ = Parse(name);
        RequireSnapshotName(snapshot);
        try
        {
            await _lvm.CloneThinAsync(_config.Group, name, SnapshotVolume(name, snapshot), isSnapshot: true, null, cancellationToken).ConfigureAwait(false);
        }
        catch (ToolException e) when (e is not NoSpaceException)
        {
            // Asked only now: a snapshot that can be made is not held up.
            var volumes = await _lvm.ListAsync(_config.Group, cancellationToken).ConfigureAwait(false);
            RequireVolume(name, volumes);
            throw SnapshotsOf(name, volumes).Any(pair => pair.Name == snapshot)
                ? new StorageException($"Volume '{Id}:{name}' has a snapshot '{snapshot}' already. Take another name, or delete that one first.", e)
                : new StorageException($"Storage '{Id}': {e.Message}", e);
        }
    });

    /// <inheritdoc/>
    public Task RollBackAsync(string name, string snapshot, CancellationToken cancellationToken) => _guard.RunAsync(async () =>
    {
        _ = Parse(name);
        var volumes = await _lvm.ListAsync(_config.Group, cancellationToken).ConfigureAwait(false);
        var kept = RequireSnapshot(name, snapshot, volumes);

        // The new volume is whole before the old one goes; a crash in between is finished by the sweep.
        var fresh = RollbackPrefix + name;
        await _lvm.CloneThinAsync(_config.Group, kept, fresh, isSnapshot: false, OwnRollbackTag, cancellationToken).ConfigureAwait(false);
        try
        {
            if (volumes.Any(volume => volume.Name == name))
            {
                await _lvm.RemoveAsync(_config.Group, name, CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch
        {
            await RemoveQuietlyAsync(fresh).ConfigureAwait(false);
            throw;
        }

        await _lvm.RenameAsync(_config.Group, fresh, name, CancellationToken.None).ConfigureAwait(false);
        await _lvm.RemoveTagAsync(_config.Group, name, OwnRollbackTag, CancellationToken.None).ConfigureAwait(false);
    });

    /// <inheritdoc/>
    public Task DeleteSnapshotAsync(string name, string snapshot, CancellationToken cancellationToken) => _guard.RunAsync(async () =>
    {
        _ = Parse(name);
        var kept = RequireSnapshot(name, snapshot, await _lvm.ListAsync(_config.Group, cancellationToken).ConfigureAwait(false));
        await _lvm.RemoveAsync(_config.Group, kept, cancellationToken).ConfigureAwait(false);
    });

    private static string SnapshotVolume(string name, string snapshot) => $"snap_{name}_{snapshot}";

    private static long RoundUp(long sizeBytes) =>
        sizeBytes > long.MaxValue - SectorBytes ? long.MaxValue / SectorBytes * SectorBytes : (sizeBytes + SectorBytes - 1) / SectorBytes * SectorBytes;

    private static bool IsForeignMark(string tag) =>
        (tag.StartsWith(MakingTag, StringComparison.Ordinal) && tag != OwnMakingTag) || (tag.StartsWith(RollbackTag, StringComparison.Ordinal) && tag != OwnRollbackTag);

    private string DevicePath(string name) => $"/dev/{_config.Group}/{name}";

    /// <summary>Activates what is to be active, removes what an earlier process left, and returns the volumes as they were in between.</summary>
    private async Task<IReadOnlyList<LogicalVolume>> ActivatedVolumesAsync(CancellationToken cancellationToken)
    {
        var volumes = await _lvm.ListAsync(_config.Group, cancellationToken).ConfigureAwait(false);
        var pool = PoolOf(volumes);
        if (!pool.IsActive || volumes.Any(volume => volume.Pool == _config.Pool && volume is { IsActive: false, IsReadOnly: false }))
        {
            volumes = await ActivateGroupAsync(cancellationToken).ConfigureAwait(false);
        }

        foreach (var left in volumes.Where(volume => volume.Pool == _config.Pool && volume.Tags.Any(IsForeignMark)))
        {
            await SweepAsync(left, volumes, cancellationToken).ConfigureAwait(false);
        }

        return volumes;
    }

    private async Task<IReadOnlyList<LogicalVolume>> ActivateGroupAsync(CancellationToken cancellationToken)
    {
        ToolException? failure = null;
        try
        {
            await _lvm.ActivateAsync(_config.Group, cancellationToken).ConfigureAwait(false);
        }
        catch (ToolException e)
        {
            // Another volume of the group may be the one that is damaged.
            failure = e;
        }

        var volumes = await _lvm.ListAsync(_config.Group, cancellationToken).ConfigureAwait(false);
        var pool = PoolOf(volumes);
        return pool.IsActive ? volumes : throw await NotActiveAsync(pool, failure, cancellationToken).ConfigureAwait(false);
    }

    private async Task<string> CreateAsync(VolumeRequest request, long size, string? tag, CancellationToken cancellationToken)
    {
        string? last = null;
        while (true)
        {
            var volumes = await _lvm.ListAsync(_config.Group, cancellationToken).ConfigureAwait(false);
            var name = request.Name ?? $"vm-{request.Owner}-disk-{BlockVolume.NextDiskNumber(request.Owner, volumes.Select(volume => volume.Name))}";
            if (volumes.Any(volume => volume.Name == name))
            {
                throw new StorageException($"Volume '{Id}:{name}' exists already. Take another name, or none to get the next free one.");
            }

            try
            {
                await _lvm.CreateThinAsync(_config.Group, _config.Pool, name, size, tag, cancellationToken).ConfigureAwait(false);
                return name;
            }
            catch (ToolException e) when (e is not NoSpaceException && request.Name is null && name != last)
            {
                // Somebody may have taken the name between the two calls; the same name twice means another reason.
                last = name;
            }
        }
    }

    private void Check(VolumeRequest request)
    {
        if (!Content.Contains("images") && !Content.Contains("rootdir"))
        {
            throw new StorageException($"Storage '{Id}' holds no disks of guests. Choose another one, or add 'images' to its content.");
        }

        if (request.Format is not (null or "raw"))
        {
            throw new StorageException($"Storage '{Id}' cannot make a volume of format '{request.Format}': its volumes are block devices. Leave the format out, or say raw.");
        }

        if (request.SizeBytes < 0 || (request.SizeBytes == 0 && request.ImportFrom is null))
        {
            throw new StorageException($"A volume on storage '{Id}' must have a size above zero.");
        }

        if (request.Name is { } name && !(BlockVolume.TryParse(name, out var volume) && volume is { IsBase: false, IsFileSystem: false } && volume.Owner == request.Owner))
        {
            throw new StorageException($"'{name}' cannot be the name of a volume of guest {request.Owner} on storage '{Id}'. "
                + $"Take one like 'vm-{request.Owner}-disk-1', or none to get the next free one.");
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

    private LogicalVolume PoolOf(IReadOnlyList<LogicalVolume> volumes) => volumes.FirstOrDefault(volume => volume.Name == _config.Pool && volume.IsThinPool)
        ?? throw new StorageException($"Storage '{Id}' cannot be used: there is no thin pool '{_config.Pool}' in volume group '{_config.Group}'. Look with 'lvs {_config.Group}', and correct thinpool in storage.cfg.");

    private async Task<StorageException> NotActiveAsync(LogicalVolume pool, ToolException? failure, CancellationToken cancellationToken)
    {
        var missing = (await _lvm.FindGroupAsync(_config.Group, cancellationToken).ConfigureAwait(false))?.MissingDisks ?? 0;
        var reason = missing > 0 ? $"{missing} disk{(missing == 1 ? "" : "s")} of volume group '{_config.Group}' {(missing == 1 ? "is" : "are")} missing. Put {(missing == 1 ? "it" : "them")} back; 'pvs' shows which"
            : failure is not null ? failure.Message
            : $"LVM says {pool.Health ?? "inactive"}. Activate it with 'vgchange -ay {_config.Group}'";
        return new StorageException($"Storage '{Id}' is not active: thin pool '{_config.Group}/{_config.Pool}' cannot be used: {reason}.", failure);
    }

    private async Task SweepAsync(LogicalVolume left, IReadOnlyList<LogicalVolume> volumes, CancellationToken cancellationToken)
    {
        try
        {
            var mark = left.Tags.First(IsForeignMark);
            if (mark.StartsWith(MakingTag, StringComparison.Ordinal))
            {
                await _lvm.RemoveAsync(_config.Group, left.Name, cancellationToken).ConfigureAwait(false);
                return;
            }

            var name = left.Name;
            if (name.StartsWith(RollbackPrefix, StringComparison.Ordinal))
            {
                name = name[RollbackPrefix.Length..];
                if (volumes.Any(volume => volume.Name == name))
                {
                    await _lvm.RemoveAsync(_config.Group, left.Name, cancellationToken).ConfigureAwait(false);
                    return;
                }

                await _lvm.RenameAsync(_config.Group, left.Name, name, cancellationToken).ConfigureAwait(false);
            }

            await _lvm.RemoveTagAsync(_config.Group, name, mark, cancellationToken).ConfigureAwait(false);
        }
        catch (ToolException)
        {
            // A copier that outlived its daemon may still have it open; the next call comes by again, and nothing but this volume needs it.
            return;
        }
    }

    private async Task RemoveQuietlyAsync(string name)
    {
        try
        {
            // Not cancelled: it is the way out of a cancelled call too.
            await _lvm.RemoveAsync(_config.Group, name, CancellationToken.None).ConfigureAwait(false);
        }
        catch (ToolException)
        {
            // Must not hide why it is removed; its tag stays, and a later start sweeps it.
            return;
        }
    }

    /// <summary>Facts of a guest's volume; null for others and for those that are being made.</summary>
    private VolumeInfo? Info(LogicalVolume volume) =>
        volume.Pool == _config.Pool && BlockVolume.TryParse(volume.Name, out var parsed) && !parsed.IsFileSystem && !volume.Tags.Any(tag => tag.StartsWith(MakingTag, StringComparison.Ordinal))
            ? new VolumeInfo(
                volume.Name, "images", "raw", volume.SizeBytes, volume.DataUsed is { } share ? (long)(volume.SizeBytes * share) : null, parsed.Owner, volume.CreatedAt, DevicePath(volume.Name))
            : null;

    private IEnumerable<(string Name, LogicalVolume Volume)> SnapshotsOf(string name, IReadOnlyList<LogicalVolume> volumes)
    {
        var prefix = SnapshotVolume(name, "");

        // 'snap_vm-100-disk-0_a_b' is 'a_b' of vm-100-disk-0, unless there is a volume vm-100-disk-0_a.
        var longer = volumes.Where(volume => volume.Name.StartsWith($"{name}_", StringComparison.Ordinal)).Select(volume => SnapshotVolume(volume.Name, "")).ToList();
        return volumes
            .Where(volume => volume.Pool == _config.Pool && volume.Name.StartsWith(prefix, StringComparison.Ordinal)
                && !longer.Any(other => volume.Name.StartsWith(other, StringComparison.Ordinal)))
            .Select(volume => (volume.Name[prefix.Length..], volume));
    }

    private string RequireSnapshot(string name, string snapshot, IReadOnlyList<LogicalVolume> volumes)
    {
        var found = SnapshotsOf(name, volumes).Where(pair => pair.Name == snapshot).Select(pair => pair.Volume.Name).FirstOrDefault();
        if (found is null)
        {
            RequireVolume(name, volumes);
            throw new StorageException($"Volume '{Id}:{name}' has no snapshot '{snapshot}'.");
        }

        return found;
    }

    private void RequireVolume(string name, IReadOnlyList<LogicalVolume> volumes)
    {
        if (!volumes.Any(volume => volume.Name == name && volume.Pool == _config.Pool))
        {
            throw NotFound(name);
        }
    }

    private static void RequireSnapshotName(string snapshot)
    {
        if (!BlockVolume.IsSnapshotName(snapshot))
        {
            throw new StorageException($"'{snapshot}' cannot be the name of a snapshot: it is a letter, then letters, digits, '-' and '_', 2 to 40 in all.");
        }
    }

    private BlockVolume Parse(string name) => BlockVolume.TryParse(name, out var volume) && !volume.IsFileSystem
        ? volume
        : throw new StorageException($"'{Id}:{name}' is no name of a volume on storage '{Id}'. Names look like 'vm-100-disk-0'.");

    private VolumeNotFoundException NotFound(string name) =>
        new($"Volume '{Id}:{name}' does not exist. List what there is with 'domar storage content {Id}'.");
}
