namespace Domar.Core.Units;

/// <summary>What a unit may use of the host, as systemd's resource properties (systemd.resource-control(5)). Null: no limit of its own.</summary>
public sealed record UnitResources
{
    /// <summary>No limits.</summary>
    public static UnitResources None { get; } = new();

    /// <summary>Processor time per second of real time; one processor is 1 s (<c>CPUQuotaPerSecUSec</c>).</summary>
    public TimeSpan? CpuTimePerSecond { get; init; }

    /// <summary>Share of processor time against its siblings, 1 to 10000, default 100 (<c>CPUWeight</c>).</summary>
    public int? CpuWeight { get; init; }

    /// <summary>Processors that it may run on, ascending; null for all (<c>AllowedCPUs</c>).</summary>
    public IReadOnlyList<int>? AllowedCpus { get; init; }

    /// <summary>Memory at which the kernel ends processes of the unit, in bytes (<c>MemoryMax</c>).</summary>
    public long? MemoryMaxBytes { get; init; }

    /// <summary>Swap that it may use beside its memory, in bytes (<c>MemorySwapMax</c>, cgroup v2 only).</summary>
    public long? SwapMaxBytes { get; init; }

    /// <summary>Processes and threads at the most (<c>TasksMax</c>).</summary>
    public int? TasksMax { get; init; }

    /// <summary>Share of the disks' time against its siblings, 1 to 10000, default 100 (<c>IOWeight</c>).</summary>
    public int? IoWeight { get; init; }
}
