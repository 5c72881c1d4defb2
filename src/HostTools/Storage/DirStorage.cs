using Domar.Core.Primitives;
using Domar.HostTools.Exec;
using Domar.HostTools.Files;
using Domar.HostTools.QemuImg;

namespace Domar.HostTools.Storage;

/// <summary>
/// Storage in a folder (type <c>dir</c>): raw and qcow2 files, ISO images, templates, snippets, backups.
/// File system calls run on the thread pool, because a dead mount can hold them without end; whoever calls gives up by waiting no longer.
/// </summary>
public sealed class DirStorage : IStorageDriver
{
    private const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private readonly DirStorageConfig _config;
    private readonly DirLayout _layout;
    private readonly IFileLayer _layer;
    private readonly IQemuImg _qemuImg;
    private readonly DirAllocator _allocator;
    private readonly Lock _naming = new();
    private volatile bool _isSwept;

    /// <summary>A storage; nothing is touched before it is used.</summary>
    /// <param name="config">What storage.cfg says.</param>
    /// <param name="qemuImg">Makes, grows and copies images.</param>
    /// <param name="layer">The file system; null for the real one.</param>
    /// <param name="space">Tells a path's space; null for the system's answer.</param>
    public DirStorage(DirStorageConfig config, IQemuImg qemuImg, IFileLayer? layer = null, Func<string, FileSpace>? space = null)
    {
        (_config, _qemuImg, _layer) = (config, qemuImg, layer ?? LinuxFileLayer.Instance);
        _layout = new DirLayout(config);
        Space = space ?? FileSpace.Of;
        _allocator = new DirAllocator(config, _layout, _layer, qemuImg, Space, _naming);
    }

    /// <inheritdoc/>
    public string Id => _config.Id;

    /// <inheritdoc/>
    public string Type => "dir";

    /// <inheritdoc/>
    public IReadOnlySet<string> Content => _config.Content;

    private Func<string, FileSpace> Space { get; }

    /// <inheritdoc/>
    public Task ActivateAsync(CancellationToken cancellationToken) => Run("use", Activate, cancellationToken);

    /// <inheritdoc/>
    public Task<StorageStatus> GetStatusAsync(CancellationToken cancellationToken) => Run("use", () =>
    {
        Activate();
        var space = Space(_config.Path);
        return new StorageStatus(space.TotalBytes, space.TotalBytes - space.FreeBytes, space.AvailableBytes);
    }, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<VolumeInfo>> ListAsync(GuestId? owner, CancellationToken cancellationToken) => Run("list", () =>
    {
        Activate();
        return List(owner, cancellationToken);
    }, cancellationToken);

    /// <inheritdoc/>
    public Task<VolumeInfo> GetAsync(string name, CancellationToken cancellationToken) =>
        Run("read from", () => Info(Parse(name)) ?? throw NotFound(name), cancellationToken);

    /// <inheritdoc/>
    public async Task<string> AllocateAsync(VolumeRequest request, CancellationToken cancellationToken)
    {
        if (!_layout.HasImages)
        {
            throw new StorageException($"Storage '{Id}' holds no disks of guests, only {string.Join(", ", Content.Order(StringComparer.Ordinal))}. "
                + $"Choose another one, or add 'images' to its content.");
        }

        await ActivateAsync(cancellationToken).ConfigureAwait(false);
        return await _allocator.AllocateAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task FreeAsync(string name, CancellationToken cancellationToken) => Run("remove a volume of", () =>
    {
        var volume = Parse(name);
        var path = _layout.FilePath(volume);
        if (DirLayout.IsBase(volume.FileName) && volume.Owner is not null
            && List(null, cancellationToken).FirstOrDefault(other => other.Name.StartsWith($"{volume.Name}/", StringComparison.Ordinal)) is { } child)
        {
            throw new StorageException($"Cannot remove volume '{Id}:{name}': volume '{Id}:{child.Name}' is based on it. Remove that one first.");
        }

        lock (_naming)
        {
            if (!_layer.Unlink(path))
            {
                throw NotFound(name);
            }

            var folder = Path.GetDirectoryName(path)!;
            _layer.SyncFolder(folder);
            if (volume.Owner is not null)
            {
                _layer.RemoveFolder(folder);
            }
        }
    }, cancellationToken);

    /// <inheritdoc/>
    public async Task ResizeAsync(string name, long sizeBytes, CancellationToken cancellationToken)
    {
        var info = await GetAsync(name, cancellationToken).ConfigureAwait(false);
        if (info.Owner is null || !DirLayout.AllocatableFormats.Contains(info.Format))
        {
            throw new StorageException($"Cannot resize volume '{Id}:{name}': only disks of guests in format {string.Join(" or ", DirLayout.AllocatableFormats)} can be.");
        }

        if (sizeBytes < info.SizeBytes)
        {
            throw new StorageException($"Cannot resize volume '{Id}:{name}' to {ByteText.Of(sizeBytes)}: it has {ByteText.Of(info.SizeBytes)}, "
                + "and making a disk smaller would cut off data. Give a size above that.");
        }

        sizeBytes = DirAllocator.RoundUp(sizeBytes);
        if (sizeBytes == info.SizeBytes)
        {
            return;
        }

        if (info.Format == "raw")
        {
            await Run("resize a volume of", () => GrowRaw(info, sizeBytes), cancellationToken).ConfigureAwait(false);
            return;
        }

        try
        {
            await _qemuImg.ResizeAsync(info.Path, info.Format, sizeBytes, cancellationToken).ConfigureAwait(false);
        }
        catch (ToolException e)
        {
            throw new StorageException($"Cannot resize volume '{Id}:{name}' to {ByteText.Of(sizeBytes)}: {e.Message}", e);
        }
    }

    private void GrowRaw(VolumeInfo info, long sizeBytes)
    {
        using var file = _layer.OpenAppend(info.Path, AtomicFile.DefaultMode);
        try
        {
            if (_config.Preallocation is "falloc" or "full")
            {
                file.Preallocate(sizeBytes);
            }
            else
            {
                file.SetLength(sizeBytes);
            }

            file.Sync();
        }
        catch (FileLayerException e) when (e.IsDiskFull)
        {
            file.SetLength(info.SizeBytes);
            throw _allocator.Full(sizeBytes - info.SizeBytes, e);
        }
    }

    private void Activate()
    {
        if (_config.MountPoint is { } mountPoint && !IsMountPoint(mountPoint))
        {
            throw new StorageException($"Storage '{Id}' is not active: nothing is mounted at '{mountPoint}', and its setting is_mountpoint asks for that. "
                + "Mount the file system, or remove the setting.");
        }

        if (_layer.Stat(_config.Path) is null)
        {
            if (!_config.CreateBasePath)
            {
                throw new StorageException($"Storage '{Id}' is not active: its folder '{_config.Path}' does not exist. Make it, or mount what belongs there.");
            }

            MakeFolder(_config.Path);
        }

        if (_config.CreateSubfolders)
        {
            foreach (var content in _layout.FileContents.Concat(_layout.HasImages ? ["images"] : []))
            {
                MakeFolder(_layout.Folder(content));
            }
        }

        // On a folder that other nodes use too, their half-written files look like ours.
        if (!_isSwept && !_config.IsShared)
        {
            _isSwept = true;
            Sweep();
        }
    }

    private void MakeFolder(string path)
    {
        if (_layer.Stat(path) is null)
        {
            MakeFolder(Path.GetDirectoryName(path)!);
            _layer.CreateFolder(path, FolderMode);
        }
    }

    private bool IsMountPoint(string path) =>
        _layer.Stat(path) is { } facts && (_layer.Stat(Path.GetDirectoryName(path) ?? path) is not { } parent
            || facts.Device != parent.Device || facts.Inode == parent.Inode);

    private void Sweep()
    {
        var images = _layout.Folder("images");
        foreach (var folder in _layer.List(images).Where(name => GuestId.TryParse(name, out _)).Select(name => $"{images}/{name}"))
        {
            var abandoned = _layer.List(folder).Where(AtomicFile.IsAbandoned).ToList();
            abandoned.ForEach(name => _layer.Unlink($"{folder}/{name}"));
            if (abandoned.Count > 0)
            {
                _layer.RemoveFolder(folder);
            }
        }
    }

    private List<VolumeInfo> List(GuestId? owner, CancellationToken cancellationToken)
    {
        List<VolumeInfo> found = [];
        if (_layout.HasImages)
        {
            foreach (var guest in _layer.List(_layout.Folder("images")))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (GuestId.TryParse(guest, out var id) && (owner is null || owner == id))
                {
                    found.AddRange(_layer.List(_layout.GuestFolder(id)).Select(name => DirLayout.Image(id, name, null)).OfType<DirVolume>().Select(Info).OfType<VolumeInfo>());
                }
            }
        }

        if (owner is null)
        {
            foreach (var content in _layout.FileContents)
            {
                cancellationToken.ThrowIfCancellationRequested();
                found.AddRange(_layer.List(_layout.Folder(content)).Select(name => DirLayout.File(content, name)).OfType<DirVolume>().Select(Info).OfType<VolumeInfo>());
            }
        }

        return found;
    }

    /// <summary>Facts of a volume; null when there is none of that name.</summary>
    private VolumeInfo? Info(DirVolume volume)
    {
        var path = _layout.FilePath(volume);
        if (_layer.Stat(path) is not { } facts)
        {
            return null;
        }

        // People link to ISO images that lie elsewhere.
        if (facts.Kind == FileKind.Link && (File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName is not { } target || !Follow(target, out facts)))
        {
            return null;
        }

        if (facts.Kind != FileKind.File)
        {
            return null;
        }

        var size = facts.SizeBytes;
        if (volume.Format == "qcow2" && Qcow2Header.TryParse(ReadPrefix(path), out var header))
        {
            size = header.VirtualSizeBytes;
            volume = volume with { Base = volume.Base ?? BaseName(header.BackingFile) };
        }

        return new VolumeInfo(volume.Name, volume.Content, volume.Format, size, facts.AllocatedBytes, volume.Owner, facts.ModifiedAt, path);
    }

    private bool Follow(string target, out FileFacts facts)
    {
        var found = _layer.Stat(target);
        facts = found.GetValueOrDefault();
        return found is not null;
    }

    /// <summary>The volume that a linked clone's backing file is: clones name it as <c>../100/base-100-disk-0.qcow2</c>.</summary>
    private static string? BaseName(string? backingFile) =>
        backingFile?.Split('/') is ["..", var owner, var file] && DirLayout.IsBase(file) && GuestId.TryParse(owner, out var id)
            ? DirLayout.Image(id, file, null)?.Name
            : null;

    private static byte[] ReadPrefix(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var buffer = new byte[Qcow2Header.PrefixBytes];
        return buffer[..file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)];
    }

    private DirVolume Parse(string name) => DirLayout.TryParse(name, out var volume)
        ? volume
        : throw new StorageException($"'{Id}:{name}' is no name of a volume on storage '{Id}'. Names look like '100/vm-100-disk-0.qcow2' or 'iso/debian.iso'.");

    private VolumeNotFoundException NotFound(string name) =>
        new($"Volume '{Id}:{name}' does not exist. List what there is with 'domar storage content {Id}'.");

    private Task<bool> Run(string operation, Action action, CancellationToken cancellationToken) => Run(operation, () =>
    {
        action();
        return true;
    }, cancellationToken);

    private Task<T> Run<T>(string operation, Func<T> action, CancellationToken cancellationToken)
    {
        return Task.Run(
            () =>
            {
                try
                {
                    return action();
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    throw new StorageException($"Cannot {operation} storage '{Id}': {e.Message}. Check its disk and the permissions of '{_config.Path}'.", e);
                }
            },
            cancellationToken);
    }

    private Task<IReadOnlyList<VolumeInfo>> Run(string operation, Func<List<VolumeInfo>> action, CancellationToken cancellationToken) =>
        Run<IReadOnlyList<VolumeInfo>>(operation, action, cancellationToken);
}
