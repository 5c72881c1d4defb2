using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Domar.HostTools.Files;

/// <summary>
/// Keeps a folder to one process: an advisory lock (flock) on a file that holds the owner's process id.
/// The system lets go of it when the process ends, however it ends; the file itself stays.
/// </summary>
public sealed class FileLock : IDisposable
{
    // A child that its parent was making when it was killed has the parent's open files until its exec, a few milliseconds later.
    private static readonly TimeSpan OrphanGrace = TimeSpan.FromSeconds(2);

    private readonly SafeFileHandle _file;

    private FileLock(SafeFileHandle file) => _file = file;

    /// <summary>Takes the lock, or says who has it. Waits a moment where the owner is dead but its last child still holds on.</summary>
    /// <param name="path">The lock file; made when absent.</param>
    /// <param name="ownerPid">When null is returned: the process that has the lock; null when that is unknown.</param>
    /// <returns>Null when another process (or another holder in this one) has the lock.</returns>
    /// <exception cref="FileLayerException">The file cannot be opened or written.</exception>
    public static FileLock? TryTake(string path, out int? ownerPid)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var taken = TryTakeNow(path, out ownerPid);
            if (taken is not null || (ownerPid is { } pid && Directory.Exists($"/proc/{pid}")) || Stopwatch.GetElapsedTime(started) > OrphanGrace)
            {
                return taken;
            }

            Thread.Sleep(10);
        }
    }

    /// <summary>Lets go of the lock.</summary>
    public void Dispose()
    {
        if (!_file.IsClosed)
        {
            // Not left to the close: a child that is being made at this moment still has the file open until its exec.
            _ = Libc.Flock(_file, Libc.LOCK_UN);
            _file.Dispose();
        }
    }

    private static FileLock? TryTakeNow(string path, out int? ownerPid)
    {
        ownerPid = null;
        var file = LinuxFileLayer.Open("lock", path, Libc.O_RDWR | Libc.O_CREAT | Libc.O_NOFOLLOW, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        try
        {
            if (Libc.Flock(file, Libc.LOCK_EX | Libc.LOCK_NB) != 0)
            {
                var errno = Marshal.GetLastPInvokeError();
                if (errno != Libc.EWOULDBLOCK)
                {
                    throw new FileLayerException("lock", path, errno);
                }

                ownerPid = ReadPid(file);
                file.Dispose();
                return null;
            }

            LinuxFileLayer.Check(Libc.Ftruncate(file, 0), "lock", path);
            RandomAccess.Write(file, Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n"), 0);
            return new FileLock(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static int? ReadPid(SafeFileHandle file)
    {
        Span<byte> buffer = stackalloc byte[16];
        var text = Encoding.ASCII.GetString(buffer[..RandomAccess.Read(file, buffer, 0)]);
        return int.TryParse(text.AsSpan().TrimEnd(), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : null;
    }
}
