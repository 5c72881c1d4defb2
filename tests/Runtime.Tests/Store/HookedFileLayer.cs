using Domar.HostTools.Files;

namespace Domar.Runtime.Tests.Store;

/// <summary>Lets a test do something between a write's sync and its rename.</summary>
internal sealed class HookedFileLayer(IFileLayer inner) : IFileLayer
{
    public Action AfterSync { get; set; } = () => { };

    public IWritableFile CreateNew(string path, UnixFileMode mode) => new Writer(this, inner.CreateNew(path, mode));

    public IWritableFile OpenAppend(string path, UnixFileMode mode) => inner.OpenAppend(path, mode);

    public byte[]? Read(string path, int maxBytes) => inner.Read(path, maxBytes);

    public FileFacts? Stat(string path) => inner.Stat(path);

    public IReadOnlyList<string> List(string folder) => inner.List(folder);

    public bool CreateFolder(string path, UnixFileMode mode) => inner.CreateFolder(path, mode);

    public void Rename(string from, string to) => inner.Rename(from, to);

    public void RenameExclusive(string from, string to) => inner.RenameExclusive(from, to);

    public bool Unlink(string path) => inner.Unlink(path);

    public bool RemoveFolder(string path) => inner.RemoveFolder(path);

    public void SyncFolder(string path) => inner.SyncFolder(path);

    private sealed class Writer(HookedFileLayer owner, IWritableFile file) : IWritableFile
    {
        public void Write(ReadOnlySpan<byte> bytes) => file.Write(bytes);

        public void WriteAt(long offset, ReadOnlySpan<byte> bytes) => file.WriteAt(offset, bytes);

        public void SetLength(long sizeBytes) => file.SetLength(sizeBytes);

        public void Preallocate(long sizeBytes) => file.Preallocate(sizeBytes);

        public void SetMode(UnixFileMode mode) => file.SetMode(mode);

        public bool TryCloneFrom(string source) => file.TryCloneFrom(source);

        public void Sync()
        {
            file.Sync();
            owner.AfterSync();
        }

        public void Dispose() => file.Dispose();
    }
}
