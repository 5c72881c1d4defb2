namespace Domar.HostTools.Host;

/// <summary>Clock ticks that all processors together spent since the start (the first line of proc_stat(5)).</summary>
/// <param name="Idle">Idle.</param>
/// <param name="IoWait">Idle while something waited for a disk.</param>
/// <param name="Total">All, with the two above.</param>
public readonly record struct CpuTimes(long Idle, long IoWait, long Total)
{
    /// <summary>The part of the time since an earlier reading that was not idle: 0 to 1; 0 when no time has passed.</summary>
    public double BusySince(CpuTimes earlier) => Part(earlier, Total - earlier.Total - (Idle - earlier.Idle) - (IoWait - earlier.IoWait));

    /// <summary>The part of the time since an earlier reading that was waiting for disks: 0 to 1.</summary>
    public double IoWaitSince(CpuTimes earlier) => Part(earlier, IoWait - earlier.IoWait);

    // The kernel's counters of idle time can step back a little (proc_stat(5)).
    private double Part(CpuTimes earlier, long ticks) => Total > earlier.Total ? Math.Clamp((double)ticks / (Total - earlier.Total), 0, 1) : 0;
}
