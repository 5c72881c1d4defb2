using Domar.HostTools.Files;

namespace Domar.HostTools.Tests.Storage;

/// <summary>A disk that has room for names but not for content.</summary>
internal sealed class FullDisk(IFileLayer inner) : IFileLayer
{
    public IWritableFile CreateNew(string path, UnixFileMode mode) => new Writer(inner.CreateNew(path, mode), path);

    public IWritableFile OpenAppend(string path, UnixFileMode mode) => new Writer(inner.OpenAppend(path, mode), path);

    public byte[]? Read(string path, int maxBytes) => inner.Read(path, maxBytes);

    public FileFacts? Stat(string path) => inner.Stat(path);

    public IReadOnlyList<string> List(string folder) => inner.List(folder);

    public bool CreateFolder(string path, UnixFileMode mode) => inner.CreateFolder(path, mode);

    public void Rename(string from, string to) => inner.Rename(from, to);

    public void RenameExclusive(string from, string to) => inner.RenameExclusive(from, to);

    public bool Unlink(string path) => inner.Unlink(path);

    public bool RemoveFolder(string path) => inner.RemoveFolder(path);

    public void SyncFolder(string path) => inner.SyncFolder(path);

    private sealed class Writer(IWritableFile file, string path) : IWritableFile
    {
        public void Write(ReadOnlySpan<byte> bytes) => throw Full();

        public void WriteAt(long offset, ReadOnlySpan<byte> bytes) => throw Full();

        public void SetLength(long sizeBytes) => throw Full();

        public void Preallocate(long sizeBytes) => throw Full();

        public void SetMode(UnixFileMode mode) => file.SetMode(mode);

        public bool TryCloneFrom(string source) => false;

        public void Sync() => file.Sync();

        public void Dispose() => file.Dispose();

        private FileLayerException Full() => new("write", path, 28);
    }
}
