using Domar.HostTools.Files;

namespace Domar.TestKit.Files;

/// <summary>Counts the calls to a file layer, and fails or cuts off the n-th.</summary>
/// <param name="inner">The layer that does the work.</param>
public sealed class FaultyFileLayer(IFileLayer inner) : IFileLayer
{
    private int _failAt;
    private int _failUntil;
    private int _errno;
    private int _cutAt;

    /// <summary>Calls so far.</summary>
    public int Calls { get; private set; }

    /// <summary>Calls that failed on purpose.</summary>
    public int Failures { get; private set; }

    /// <summary>From now on, the <paramref name="call"/>-th call (1 is the next) fails with an errno; a write leaves half of it behind.</summary>
    public void FailAt(int call, int errno)
    {
        (Calls, Failures) = (0, 0);
        (_failAt, _failUntil, _errno) = (call, call, errno);
    }

    /// <summary>From now on, every call fails with an errno, until the next call of this or <see cref="FailAt"/>; 0 lets them succeed again.</summary>
    public void FailAll(int errno)
    {
        (Calls, Failures) = (0, 0);
        (_failAt, _failUntil, _errno) = (1, errno == 0 ? 0 : int.MaxValue, errno);
    }

    /// <summary>From now on, the process is dead at the <paramref name="call"/>-th call (1 is the next): it and all later calls do nothing and throw;
    /// a write leaves half of it behind.</summary>
    public void CutAt(int call)
    {
        (Calls, Failures) = (0, 0);
        _cutAt = call;
    }

    /// <inheritdoc/>
    public IWritableFile CreateNew(string path, UnixFileMode mode) => new Writer(this, path, Call("create", path, () => inner.CreateNew(path, mode)));

    /// <inheritdoc/>
    public IWritableFile OpenAppend(string path, UnixFileMode mode) => new Writer(this, path, Call("open", path, () => inner.OpenAppend(path, mode)));

    /// <inheritdoc/>
    public byte[]? Read(string path, int maxBytes) => Call("read", path, () => inner.Read(path, maxBytes));

    /// <inheritdoc/>
    public FileFacts? Stat(string path) => Call("look at", path, () => inner.Stat(path));

    /// <inheritdoc/>
    public IReadOnlyList<string> List(string folder) => Call("list", folder, () => inner.List(folder));

    /// <inheritdoc/>
    public bool CreateFolder(string path, UnixFileMode mode) => Call("make folder", path, () => inner.CreateFolder(path, mode));

    /// <inheritdoc/>
    public void Rename(string from, string to) => Call("rename to", to, () => Run(() => inner.Rename(from, to)));

    /// <inheritdoc/>
    public void RenameExclusive(string from, string to) => Call("rename to", to, () => Run(() => inner.RenameExclusive(from, to)));

    /// <inheritdoc/>
    public bool Unlink(string path) => Call("remove", path, () => inner.Unlink(path));

    /// <inheritdoc/>
    public bool RemoveFolder(string path) => Call("remove folder", path, () => inner.RemoveFolder(path));

    /// <inheritdoc/>
    public void SyncFolder(string path) => Call("sync folder", path, () => Run(() => inner.SyncFolder(path)));

    private static bool Run(Action action)
    {
        action();
        return true;
    }

    private T Call<T>(string operation, string path, Func<T> call)
    {
        Calls++;
        if (_cutAt > 0 && Calls >= _cutAt)
        {
            throw new ProcessCutException();
        }

        if (Calls >= _failAt && Calls <= _failUntil)
        {
            Failures++;
            throw new FileLayerException(operation, path, _errno);
        }

        return call();
    }

    private sealed class Writer(FaultyFileLayer owner, string path, IWritableFile file) : IWritableFile
    {
        public void Write(ReadOnlySpan<byte> bytes)
        {
            try
            {
                owner.Call("write", path, () => true);
            }
            catch (Exception) when (owner._cutAt == 0 || owner.Calls == owner._cutAt)
            {
                file.Write(bytes[..(bytes.Length / 2)]);
                throw;
            }

            file.Write(bytes);
        }

        public void WriteAt(long offset, ReadOnlySpan<byte> bytes)
        {
            owner.Call("write", path, () => true);
            file.WriteAt(offset, bytes);
        }

        public void SetLength(long sizeBytes) => owner.Call("set the length of", path, () => Run(() => file.SetLength(sizeBytes)));

        public void Preallocate(long sizeBytes) => owner.Call("take the space of", path, () => Run(() => file.Preallocate(sizeBytes)));

        public void SetMode(UnixFileMode mode) => owner.Call("set the permissions of", path, () => Run(() => file.SetMode(mode)));

        public bool TryCloneFrom(string source) => owner.Call("write", path, () => file.TryCloneFrom(source));

        public void Sync() => owner.Call("write", path, () => Run(file.Sync));

        public void Dispose() => file.Dispose();
    }
}
