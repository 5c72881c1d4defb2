using System.Globalization;
using System.Text;

namespace Domar.HostTools.Exec;

/// <summary>Reads single processes from /proc.</summary>
internal static class ProcessTable
{
    private const int ClockTicks = 2; // _SC_CLK_TCK
    private const int RealTime = 0;
    private const int BootTime = 7;

    /// <summary>Clock ticks per second that /proc counts in: 100 on every Linux of today.</summary>
    public static long TicksPerSecond { get; } = Libc.sysconf(ClockTicks);

    /// <summary>/proc/PID/stat; null when the process is gone.</summary>
    public static ProcessStat? ReadStat(int pid)
    {
        try
        {
            return ProcessStat.Parse(File.ReadAllText($"/proc/{pid}/stat", Encoding.Latin1));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // ESRCH from the read itself comes as an IOException.
            return null;
        }
    }

    /// <summary>When a process started.</summary>
    /// <param name="startTicks">Field starttime of its stat.</param>
    public static unsafe DateTimeOffset StartedAt(long startTicks)
    {
        Libc.TimeSpec now, sinceBoot;
        _ = Libc.clock_gettime(RealTime, &now);
        _ = Libc.clock_gettime(BootTime, &sinceBoot);

        // What /proc/stat calls btime, but not cut to whole seconds; the ticks are exact to 10 ms, and so is the result.
        var boot = ((now.Seconds - sinceBoot.Seconds) * 1000) + ((now.Nanoseconds - sinceBoot.Nanoseconds) / 1_000_000);
        var milliseconds = boot + (startTicks * 1000 / TicksPerSecond);
        return DateTimeOffset.FromUnixTimeMilliseconds((milliseconds + 5) / 10 * 10);
    }

    /// <summary>What a process's standard output goes to, when that is a file; null otherwise.</summary>
    public static string? OutputFile(int pid)
    {
        try
        {
            return File.ResolveLinkTarget(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/fd/1"), returnFinalTarget: false) is { } file && File.Exists(file.FullName)
                ? file.FullName
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
