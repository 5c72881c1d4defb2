using System.Runtime.InteropServices;

namespace Domar.HostTools.Files;

/// <summary>A file system call failed. The message says which, on what, and the system's reason.</summary>
/// <param name="operation">What was being done, as an infinitive: <c>rename</c>.</param>
/// <param name="path">On which file.</param>
/// <param name="errno">The system's error number.</param>
public class FileLayerException(string operation, string path, int errno)
    : IOException($"Cannot {operation} '{path}': {Describe(errno)}")
{
    /// <summary>The system's error number (errno(3)).</summary>
    public int Errno { get; } = errno;

    /// <summary>The system's reason alone, for example <c>No space left on device</c>.</summary>
    public string Reason { get; } = Describe(errno);

    /// <summary>Whether the disk, or the user's quota of it, is full.</summary>
    public bool IsDiskFull => Errno is Libc.ENOSPC or Libc.EDQUOT;

    /// <summary>Whether the name is taken.</summary>
    public bool IsTaken => Errno == Libc.EEXIST;

    private static string Describe(int errno) => Marshal.GetPInvokeErrorMessage(errno);
}
