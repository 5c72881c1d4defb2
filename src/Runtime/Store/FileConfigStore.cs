using Domar.HostTools.Files;

namespace Domar.Runtime.Store;

/// <summary>
/// The store as a folder of plain files. Reads come from memory, which a watcher keeps equal to the disk; every write looks at the disk itself first,
/// so that an edit by hand is never overwritten, even before it was noticed.
/// </summary>
/// <remarks>
/// Order of locks: <c>_writing</c> is held over disk access by writers and by refreshes, so the memory never goes back to an older state.
/// Readers take no lock: a hung disk delays writers only.
/// </remarks>
internal sealed class FileConfigStore : IConfigStore
{
    // Secrets lie below priv/, as in Proxmox's layout.
    private const UnixFileMode PrivateFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode FolderMode = PrivateFileMode | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;
    private const UnixFileMode PrivateFolderMode = PrivateFileMode | UnixFileMode.UserExecute;

    private readonly IFileLayer _layer;
    private readonly string _root;
    private readonly ILogger _logger;
    private readonly Lock _writing = new();
    private readonly ChangeFeed _feed = new();
    private volatile StoreSnapshot _snapshot;

    /// <summary>Reads the whole folder. Whoever calls this makes sure that no other process has it open as a store: see <see cref="StoreHost"/>.</summary>
    /// <param name="layer">The file system.</param>
    /// <param name="root">Absolute path of the folder; it exists.</param>
    /// <param name="logger">Told of files that cannot be used and of changes from outside.</param>
    /// <exception cref="StoreException">The folder cannot be read.</exception>
    public FileConfigStore(IFileLayer layer, string root, ILogger logger)
    {
        (_layer, _root, _logger) = (layer, root, logger);
        try
        {
            if (AtomicFile.Sweep(layer, root) is > 0 and var swept)
            {
                logger.Swept(swept);
            }

            _snapshot = StoreSnapshot.Of(Scan(""));
        }
        catch (IOException e)
        {
            throw new StoreException($"Cannot open the configuration in '{root}': {e.Message}. Check the disk and the folder's permissions.", e);
        }

        foreach (var entry in _snapshot.All.Where(entry => entry.Problem is not null))
        {
            logger.BadFile(entry.Problem!);
        }

        var count = _snapshot.All.Count();
        logger.Opened(root, count);
    }

    /// <inheritdoc/>
    public StoreEntry? Read(string path)
    {
        StorePath.Check(path);
        return Usable(_snapshot.Find(path));
    }

    /// <inheritdoc/>
    public IReadOnlyList<StoreEntry> ReadFolder(string folder)
    {
        if (folder.Length > 0)
        {
            StorePath.Check(folder);
        }

        return _snapshot.Folder(folder);
    }

    /// <inheritdoc/>
    public StoreEntry Write(string path, string text, string? expectedVersion)
    {
        StorePath.Check(path);
        var bytes = StoreText.Encode(path, text);
        lock (_writing)
        {
            CheckVersion(path, expectedVersion, "write");
            var entry = StoreText.Decode(path, bytes);
            try
            {
                MakeFolders(StorePath.Folder(path));
                var mode = IsPrivate(path) ? PrivateFileMode : AtomicFile.DefaultMode;
                // Syncing takes long enough for a person to save a file: look once more when nothing but the rename is left to do.
                AtomicFile.Write(_layer, Absolute(path), bytes, mode, () => CheckVersion(path, expectedVersion, "write"));
            }
            catch (FileNotDurableException e)
            {
                Accept(path, entry);
                throw new StoreException(e.Message, e);
            }
            catch (IOException e)
            {
                throw new StoreException($"Cannot write the configuration file '{path}': {Reason(e)} The old text is in place.", e);
            }

            Accept(path, entry);
            return entry;
        }
    }

    /// <inheritdoc/>
    public void Delete(string path, string expectedVersion)
    {
        StorePath.Check(path);
        lock (_writing)
        {
            CheckVersion(path, expectedVersion, "remove");
            try
            {
                _layer.Unlink(Absolute(path));
            }
            catch (IOException e)
            {
                throw new StoreException($"Cannot remove the configuration file '{path}': {Reason(e)} It is still in place.", e);
            }

            Accept(path, null);
            try
            {
                _layer.SyncFolder(Absolute(StorePath.Folder(path)));
            }
            catch (IOException e)
            {
                throw new StoreException($"'{path}' was removed, but the disk did not confirm it: {Reason(e)} A power cut may bring it back. Check the disk.", e);
            }
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<StoreChange> WatchAsync(CancellationToken cancellationToken) => _feed.Subscribe(cancellationToken);

    /// <summary>Looks at one file on the disk, and tells the watchers when it is not as last seen.</summary>
    public void Refresh(string path)
    {
        lock (_writing)
        {
            try
            {
                Notice(path, ReadDisk(path));
            }
            catch (IOException e)
            {
                _logger.RefreshFailed(e.Message);
            }
        }
    }

    /// <summary>Looks at every file on the disk, and tells the watchers of those that are not as last seen.</summary>
    public void RefreshAll()
    {
        lock (_writing)
        {
            List<StoreEntry> found;
            try
            {
                found = Scan("");
            }
            catch (IOException e)
            {
                _logger.RefreshFailed(e.Message);
                return;
            }

            var present = found.Select(entry => entry.Path).ToHashSet(StringComparer.Ordinal);
            foreach (var gone in _snapshot.All.Where(entry => !present.Contains(entry.Path)).ToList())
            {
                Notice(gone.Path, null);
            }

            foreach (var entry in found)
            {
                Notice(entry.Path, entry);
            }
        }
    }

    private static string Reason(IOException e) => e is FileLayerException { IsDiskFull: true }
        ? $"{e.Message}. Free space on that file system and try again."
        : $"{e.Message}. Check the disk and the permissions.";

    private static StoreEntry? Usable(StoreEntry? entry) => entry?.Problem is { } problem ? throw new StoreException(problem) : entry;

    private static bool IsPrivate(string path) => path.Split('/').Contains("priv");

    private string Absolute(string path) => path.Length == 0 ? _root : $"{_root}/{path}";

    private void CheckVersion(string path, string? expected, string operation)
    {
        StoreEntry? current;
        try
        {
            current = ReadDisk(path);
        }
        catch (IOException e)
        {
            throw new StoreException($"Cannot {operation} the configuration file '{path}': {Reason(e)} Nothing was changed.", e);
        }

        Notice(path, current);
        Usable(current);
        if (current?.Version == expected)
        {
            return;
        }

        throw new StoreConflictException((current, expected) switch
        {
            (null, _) => $"Cannot {operation} '{path}': somebody removed it meanwhile. Nothing was changed. Look at it again and repeat.",
            (_, null) => $"Cannot make '{path}': it exists already. Nothing was changed.",
            _ => $"Cannot {operation} '{path}': somebody changed it meanwhile. Nothing was changed. Look at the new text and repeat.",
        });
    }

    /// <summary>Takes what the disk holds; tells the watchers when it is news.</summary>
    private void Notice(string path, StoreEntry? entry)
    {
        var known = _snapshot.Find(path);
        if (known?.Version == entry?.Version && known?.Problem == entry?.Problem)
        {
            return;
        }

        _logger.ChangedOutside(path);
        if (entry?.Problem is { } problem)
        {
            _logger.BadFile(problem);
        }

        Accept(path, entry);
    }

    private void Accept(string path, StoreEntry? entry)
    {
        _snapshot = entry is null ? _snapshot.Without(path) : _snapshot.With(entry);
        _feed.Publish(new StoreChange(path, entry));
    }

    private void MakeFolders(string folder)
    {
        if (folder.Length == 0 || _layer.Stat(Absolute(folder)) is { Kind: FileKind.Folder })
        {
            return;
        }

        var parent = StorePath.Folder(folder);
        MakeFolders(parent);
        if (_layer.CreateFolder(Absolute(folder), IsPrivate(folder) ? PrivateFolderMode : FolderMode))
        {
            _layer.SyncFolder(Absolute(parent));
        }
    }

    /// <summary>What the disk holds at a path; null when there is no file.</summary>
    private StoreEntry? ReadDisk(string path)
    {
        for (var folder = StorePath.Folder(path); folder.Length > 0; folder = StorePath.Folder(folder))
        {
            if (_layer.Stat(Absolute(folder)) is { Kind: not FileKind.Folder })
            {
                return Unusable(path, $"'{folder}' is not a plain folder. The configuration takes no symbolic links: put the files themselves there.");
            }
        }

        return _layer.Stat(Absolute(path)) is { } facts ? ReadFile(path, facts) : null;
    }

    private StoreEntry? ReadFile(string path, FileFacts facts)
    {
        if (facts.Kind is FileKind.Link or FileKind.Other)
        {
            return Unusable(path, $"'{path}' is a {(facts.Kind == FileKind.Link ? "symbolic link" : "device, socket or pipe")}. "
                + "The configuration takes plain files only: replace it by the file itself.");
        }

        if (facts.Kind == FileKind.Folder)
        {
            return null;
        }

        if (facts.SizeBytes > StoreText.MaxBytes)
        {
            return Unusable(path, $"'{path}' has {facts.SizeBytes} bytes; a configuration file may have {StoreText.MaxBytes}. Shorten it.");
        }

        return _layer.Read(Absolute(path), StoreText.MaxBytes) is { } bytes ? StoreText.Decode(path, bytes) : null;
    }

    private static StoreEntry Unusable(string path, string problem) => new(path, "", "") { Problem = problem };

    private List<StoreEntry> Scan(string folder)
    {
        List<StoreEntry> entries = [];
        foreach (var name in _layer.List(Absolute(folder)).Where(name => !EditorFiles.IsTransient(name)))
        {
            var path = StorePath.Join(folder, name);
            if (_layer.Stat(Absolute(path)) is not { } facts)
            {
                continue;
            }

            if (facts.Kind == FileKind.Folder)
            {
                entries.AddRange(Scan(path));
            }
            else if (ReadFile(path, facts) is { } entry)
            {
                entries.Add(entry);
            }
        }

        return entries;
    }
}
