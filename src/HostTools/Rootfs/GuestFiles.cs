using System.Runtime.InteropServices;
using System.Text;
using Domar.Core.Containers;
using Microsoft.Win32.SafeHandles;
using Statx = Domar.HostTools.Files.Libc;

namespace Domar.HostTools.Rootfs;

/// <summary>Carries edits out in a root file system. A file is written beside its place and renamed into it, so that it is there whole, and a link in its place is replaced.</summary>
/// <param name="root">Where.</param>
/// <param name="time">Clock, for the day of a password's change.</param>
internal sealed class GuestFiles(GuestRoot root, TimeProvider time)
{
    /// <summary>A file that is larger is not ours to rewrite.</summary>
    public const int MaxFileBytes = 1024 * 1024;

    private const string NewName = ".domar-new";
    private const string Shadow = "/etc/shadow";
    private const uint DefaultMode = 0x1a4; // 0644
    private const uint ShadowMode = 0x1a0; // 0640

    /// <summary>Carries one edit out.</summary>
    /// <exception cref="RootfsFault">It could not be done.</exception>
    public void Apply(GuestEdit edit)
    {
        switch (edit)
        {
            case GuestEdit.WriteFile write:
                Write(write.Path, Encoding.UTF8.GetBytes(write.Content), (uint?)write.Mode, DefaultMode);
                break;
            case GuestEdit.MakeFolder folder:
                MakeFolder(folder.Path, (uint)folder.Mode);
                break;
            case GuestEdit.Remove remove:
                Remove(remove.Path);
                break;
            case GuestEdit.MakeSymlink link:
                MakeSymlink(link.Path, link.Target);
                break;
            case GuestEdit.SetPassword password:
                SetPassword(password);
                break;
            default:
                throw new RootfsFault($"Cannot carry out {edit.GetType().Name}: it is not known here.");
        }
    }

    private static (string Folder, string Name) Split(string path)
    {
        if (path.Length < 2 || path[0] != '/' || path.Contains('\0', StringComparison.Ordinal) || path.Split('/').Skip(1).Any(static part => part is "" or "." or ".."))
        {
            throw new RootfsFault($"Cannot edit '{path}': it is no absolute path of a file.");
        }

        return GuestRoot.Split(path[1..]);
    }

    private void Write(string path, byte[] content, uint? mode, uint defaultMode)
    {
        var (folderPath, name) = Split(path);
        using var folder = root.OpenOrMakeFolder(folderPath);
        var there = GuestRoot.TryStat(folder, name);
        var isFile = there is { } facts && (facts.Mode & RootCalls.S_IFMT) == RootCalls.S_IFREG;
        var wanted = mode ?? (isFile ? (uint)there!.Value.Mode & 0xfff : defaultMode);

        // Most starts change nothing: then nothing is written, and times stay.
        if (isFile && (there!.Value.Mode & 0xfff) == wanted && there.Value.Size == (ulong)content.Length && root.TryRead(path, MaxFileBytes) is { } old && old.AsSpan().SequenceEqual(content))
        {
            return;
        }

        // One may be left of a host that went down in the middle.
        _ = RootCalls.UnlinkAt(folder, NewName, 0);
        try
        {
            WriteNew(folder, content, path, wanted, isFile ? there : null);
            if (RootCalls.RenameAt(folder, NewName, folder, name) != 0)
            {
                throw RootfsFault.Of($"write '{path}'", Marshal.GetLastPInvokeError());
            }
        }
        catch
        {
            _ = RootCalls.UnlinkAt(folder, NewName, 0);
            throw;
        }
    }

    private static void WriteNew(SafeFileHandle folder, byte[] content, string path, uint mode, Statx.StatxBuffer? owner)
    {
        using var file = RootCalls.OpenAt(folder, NewName, RootCalls.O_WRONLY | RootCalls.O_CREAT | RootCalls.O_EXCL | RootCalls.O_NOFOLLOW | RootCalls.O_CLOEXEC, 0x180);
        if (file.IsInvalid)
        {
            throw RootfsFault.Of($"write '{path}'", Marshal.GetLastPInvokeError());
        }

        WriteContent(file, content, path);
        if ((owner is { } facts && RootCalls.Fchown(file, facts.Uid, facts.Gid) != 0) || RootCalls.Fchmod(file, mode) != 0 || RootCalls.Fsync(file) != 0)
        {
            throw RootfsFault.Of($"write '{path}'", Marshal.GetLastPInvokeError());
        }
    }

    private static unsafe void WriteContent(SafeFileHandle file, byte[] content, string path)
    {
        fixed (byte* start = content)
        {
            for (var done = 0; done < content.Length;)
            {
                var written = RootCalls.PWrite(file, start + done, (nuint)(content.Length - done), done);
                if (written < 0)
                {
                    throw RootfsFault.Of($"write '{path}'", Marshal.GetLastPInvokeError());
                }

                done += (int)written;
            }
        }
    }

    private void MakeFolder(string path, uint mode)
    {
        var (folderPath, name) = Split(path);
        using var parent = root.OpenOrMakeFolder(folderPath);
        if (RootCalls.MkdirAt(parent, name, mode) != 0 && Marshal.GetLastPInvokeError() is var error and not RootCalls.EEXIST)
        {
            throw RootfsFault.Of($"make the folder '{path}'", error);
        }

        using var folder = RootCalls.OpenAt(parent, name, RootCalls.O_RDONLY | RootCalls.O_DIRECTORY | RootCalls.O_NOFOLLOW | RootCalls.O_CLOEXEC, 0);
        if (folder.IsInvalid)
        {
            // A link to a folder of its own is the guest's choice; its mode too.
            if (root.TryOpenFolder(path) is { } elsewhere)
            {
                elsewhere.Dispose();
                return;
            }

            throw RootfsFault.Of($"open the folder '{path}'", Marshal.GetLastPInvokeError());
        }

        if (RootCalls.Fchmod(folder, mode) != 0)
        {
            throw RootfsFault.Of($"set the mode of '{path}'", Marshal.GetLastPInvokeError());
        }
    }

    private void Remove(string path)
    {
        var (folderPath, name) = Split(path);
        using var folder = root.TryOpenFolder(folderPath);
        if (folder is not null && RootCalls.UnlinkAt(folder, name, 0) != 0 && Marshal.GetLastPInvokeError() is var error and not RootCalls.ENOENT)
        {
            throw RootfsFault.Of($"remove '{path}'", error);
        }
    }

    private void MakeSymlink(string path, string target)
    {
        var (folderPath, name) = Split(path);
        using var folder = root.OpenOrMakeFolder(folderPath);
        _ = RootCalls.UnlinkAt(folder, NewName, 0);
        if (RootCalls.SymlinkAt(target, folder, NewName) != 0 || RootCalls.RenameAt(folder, NewName, folder, name) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            _ = RootCalls.UnlinkAt(folder, NewName, 0);
            throw RootfsFault.Of($"make the link '{path}'", error);
        }
    }

    private void SetPassword(GuestEdit.SetPassword password)
    {
        var text = root.TryRead(Shadow, MaxFileBytes) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;
        var day = (long)(time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalDays;
        var changed = text is null ? null : ShadowFile.WithPassword(text, password.User, password.Hash, day);
        if (changed is null)
        {
            throw new RootfsFault($"Cannot set the password of '{password.User}': the container has {(text is null ? $"no {Shadow}" : $"no such user in {Shadow}")}.");
        }

        Write(Shadow, Encoding.UTF8.GetBytes(changed), null, ShadowMode);
    }
}
