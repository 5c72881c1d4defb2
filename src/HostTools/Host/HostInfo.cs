using System.Runtime.InteropServices;
using Domar.HostTools.Exec;

namespace Domar.HostTools.Host;

/// <summary>Reads /proc of this host. Safe for several threads.</summary>
/// <param name="time">Clock that tells how old a reading of processor times is; null for the system's.</param>
public sealed class HostInfo(TimeProvider? time = null) : IHostInfo
{
    // Over shorter times the clock ticks (10 ms) are too coarse.
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(500);

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly Lock _lock = new();
    private readonly Lazy<CpuInfo> _cpu = new(() => ProcParser.ParseCpuInfo(File.ReadAllText("/proc/cpuinfo")));
    private readonly Lazy<KernelVersion> _kernel = new(ReadKernel);
    private CpuTimes _lastTimes;
    private long _lastTimestamp;
    private (double Busy, double IoWait) _lastUsage;

    /// <inheritdoc/>
    public CpuInfo Cpu => _cpu.Value;

    /// <inheritdoc/>
    public HostStatus ReadStatus()
    {
        var (busy, wait) = ReadCpuUsage();
        var root = new DriveInfo("/");
        return new HostStatus(
            ProcParser.ParseUptime(File.ReadAllText("/proc/uptime")),
            ProcParser.ParseLoadAverage(File.ReadAllText("/proc/loadavg")),
            ProcParser.ParseMemory(File.ReadAllText("/proc/meminfo")),
            busy,
            wait,
            _kernel.Value,
            new FileSystemStatus(root.TotalSize, root.TotalFreeSpace, root.AvailableFreeSpace));
    }

    /// <inheritdoc/>
    public UnitUsage? ReadUnit(string unit)
    {
        var group = $"/sys/fs/cgroup/machine.slice/{unit}";
        try
        {
            return new UnitUsage(ProcParser.ParseCgroupCpuTime(File.ReadAllText($"{group}/cpu.stat")), ProcParser.ParseCgroupNumber(File.ReadAllText($"{group}/memory.current")));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // It has ended, or there is no such hierarchy.
        }
    }

    /// <inheritdoc/>
    public ProcessUsage? ReadProcess(int pid)
    {
        if (ProcessTable.ReadStat(pid) is not { } stat || ReadOrNull(pid, "statm") is not { } statm)
        {
            return null;
        }

        var (resident, shared) = ProcParser.ParseStatm(statm);

        // Another user's is readable by root only.
        var io = ReadOrNull(pid, "io") is { } text ? ProcParser.ParseIo(text) : ((long, long)?)null;
        return new ProcessUsage(
            TimeSpan.FromSeconds((double)(stat.UserTicks + stat.SystemTicks) / ProcessTable.TicksPerSecond),
            resident * Environment.SystemPageSize,
            shared * Environment.SystemPageSize,
            io?.Item1,
            io?.Item2,
            stat.Threads,
            ProcessTable.StartedAt(stat.StartTicks));
    }

    private static string? ReadOrNull(int pid, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/{file}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static KernelVersion ReadKernel() => new(
        File.ReadAllText("/proc/sys/kernel/ostype").Trim(),
        File.ReadAllText("/proc/sys/kernel/osrelease").Trim(),
        File.ReadAllText("/proc/sys/kernel/version").Trim(),
        RuntimeInformation.OSArchitecture switch { Architecture.X64 => "x86_64", Architecture.Arm64 => "aarch64", var other => other.ToString().ToLowerInvariant() });

    private (double Busy, double IoWait) ReadCpuUsage()
    {
        lock (_lock)
        {
            var now = _time.GetTimestamp();
            if (_lastTimestamp != 0 && _time.GetElapsedTime(_lastTimestamp, now) < ShortestInterval)
            {
                return _lastUsage;
            }

            // The first time this is the average since the host's start.
            var times = ProcParser.ParseCpuTimes(File.ReadAllText("/proc/stat"));
            _lastUsage = (times.BusySince(_lastTimes), times.IoWaitSince(_lastTimes));
            (_lastTimes, _lastTimestamp) = (times, now);
            return _lastUsage;
        }
    }
}
