using System.Runtime.InteropServices;

namespace Domar.HostTools.Files;

/// <summary>Whether files can be read and written past the host's page cache.</summary>
public static class DirectIo
{
    // O_DIRECT of Linux on x86-64 (fcntl.h); .NET has no name for it but passes FileOptions on only in part, so the call is made directly.
    private const int OpenDirect = 0x4000;

    /// <summary>Whether the file system of a file takes O_DIRECT: tmpfs before Linux 6.6 and some network file systems refuse it. True when the file cannot
    /// be opened for another reason, which is for its user to say.</summary>
    public static bool IsSupported(string path)
    {
        const int InvalidArgument = 22; // EINVAL, open(2): "the filesystem does not support O_DIRECT"
        using var file = Libc.Open(path, OpenDirect | Libc.O_CLOEXEC, 0);
        return !file.IsInvalid || Marshal.GetLastPInvokeError() != InvalidArgument;
    }
}
