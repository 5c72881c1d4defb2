using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Domar.HostTools.Files;

/// <summary>The real file system, by plain system calls: .NET has no fsync of a folder, and hides some errors of fsync.</summary>
public sealed class LinuxFileLayer : IFileLayer
{
    private const int FileTypeMask = 0xF000, RegularFile = 0x8000, Folder = 0x4000, SymbolicLink = 0xA000;

    private LinuxFileLayer()
    {
    }

    /// <summary>The only one: it holds no state.</summary>
    public static LinuxFileLayer Instance { get; } = new();

    /// <inheritdoc/>
    public IWritableFile CreateNew(string path, UnixFileMode mode) =>
        new WritableFile(path, Open("create", path, Libc.O_WRONLY | Libc.O_CREAT | Libc.O_EXCL | Libc.O_NOFOLLOW, mode));

    /// <inheritdoc/>
    public IWritableFile OpenAppend(string path, UnixFileMode mode) =>
        new WritableFile(path, Open("open", path, Libc.O_WRONLY | Libc.O_CREAT | Libc.O_APPEND | Libc.O_NOFOLLOW, mode));

    /// <inheritdoc/>
    public byte[]? Read(string path, int maxBytes)
    {
        SafeFileHandle file;
        try
        {
            file = Open("read", path, Libc.O_RDONLY | Libc.O_NOFOLLOW);
        }
        catch (FileLayerException e) when (e.Errno is Libc.ENOENT or Libc.ENOTDIR)
        {
            return null;
        }

        using (file)
        {
            return ReadAll(file, path, maxBytes);
        }
    }

    /// <inheritdoc/>
    public FileFacts? Stat(string path)
    {
        if (Libc.Statx(Libc.AT_FDCWD, Checked(path), Libc.AT_SYMLINK_NOFOLLOW, Libc.STATX_BASIC_STATS, out var facts) != 0)
        {
            var errno = Marshal.GetLastPInvokeError();
            return errno is Libc.ENOENT or Libc.ENOTDIR ? null : throw new FileLayerException("look at", path, errno);
        }

        var kind = (facts.Mode & FileTypeMask) switch
        {
            RegularFile => FileKind.File,
            Folder => FileKind.Folder,
            SymbolicLink => FileKind.Link,
            _ => FileKind.Other,
        };
        // stx_blocks counts units of 512 bytes whatever the file system's block size is (statx(2)).
        return new FileFacts(
            kind,
            (long)facts.Size,
            (long)facts.Blocks * 512,
            DateTimeOffset.FromUnixTimeSeconds(facts.Modified.Seconds).AddTicks(facts.Modified.Nanoseconds / 100),
            ((ulong)facts.DevMajor << 32) | facts.DevMinor,
            facts.Inode);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> List(string folder)
    {
        try
        {
            var names = Array.ConvertAll(Directory.GetFileSystemEntries(Checked(folder)), entry => Path.GetFileName(entry));
            Array.Sort(names, StringComparer.Ordinal);
            return names;
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
        catch (UnauthorizedAccessException)
        {
            throw new FileLayerException("list", folder, 13);
        }
    }

    /// <inheritdoc/>
    public bool CreateFolder(string path, UnixFileMode mode)
    {
        if (Libc.Mkdir(Checked(path), (uint)mode) == 0)
        {
            return true;
        }

        var errno = Marshal.GetLastPInvokeError();
        return errno == Libc.EEXIST ? false : throw new FileLayerException("make folder", path, errno);
    }

    /// <inheritdoc/>
    public void Rename(string from, string to) => Check(Libc.Rename(Checked(from), Checked(to)), "rename to", to);

    /// <inheritdoc/>
    public void RenameExclusive(string from, string to)
    {
        if (Libc.RenameAt2(Libc.AT_FDCWD, Checked(from), Libc.AT_FDCWD, Checked(to), Libc.RENAME_NOREPLACE) == 0)
        {
            return;
        }

        // NFS and some FUSE file systems have no RENAME_NOREPLACE: a link that must be new, then the removal of the old name, has the same outcome.
        var errno = Marshal.GetLastPInvokeError();
        if (errno is Libc.EINVAL or Libc.ENOSYS)
        {
            Check(Libc.Link(from, to), "rename to", to);
            Check(Libc.Unlink(from), "remove", from);
            return;
        }

        throw new FileLayerException("rename to", to, errno);
    }

    /// <inheritdoc/>
    public bool Unlink(string path)
    {
        if (Libc.Unlink(Checked(path)) == 0)
        {
            return true;
        }

        var errno = Marshal.GetLastPInvokeError();
        return errno is Libc.ENOENT or Libc.ENOTDIR ? false : throw new FileLayerException("remove", path, errno);
    }

    /// <inheritdoc/>
    public bool RemoveFolder(string path)
    {
        if (Libc.Rmdir(Checked(path)) == 0)
        {
            return true;
        }

        var errno = Marshal.GetLastPInvokeError();
        return errno is Libc.ENOENT or Libc.ENOTEMPTY or Libc.EEXIST ? false : throw new FileLayerException("remove folder", path, errno);
    }

    /// <inheritdoc/>
    public void SyncFolder(string path)
    {
        using var folder = Open("sync folder", path, Libc.O_RDONLY | Libc.O_DIRECTORY);
        Sync(folder, "sync folder", path);
    }

    internal static SafeFileHandle Open(string operation, string path, int flags, UnixFileMode mode = 0)
    {
        while (true)
        {
            var file = Libc.Open(Checked(path), flags | Libc.O_CLOEXEC, (uint)mode);
            if (!file.IsInvalid)
            {
                return file;
            }

            var errno = Marshal.GetLastPInvokeError();
            file.Dispose();
            if (errno != Libc.EINTR)
            {
                throw new FileLayerException(operation, path, errno);
            }
        }
    }

    internal static void Check(int result, string operation, string path)
    {
        if (result != 0)
        {
            throw new FileLayerException(operation, path, Marshal.GetLastPInvokeError());
        }
    }

    private static void Sync(SafeFileHandle file, string operation, string path)
    {
        while (Libc.Fsync(file) != 0)
        {
            var errno = Marshal.GetLastPInvokeError();
            if (errno != Libc.EINTR)
            {
                throw new FileLayerException(operation, path, errno);
            }
        }
    }

    private static unsafe byte[] ReadAll(SafeFileHandle file, string path, int maxBytes)
    {
        // One byte more than the size, so that a file of a known size is read in one call and its end is seen in the second.
        var buffer = new byte[(int)Math.Min(RandomAccess.GetLength(file), maxBytes) + 1];
        var length = 0;
        while (true)
        {
            nint count;
            fixed (byte* start = buffer)
            {
                count = Libc.Read(file, start + length, (nuint)(buffer.Length - length));
            }

            if (count < 0)
            {
                var errno = Marshal.GetLastPInvokeError();
                if (errno != Libc.EINTR)
                {
                    throw new FileLayerException("read", path, errno);
                }

                continue;
            }

            if (count == 0)
            {
                return buffer[..length];
            }

            length += (int)count;
            if (length > maxBytes)
            {
                throw new FileLayerException("read", path, Libc.EFBIG);
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, (int)Math.Min((long)buffer.Length * 2, (long)maxBytes + 1));
            }
        }
    }

    // A zero byte would silently end the name in the system call.
    private static string Checked(string path) =>
        path.Contains('\0', StringComparison.Ordinal) ? throw new ArgumentException("A path holds a zero byte.", nameof(path)) : path;

    private sealed class WritableFile(string path, SafeFileHandle file) : IWritableFile
    {
        public unsafe void Write(ReadOnlySpan<byte> bytes)
        {
            while (!bytes.IsEmpty)
            {
                nint count;
                fixed (byte* start = bytes)
                {
                    count = Libc.Write(file, start, (nuint)bytes.Length);
                }

                if (count < 0)
                {
                    var errno = Marshal.GetLastPInvokeError();
                    if (errno != Libc.EINTR)
                    {
                        throw new FileLayerException("write", path, errno);
                    }

                    continue;
                }

                bytes = bytes[(int)count..];
            }
        }

        public unsafe void WriteAt(long offset, ReadOnlySpan<byte> bytes)
        {
            while (!bytes.IsEmpty)
            {
                nint count;
                fixed (byte* start = bytes)
                {
                    count = Libc.PWrite(file, start, (nuint)bytes.Length, offset);
                }

                if (count < 0)
                {
                    var errno = Marshal.GetLastPInvokeError();
                    if (errno != Libc.EINTR)
                    {
                        throw new FileLayerException("write", path, errno);
                    }

                    continue;
                }

                bytes = bytes[(int)count..];
                offset += count;
            }
        }

        public void SetLength(long sizeBytes) => Check(Libc.Ftruncate(file, sizeBytes), "set the length of", path);

        public void Preallocate(long sizeBytes)
        {
            int errno;
            do
            {
                errno = Libc.PosixFallocate(file, 0, sizeBytes);
            }
            while (errno == Libc.EINTR);

            if (errno != 0)
            {
                throw new FileLayerException("take the space of", path, errno);
            }
        }

        public void SetMode(UnixFileMode mode) => Check(Libc.Fchmod(file, (uint)mode), "set the permissions of", path);

        public bool TryCloneFrom(string source)
        {
            using var from = Open("read", source, Libc.O_RDONLY);
            if (Libc.Ioctl(file, Libc.FICLONE, from.DangerousGetHandle()) == 0)
            {
                return true;
            }

            var errno = Marshal.GetLastPInvokeError();
            return errno is Libc.EOPNOTSUPP or Libc.EXDEV or Libc.EINVAL or Libc.ENOTTY or Libc.ENOSYS or Libc.EPERM
                ? false
                : throw new FileLayerException("write", path, errno);
        }

        public void Sync() => LinuxFileLayer.Sync(file, "write", path);

        public void Dispose() => file.Dispose();
    }
}
