using Domar.Core.Primitives;

namespace Domar.Runtime.Guests;

/// <summary>A VM as it stands; what <c>status/current</c> and the list show.</summary>
internal sealed record VmStatus
{
    /// <summary>The VM's id.</summary>
    public required GuestId Id { get; init; }

    /// <summary>Name from the config, or <c>VM id</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Where the VM is in its life.</summary>
    public required GuestState State { get; init; }

    /// <summary>QEMU's own run state (<c>running</c>, <c>paused</c>, <c>prelaunch</c>, ...); <c>stopped</c> when no QEMU runs.</summary>
    public required string QmpStatus { get; init; }

    /// <summary>Process id of QEMU; null when stopped.</summary>
    public int? Pid { get; init; }

    /// <summary>Seconds since QEMU was started; 0 when stopped.</summary>
    public long UptimeSeconds { get; init; }

    /// <summary>Virtual CPUs.</summary>
    public int Cpus { get; init; }

    /// <summary>CPU use since the last look, 1 being one whole of its CPUs; 0 when unknown.</summary>
    public double CpuUsage { get; init; }

    /// <summary>Configured memory.</summary>
    public long MaxMemoryBytes { get; init; }

    /// <summary>Memory that the host has given to QEMU.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Size of the first boot disk; 0 when there is none.</summary>
    public long MaxDiskBytes { get; init; }

    /// <summary>Bytes read from disks since start.</summary>
    public long DiskReadBytes { get; init; }

    /// <summary>Bytes written to disks since start.</summary>
    public long DiskWriteBytes { get; init; }

    /// <summary>Bytes received since start.</summary>
    public long NetInBytes { get; init; }

    /// <summary>Bytes sent since start.</summary>
    public long NetOutBytes { get; init; }

    /// <summary>Why the config is locked; null when it is not.</summary>
    public string? Lock { get; init; }

    /// <summary>Tags, separated by ';'; null for none.</summary>
    public string? Tags { get; init; }

    /// <summary>Whether it is a template.</summary>
    public bool IsTemplate { get; init; }

    /// <summary>Whether the guest agent is configured.</summary>
    public bool HasAgent { get; init; }

    /// <summary>Whether a serial console is configured.</summary>
    public bool HasSerial { get; init; }

    /// <summary>Machine type that QEMU runs; null when stopped.</summary>
    public string? RunningMachine { get; init; }

    /// <summary>QEMU's version; null when stopped.</summary>
    public string? RunningQemu { get; init; }

    /// <summary>What is wrong with it, for people: a config that cannot be read, why the last run ended; null when all is well.</summary>
    public string? Problem { get; init; }
}
