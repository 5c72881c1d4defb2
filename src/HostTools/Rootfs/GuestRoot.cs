using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Statx = Domar.HostTools.Files.Libc;

namespace Domar.HostTools.Rootfs;

/// <summary>
/// A root file system, reached only by calls that the kernel resolves beneath its root folder (openat2(2) with RESOLVE_IN_ROOT): a symbolic link to <c>/etc</c>
/// in it means its own <c>etc</c>. That is what chroot(2) does, without its trap: this process may still load libraries, and must not load the guest's.
/// </summary>
internal sealed class GuestRoot : IDisposable
{
    private readonly SafeFileHandle _root;

    private GuestRoot(SafeFileHandle root) => _root = root;

    /// <summary>The current folder as root. A path would not do: its parents may be closed to the users that we are now.</summary>
    /// <exception cref="RootfsFault">It cannot be opened.</exception>
    public static GuestRoot OpenCurrentFolder()
    {
        var root = RootCalls.Open(".", RootCalls.O_RDONLY | RootCalls.O_DIRECTORY | RootCalls.O_CLOEXEC, 0);
        return root.IsInvalid ? throw RootfsFault.Of("open the root folder", Marshal.GetLastPInvokeError()) : new GuestRoot(root);
    }

    /// <summary>The root folder itself.</summary>
    public SafeFileHandle Handle => _root;

    /// <summary>Path of the folder and name of the last part: <c>a/b/c</c> is <c>a/b</c> and <c>c</c>, <c>c</c> is <c>.</c> and <c>c</c>.</summary>
    public static (string Folder, string Name) Split(string path)
    {
        var slash = path.LastIndexOf('/');
        return slash < 0 ? (".", path) : slash == 0 ? (".", path[1..]) : (path[..slash], path[(slash + 1)..]);
    }

    /// <summary>Opens a folder for calls relative to it; null when it is not there, or no folder.</summary>
    /// <exception cref="RootfsFault">It cannot be opened.</exception>
    public SafeFileHandle? TryOpenFolder(string path)
    {
        var folder = RootCalls.OpenInRoot(_root, path, RootCalls.O_PATH | RootCalls.O_DIRECTORY);
        if (!folder.IsInvalid)
        {
            return folder;
        }

        folder.Dispose();
        return Marshal.GetLastPInvokeError() switch
        {
            RootCalls.ENOENT or RootCalls.ENOTDIR => null,
            RootCalls.ELOOP => throw new RootfsFault($"Cannot open '{path}': its symbolic links go in circles."),
            RootCalls.ENOSYS => throw new RootfsFault("This kernel is too old (openat2, Linux 5.6) to unpack templates safely."),
            var error => throw RootfsFault.Of($"open '{path}'", error),
        };
    }

    /// <summary>Opens a folder, and makes it and its parents (mode 0755) where they are absent.</summary>
    /// <exception cref="RootfsFault">Something stands in the way.</exception>
    public SafeFileHandle OpenOrMakeFolder(string path)
    {
        if (TryOpenFolder(path) is { } there)
        {
            return there;
        }

        var (parent, name) = Split(path);
        using var above = OpenOrMakeFolder(parent);
        if (RootCalls.MkdirAt(above, name, 0x1ed) != 0 && Marshal.GetLastPInvokeError() is var error and not RootCalls.EEXIST)
        {
            throw RootfsFault.Of($"make the folder '{path}'", error);
        }

        return TryOpenFolder(path) ?? throw new RootfsFault($"Cannot make the folder '{path}': a file, or a link to nothing, has its name.");
    }

    /// <summary>What stands at a name, links not followed; null for nothing.</summary>
    /// <exception cref="RootfsFault">It cannot be looked at.</exception>
    public static Statx.StatxBuffer? TryStat(SafeFileHandle folder, string name)
    {
        var added = false;
        folder.DangerousAddRef(ref added);
        try
        {
            var flags = RootCalls.AT_SYMLINK_NOFOLLOW | (name.Length == 0 ? RootCalls.AT_EMPTY_PATH : 0);
            if (Statx.Statx((int)folder.DangerousGetHandle(), name, flags, Statx.STATX_BASIC_STATS, out var buffer) == 0)
            {
                return buffer;
            }

            var error = Marshal.GetLastPInvokeError();
            return error is RootCalls.ENOENT or RootCalls.ENOTDIR ? null : throw RootfsFault.Of($"look at '{name}'", error);
        }
        finally
        {
            folder.DangerousRelease();
        }
    }

    /// <summary>Whether something has this path; a link does, whatever it points to.</summary>
    public bool Exists(string path)
    {
        using var handle = RootCalls.OpenInRoot(_root, path, RootCalls.O_PATH | RootCalls.O_NOFOLLOW);
        return !handle.IsInvalid;
    }

    /// <summary>A plain file's content, links followed; null when there is none, or something else than a file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="maxBytes">Larger is an error.</param>
    /// <exception cref="RootfsFault">It cannot be read, or is too large.</exception>
    public byte[]? TryRead(string path, int maxBytes)
    {
        // First as a mere place: opening a device or a pipe has effects.
        using var place = RootCalls.OpenInRoot(_root, path, RootCalls.O_PATH);
        if (place.IsInvalid || TryStat(place, "") is not { } facts || (facts.Mode & RootCalls.S_IFMT) != RootCalls.S_IFREG)
        {
            return null;
        }

        if (facts.Size > (ulong)maxBytes)
        {
            throw new RootfsFault($"Cannot read the container's '{path}': it has {facts.Size} bytes, and {maxBytes} are the limit. Make it smaller, or move it away.");
        }

        try
        {
            using var file = new FileStream($"/proc/self/fd/{place.DangerousGetHandle()}", FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            var content = new byte[facts.Size];
            return content[..file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RootfsFault($"Cannot read the container's '{path}': {exception.Message}", inner: exception);
        }
    }

    /// <summary>The names in a folder, links to it followed; none when it is not there.</summary>
    public IReadOnlyList<string> List(string path, int maxNames)
    {
        using var folder = RootCalls.OpenInRoot(_root, path, RootCalls.O_RDONLY | RootCalls.O_DIRECTORY);
        return folder.IsInvalid ? [] : [.. Directory.EnumerateFileSystemEntries($"/proc/self/fd/{folder.DangerousGetHandle()}").Take(maxNames).Select(static entry => Path.GetFileName(entry)!)];
    }

    /// <inheritdoc/>
    public void Dispose() => _root.Dispose();
}
