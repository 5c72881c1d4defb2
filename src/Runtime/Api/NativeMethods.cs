using System.Runtime.InteropServices;

namespace Domar.Runtime.Api;

/// <summary>The few calls of libc that the API needs.</summary>
internal static partial class NativeMethods
{
    /// <summary>geteuid(2); cannot fail.</summary>
    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint GetEffectiveUserId();

    /// <summary>chmod(2); 0 or -1 with errno.</summary>
    [LibraryImport("libc", EntryPoint = "chmod", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ChangeMode(string path, uint mode);

    /// <summary>chown(2); an id of <see cref="uint.MaxValue"/> stays as it is. 0 or -1 with errno.</summary>
    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ChangeOwner(string path, uint owner, uint group);

    /// <summary>Whether a path is a Unix socket; a symbolic link to one is none.</summary>
    public static unsafe bool IsSocket(string path)
    {
        // struct statx is the same on every architecture: 256 bytes, the mode at byte 28 (statx(2)).
        var buffer = stackalloc byte[256];
        return GetStatus(AtCurrentFolder, path, AtSymlinkNoFollow, StatxType, buffer) == 0 && (*(ushort*)(buffer + 28) & 0xF000) == 0xC000;
    }

    private const int AtCurrentFolder = -100;
    private const int AtSymlinkNoFollow = 0x100;
    private const uint StatxType = 1;

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int GetStatus(int folder, string path, int flags, uint mask, byte* buffer);
}
