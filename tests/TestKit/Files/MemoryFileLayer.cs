using System.Text;
using Domar.HostTools.Files;

namespace Domar.TestKit.Files;

/// <summary>
/// A file system in memory that knows what a power cut may take: content that was not synced, and names in folders that were not synced, each
/// on its own, as POSIX permits. A rename is one step, as on every journalling file system.
/// </summary>
public sealed class MemoryFileLayer : IFileLayer
{
    private readonly Dictionary<string, Folder> _folders = new(StringComparer.Ordinal) { ["/"] = new Folder() };
    private ulong _inodes;

    /// <inheritdoc/>
    public IWritableFile CreateNew(string path, UnixFileMode mode)
    {
        var (folder, name) = Locate("create", path);
        if (folder.Names.ContainsKey(name) || _folders.ContainsKey(path))
        {
            throw new FileLayerException("create", path, 17);
        }

        var file = new Content { Inode = ++_inodes };
        folder.Apply(new Change(name, file, null));
        return new Writer(file);
    }

    /// <inheritdoc/>
    public IWritableFile OpenAppend(string path, UnixFileMode mode) => Find(path) is { } file ? new Writer(file) : CreateNew(path, mode);

    /// <inheritdoc/>
    public byte[]? Read(string path, int maxBytes) => Find(path)?.Bytes.ToArray();

    /// <inheritdoc/>
    public FileFacts? Stat(string path) =>
        _folders.ContainsKey(path) ? new FileFacts(FileKind.Folder, 0, 0, default, 1, 0)
        : Find(path) is { } file ? new FileFacts(FileKind.File, file.Bytes.Count, file.Bytes.Count, default, 1, file.Inode)
        : null;

    /// <inheritdoc/>
    public IReadOnlyList<string> List(string folder)
    {
        if (!_folders.TryGetValue(folder, out var found))
        {
            return [];
        }

        var inside = _folders.Keys.Where(path => path != "/" && Path.GetDirectoryName(path) == folder).Select(path => Path.GetFileName(path));
        return [.. found.Names.Keys.Concat(inside).Order(StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    /// <remarks>Folders are durable at once here: losing one loses its files too, which the loss of their names covers.</remarks>
    public bool CreateFolder(string path, UnixFileMode mode)
    {
        Locate("make folder", path);
        return _folders.TryAdd(path, new Folder());
    }

    /// <inheritdoc/>
    public void Rename(string from, string to) => Rename(from, to, replace: true);

    /// <inheritdoc/>
    public void RenameExclusive(string from, string to) => Rename(from, to, replace: false);

    /// <inheritdoc/>
    public bool Unlink(string path)
    {
        var (folder, name) = Locate("remove", path);
        if (!folder.Names.ContainsKey(name))
        {
            return false;
        }

        folder.Apply(new Change(name, null, null));
        return true;
    }

    /// <inheritdoc/>
    public bool RemoveFolder(string path) => List(path).Count == 0 && _folders.Remove(path);

    /// <inheritdoc/>
    public void SyncFolder(string path)
    {
        if (!_folders.TryGetValue(path, out var folder))
        {
            throw new FileLayerException("sync folder", path, 2);
        }

        folder.Sync();
    }

    /// <summary>Puts a file there, durably.</summary>
    public void Put(string path, string text)
    {
        for (var parent = Path.GetDirectoryName(path)!; !_folders.ContainsKey(parent); parent = Path.GetDirectoryName(parent)!)
        {
            _folders[parent] = new Folder();
        }

        Unlink(path);
        using (var file = CreateNew(path, UnixFileMode.None))
        {
            file.Write(Encoding.UTF8.GetBytes(text));
            file.Sync();
        }

        SyncFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>What may be found after a power cut at this moment; another one for each state of <paramref name="random"/>.</summary>
    public MemoryFileLayer AfterPowerCut(Random random)
    {
        var after = new MemoryFileLayer { _inodes = _inodes };
        foreach (var (path, folder) in _folders)
        {
            after._folders[path] = folder.AfterPowerCut(random);
        }

        return after;
    }

    private void Rename(string from, string to, bool replace)
    {
        var (folder, name) = Locate("rename", from);
        var (target, newName) = Locate("rename to", to);
        if (target != folder)
        {
            throw new NotSupportedException("Renames between folders are not modelled.");
        }

        if (!folder.Names.TryGetValue(name, out var file))
        {
            throw new FileLayerException("rename", from, 2);
        }

        if (!replace && folder.Names.ContainsKey(newName))
        {
            throw new FileLayerException("rename to", to, 17);
        }

        folder.Apply(new Change(newName, file, name));
    }

    private Content? Find(string path)
    {
        return _folders.TryGetValue(Path.GetDirectoryName(path) ?? "/", out var folder) && folder.Names.TryGetValue(Path.GetFileName(path), out var file)
            ? file
            : null;
    }

    private (Folder Folder, string Name) Locate(string operation, string path) =>
        _folders.TryGetValue(Path.GetDirectoryName(path) ?? "/", out var folder)
            ? (folder, Path.GetFileName(path))
            : throw new FileLayerException(operation, path, 2);

    /// <summary>A name gets a file (null: is removed), and another name for the same file goes away in the same step.</summary>
    private sealed record Change(string Name, Content? File, string? OldName);

    private sealed class Folder
    {
        private readonly List<Change> _unsynced = [];
        private Dictionary<string, Content> _durable = new(StringComparer.Ordinal);

        public Dictionary<string, Content> Names { get; private init; } = new(StringComparer.Ordinal);

        public void Apply(Change change)
        {
            Apply(Names, change);
            _unsynced.Add(change);
        }

        public void Sync()
        {
            _durable = new Dictionary<string, Content>(Names, StringComparer.Ordinal);
            _unsynced.Clear();
        }

        public Folder AfterPowerCut(Random random)
        {
            var names = new Dictionary<string, Content>(_durable, StringComparer.Ordinal);
            foreach (var change in _unsynced.Where(_ => random.Next(2) == 0))
            {
                Apply(names, change);
            }

            var after = new Folder { Names = names.ToDictionary(name => name.Key, name => name.Value.AfterPowerCut(random), StringComparer.Ordinal) };
            after.Sync();
            return after;
        }

        private static void Apply(Dictionary<string, Content> names, Change change)
        {
            if (change.OldName is not null)
            {
                names.Remove(change.OldName);
            }

            if (change.File is null)
            {
                names.Remove(change.Name);
            }
            else
            {
                names[change.Name] = change.File;
            }
        }
    }

    private sealed class Content
    {
        public ulong Inode { get; init; }

        public List<byte> Bytes { get; init; } = [];

        public byte[] Durable { get; set; } = [];

        /// <summary>The synced content stays; of what was written since, some length is there, and of that some bytes are still zero.</summary>
        public Content AfterPowerCut(Random random)
        {
            var bytes = Bytes.Take(random.Next(Durable.Length, Bytes.Count + 1)).ToList();
            for (var i = Durable.Length; i < bytes.Count; i++)
            {
                bytes[i] = random.Next(4) == 0 ? (byte)0 : bytes[i];
            }

            return new Content { Inode = Inode, Bytes = bytes, Durable = [.. bytes] };
        }
    }

    private sealed class Writer(Content file) : IWritableFile
    {
        public void Write(ReadOnlySpan<byte> bytes) => file.Bytes.AddRange(bytes);

        public void WriteAt(long offset, ReadOnlySpan<byte> bytes)
        {
            SetLength(Math.Max(file.Bytes.Count, offset + bytes.Length));
            for (var i = 0; i < bytes.Length; i++)
            {
                file.Bytes[(int)offset + i] = bytes[i];
            }
        }

        public void SetLength(long sizeBytes)
        {
            if (sizeBytes < file.Bytes.Count)
            {
                file.Bytes.RemoveRange((int)sizeBytes, file.Bytes.Count - (int)sizeBytes);
            }

            file.Bytes.AddRange(new byte[sizeBytes - file.Bytes.Count]);
        }

        public void Preallocate(long sizeBytes) => SetLength(Math.Max(sizeBytes, file.Bytes.Count));

        public void SetMode(UnixFileMode mode)
        {
        }

        public bool TryCloneFrom(string source) => false;

        public void Sync() => file.Durable = [.. file.Bytes];

        public void Dispose()
        {
        }
    }
}
