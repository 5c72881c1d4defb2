using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Domar.HostTools.Rootfs;

/// <summary>Makes the files of an archive in a root file system. Never follows a link at the end of a path.</summary>
internal sealed class EntryWriter(GuestRoot root) : IDisposable
{
    private const int CopyBytes = 256 * 1024;

    // A hole of less than a block of the file system saves nothing.
    private const int HoleBytes = 4096;
    private const uint SetGid = 0x400;
    private const uint FolderMode = 0x1ed; // 0755

    // Entries come folder by folder.
    private string? _parentPath;
    private SafeFileHandle? _parent;

    /// <summary>Whether what is made in the folder of the last path gets the folder's group instead of ours.</summary>
    public bool ParentGivesGroup { get; private set; }

    /// <summary>Makes an empty file, in place of what file or link is there.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="mode">Permission bits, of which setuid, setgid and sticky are left out.</param>
    public SafeFileHandle MakeFile(string path, uint mode)
    {
        SafeFileHandle? file = null;
        Make(path, (parent, name) =>
        {
            file = RootCalls.OpenAt(parent, name, RootCalls.O_WRONLY | RootCalls.O_CREAT | RootCalls.O_EXCL | RootCalls.O_NOFOLLOW | RootCalls.O_CLOEXEC, mode & 0x1ff);
            return file.IsInvalid ? -1 : 0;
        });
        return file!;
    }

    /// <summary>Makes a folder and opens it; one that is there is taken.</summary>
    public SafeFileHandle MakeFolder(string path)
    {
        var (parent, name) = Open(path);
        if (path != "." && RootCalls.MkdirAt(parent, name, FolderMode) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error != RootCalls.EEXIST)
            {
                throw RootfsFault.Of($"make the folder '{path}'", error);
            }

            if (GuestRoot.TryStat(parent, name) is { } there && (there.Mode & RootCalls.S_IFMT) != RootCalls.S_IFDIR)
            {
                Make(path, (above, last) => RootCalls.MkdirAt(above, last, FolderMode));
                (parent, name) = Open(path);
            }
        }

        var folder = RootCalls.OpenAt(parent, name, RootCalls.O_RDONLY | RootCalls.O_DIRECTORY | RootCalls.O_NOFOLLOW | RootCalls.O_CLOEXEC, 0);
        return folder.IsInvalid ? throw RootfsFault.Of($"open the folder '{path}'", Marshal.GetLastPInvokeError()) : folder;
    }

    /// <summary>Makes a symbolic link.</summary>
    public void MakeSymlink(string path, string target, uint user, uint group, DateTimeOffset modified)
    {
        Make(path, (parent, name) => RootCalls.SymlinkAt(target, parent, name));
        SetOwnerAndTime(path, user, group, modified);
    }

    /// <summary>Makes a second name of something that is there.</summary>
    public void MakeHardLink(string path, string target)
    {
        var (folder, targetName) = GuestRoot.Split(target);
        using var from = root.TryOpenFolder(folder);
        if (from is null || GuestRoot.TryStat(from, targetName) is not { } facts || (facts.Mode & RootCalls.S_IFMT) == RootCalls.S_IFDIR)
        {
            throw new RootfsFault($"The archive has a hard link '{path}' to '{target}', which is no file that came before it. It is damaged, or made to do harm.");
        }

        // A link to itself would be removed to make room for itself.
        if (path != target)
        {
            Make(path, (parent, name) => RootCalls.LinkAt(from, targetName, parent, name, 0));
        }
    }

    /// <summary>Makes a pipe or device.</summary>
    public void MakeNode(string path, uint mode, uint major, uint minor, uint user, uint group, DateTimeOffset modified)
    {
        // makedev(3) of glibc.
        var device = ((ulong)(major & 0xfffff000) << 32) | ((ulong)(major & 0xfff) << 8) | ((ulong)(minor & 0xffffff00) << 12) | (minor & 0xff);
        Make(path, (parent, name) => RootCalls.MknodAt(parent, name, mode, device));
        SetOwnerAndTime(path, user, group, modified);
    }

    /// <summary>Copies an entry's content; long runs of zeros become holes.</summary>
    public static unsafe void CopyContent(Stream data, SafeFileHandle file, long length, string path)
    {
        var buffer = new byte[(int)Math.Min(CopyBytes, Math.Max(length, 1))];
        long at = 0;
        var endsInHole = false;
        while (at < length)
        {
            var read = data.ReadAtLeast(buffer, (int)Math.Min(buffer.Length, length - at), throwOnEndOfStream: true);
            endsInHole = read >= HoleBytes && !buffer.AsSpan(0, read).ContainsAnyExcept((byte)0);
            if (!endsInHole)
            {
                fixed (byte* start = buffer)
                {
                    for (var done = 0; done < read;)
                    {
                        var written = RootCalls.PWrite(file, start + done, (nuint)(read - done), at + done);
                        if (written < 0)
                        {
                            throw RootfsFault.Of($"write '{path}'", Marshal.GetLastPInvokeError());
                        }

                        done += (int)written;
                    }
                }
            }

            at += read;
        }

        if (endsInHole && RootCalls.Ftruncate(file, length) != 0)
        {
            throw RootfsFault.Of($"write '{path}'", Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>Sets the time of an open file.</summary>
    public static unsafe void SetTime(SafeFileHandle file, DateTimeOffset modified)
    {
        var times = stackalloc RootCalls.Time[2];
        Fill(times, modified);

        // A file system that cannot hold it has the nearest it can.
        _ = RootCalls.Futimens(file, times);
    }

    /// <summary>Sets the time of a folder, if it still is one.</summary>
    public void SetFolderTime(string path, DateTimeOffset modified)
    {
        using var folder = RootCalls.OpenInRoot(root.Handle, path, RootCalls.O_RDONLY | RootCalls.O_DIRECTORY | RootCalls.O_NOFOLLOW);
        if (!folder.IsInvalid)
        {
            SetTime(folder, modified);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => ForgetParent();

    private static unsafe void Fill(RootCalls.Time* times, DateTimeOffset modified)
    {
        var ticks = modified.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks;
        var seconds = Math.DivRem(ticks, TimeSpan.TicksPerSecond, out var rest);
        times[0] = times[1] = rest < 0
            ? new() { Seconds = seconds - 1, Nanoseconds = (rest + TimeSpan.TicksPerSecond) * 100 }
            : new() { Seconds = seconds, Nanoseconds = rest * 100 };
    }

    private unsafe void SetOwnerAndTime(string path, uint user, uint group, DateTimeOffset modified)
    {
        var (parent, name) = Open(path);
        if (RootCalls.ChownAt(parent, name, user, group, RootCalls.AT_SYMLINK_NOFOLLOW) != 0)
        {
            throw RootfsFault.Of($"set the owner of '{path}'", Marshal.GetLastPInvokeError());
        }

        var times = stackalloc RootCalls.Time[2];
        Fill(times, modified);
        _ = RootCalls.UtimensAt(parent, name, times, RootCalls.AT_SYMLINK_NOFOLLOW);
    }

    /// <summary>Makes something; where a file, a link or an empty folder is in its place, that goes first.</summary>
    private void Make(string path, Func<SafeFileHandle, string, int> make)
    {
        var (parent, name) = Open(path);
        if (make(parent, name) == 0)
        {
            return;
        }

        var error = Marshal.GetLastPInvokeError();
        if (error == RootCalls.EEXIST)
        {
            if (RootCalls.UnlinkAt(parent, name, 0) != 0 && RootCalls.UnlinkAt(parent, name, RootCalls.AT_REMOVEDIR) != 0)
            {
                throw new RootfsFault($"The archive has '{path}' twice, as a folder with content and as something else. It is damaged, or made to do harm.");
            }

            // It may have been a link, or a folder, on the way to what is remembered.
            ForgetParent();
            (parent, name) = Open(path);
            if (make(parent, name) == 0)
            {
                return;
            }

            error = Marshal.GetLastPInvokeError();
        }

        throw RootfsFault.Of($"make '{path}'", error);
    }

    private (SafeFileHandle Parent, string Name) Open(string path)
    {
        var (folder, name) = GuestRoot.Split(path);
        if (_parent is null || folder != _parentPath)
        {
            ForgetParent();
            _parent = root.OpenOrMakeFolder(folder);
            _parentPath = folder;
            ParentGivesGroup = GuestRoot.TryStat(_parent, "") is not { } facts || (facts.Mode & SetGid) != 0;
        }

        return (_parent, name);
    }

    private void ForgetParent()
    {
        _parent?.Dispose();
        _parent = null;
        _parentPath = null;
    }
}
