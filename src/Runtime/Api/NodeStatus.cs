namespace Domar.Runtime.Api;

/// <summary>Figures of this node as the API shows them.</summary>
internal sealed record NodeStatus
{
    /// <summary>Seconds since the host booted.</summary>
    public long UptimeSeconds { get; init; }

    /// <summary>Load averages over 1, 5 and 15 minutes.</summary>
    public double[] LoadAverage { get; init; } = [0, 0, 0];

    /// <summary>CPU use since the last look, 1 being all CPUs.</summary>
    public double CpuUsage { get; init; }

    /// <summary>Share of time that CPUs waited for disks since the last look, 1 being all CPUs.</summary>
    public double IoWait { get; init; }

    /// <summary>Logical CPUs.</summary>
    public int Cpus { get; init; } = 1;

    /// <summary>Physical cores.</summary>
    public int Cores { get; init; } = 1;

    /// <summary>CPU sockets.</summary>
    public int Sockets { get; init; } = 1;

    /// <summary>CPU model name.</summary>
    public string CpuModel { get; init; } = "";

    /// <summary>CPU clock in MHz; 0 when unknown.</summary>
    public double CpuMhz { get; init; }

    /// <summary>Memory in all, in bytes.</summary>
    public long MemoryTotalBytes { get; init; }

    /// <summary>Memory that could be given out without swapping.</summary>
    public long MemoryAvailableBytes { get; init; }

    /// <summary>Memory that nothing uses.</summary>
    public long MemoryFreeBytes { get; init; }

    /// <summary>Swap in all.</summary>
    public long SwapTotalBytes { get; init; }

    /// <summary>Swap that is free.</summary>
    public long SwapFreeBytes { get; init; }

    /// <summary>Size of the file system that holds the state folder.</summary>
    public long DiskTotalBytes { get; init; }

    /// <summary>What is free on it.</summary>
    public long DiskFreeBytes { get; init; }

    /// <summary>What of that ordinary users may take.</summary>
    public long DiskAvailableBytes { get; init; }

    /// <summary>Kernel name, for example <c>Linux</c>.</summary>
    public string KernelName { get; init; } = "Linux";

    /// <summary>Kernel release.</summary>
    public string KernelRelease { get; init; } = "";

    /// <summary>Kernel version (build).</summary>
    public string KernelVersion { get; init; } = "";

    /// <summary>Machine, for example <c>x86_64</c>.</summary>
    public string Architecture { get; init; } = "x86_64";

    /// <summary>Whether it booted through UEFI.</summary>
    public bool IsEfi { get; init; }

    /// <summary>Whether Secure Boot is on; null when unknown or not UEFI.</summary>
    public bool? IsSecureBoot { get; init; }
}
