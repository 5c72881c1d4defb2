using Domar.Core.Primitives;

namespace Domar.Runtime.Containers;

/// <summary>A container as it stands; what <c>status/current</c> and the list show.</summary>
internal sealed record ContainerStatus
{
    /// <summary>The container's id.</summary>
    public required GuestId Id { get; init; }

    /// <summary>Host name from the config, or <c>CTid</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Where it is in its life.</summary>
    public required GuestState State { get; init; }

    /// <summary>Process id of LXC's monitor; null when stopped.</summary>
    public int? Pid { get; init; }

    /// <summary>Seconds since the start; 0 when stopped.</summary>
    public long UptimeSeconds { get; init; }

    /// <summary>Processors that it may use.</summary>
    public double Cpus { get; init; }

    /// <summary>CPU use since the last look, 1 being one whole of its CPUs; 0 when unknown.</summary>
    public double CpuUsage { get; init; }

    /// <summary>Configured memory.</summary>
    public long MaxMemoryBytes { get; init; }

    /// <summary>Memory in use, with its page cache.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Configured swap.</summary>
    public long MaxSwapBytes { get; init; }

    /// <summary>Size of the root file system's volume; 0 when unknown.</summary>
    public long MaxDiskBytes { get; init; }

    /// <summary>Why the config is locked; null when it is not.</summary>
    public string? Lock { get; init; }

    /// <summary>Tags, separated by ';'; null for none.</summary>
    public string? Tags { get; init; }

    /// <summary>Whether it is a template.</summary>
    public bool IsTemplate { get; init; }

    /// <summary>What is wrong with it, for people; null when all is well.</summary>
    public string? Problem { get; init; }
}
