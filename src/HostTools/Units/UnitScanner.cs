using System.IO.Enumeration;
using System.Text;
using Domar.HostTools.Exec;

namespace Domar.HostTools.Units;

/// <summary>Finds the units of an instance in the process table, by their markers.</summary>
internal sealed class UnitScanner(UnitMarker marker)
{
    private const int MaxExecWaitMs = 100;
    private static readonly EnumerationOptions AllEntries = new() { AttributesToSkip = 0, IgnoreInaccessible = true };

    /// <summary>A unit's main process.</summary>
    /// <param name="Name">Unit name.</param>
    /// <param name="Pid">Process id.</param>
    /// <param name="Process">The process itself; the caller disposes it.</param>
    /// <param name="StartTicks">Field starttime of /proc/PID/stat: clock ticks since boot.</param>
    public sealed record Found(string Name, int Pid, PidFd Process, long StartTicks);

    /// <summary>Every unit that runs; of several processes with one name, the one that started first.</summary>
    /// <param name="skip">Pids that are known and need no look.</param>
    public IReadOnlyCollection<Found> Scan(IReadOnlySet<int> skip)
    {
        var found = new Dictionary<string, Found>(StringComparer.Ordinal);
        var buffer = new byte[UnitMarker.BytesNeeded];
        foreach (var pid in ProcessIds())
        {
            // A unit's main process leads its session; its children, which inherit the environment, do not. The question costs one system call
            // and no lock of that process, so that one that hangs in the kernel does not hang us.
            if (skip.Contains(pid) || Libc.getsid(pid) != pid || NameOf(pid, buffer) is null || Identify(pid, buffer) is not { } candidate)
            {
                continue;
            }

            // A child may have made a session of its own (setsid); the main process is older.
            if (!found.TryGetValue(candidate.Name, out var rival) || candidate.StartTicks < rival.StartTicks)
            {
                rival?.Process.Dispose();
                found[candidate.Name] = candidate;
            }
            else
            {
                candidate.Process.Dispose();
            }
        }

        return found.Values;
    }

    /// <summary>Looks again with the process held by its descriptor: as long as it has not ended, all that was read is of this one process.</summary>
    private Found? Identify(int pid, byte[] buffer)
    {
        var process = PidFd.TryOpen(pid);
        if (process is null)
        {
            return null;
        }

        if (NameOf(pid, buffer) is { } name && ProcessTable.ReadStat(pid) is { } stat && stat.Session == pid && !process.HasExited)
        {
            return new Found(name, pid, process, stat.StartTicks);
        }

        process.Dispose();
        return null;
    }

    private static FileSystemEnumerable<int> ProcessIds() => new(
        "/proc",
        static (ref FileSystemEntry entry) => int.Parse(entry.FileName),
        AllEntries)
    {
        ShouldIncludePredicate = static (ref FileSystemEntry entry) => entry.FileName[0] is >= '1' and <= '9' && int.TryParse(entry.FileName, out _),
    };

    private string? NameOf(int pid, byte[] buffer)
    {
        for (var attempt = 0; ; attempt++)
        {
            var count = ReadEnvironment(pid, buffer);
            if (count > 0)
            {
                return marker.Parse(buffer.AsSpan(0, count));
            }

            // In the middle of its exec a process has a new memory but no environment yet (posix_spawn and vfork return in that moment). A daemon
            // that was killed right then has started a unit; to overlook it would be to start it twice.
            if (count < 0 || attempt == MaxExecWaitMs || ProcessTable.ReadStat(pid) is not { EnvironmentEnd: 0, State: not ('Z' or 'X') })
            {
                return null;
            }

            Thread.Sleep(1);
        }
    }

    /// <summary>How many bytes were read; -1 when the process is gone, or another user's: not one of ours, which run as we do.</summary>
    private static unsafe int ReadEnvironment(int pid, byte[] buffer)
    {
        Span<byte> path = stackalloc byte[32];
        Encoding.ASCII.TryGetBytes($"/proc/{pid}/environ\0", path, out _);
        int fd;
        fixed (byte* start = path)
        {
            fd = Libc.open(start, Libc.O_RDONLY | Libc.O_CLOEXEC, 0);
        }

        if (fd < 0)
        {
            return -1;
        }

        try
        {
            fixed (byte* start = buffer)
            {
                return (int)Libc.read(fd, start, buffer.Length);
            }
        }
        finally
        {
            _ = Libc.close(fd);
        }
    }
}
