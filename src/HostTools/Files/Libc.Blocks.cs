using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Domar.HostTools.Files;

/// <summary>Calls of plans being carried out: large copies past the page cache, permissions of folders.</summary>
internal static partial class Libc
{
    internal const int EIO = 5, ENODEV = 19;
    internal const int POSIX_FADV_SEQUENTIAL = 2, POSIX_FADV_DONTNEED = 4;

    // It differs between x86-64 and arm64 (asm/fcntl.h).
    internal static readonly int O_DIRECT = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x10000 : 0x4000;

    [LibraryImport("libc", EntryPoint = "pread", SetLastError = true)]
    internal static unsafe partial nint PRead(SafeFileHandle file, byte* buffer, nuint count, long offset);

    [LibraryImport("libc", EntryPoint = "chmod", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    internal static partial int Chmod(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    internal static partial int Fdatasync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    internal static partial int Fadvise(SafeFileHandle file, long offset, long length, int advice);
}
