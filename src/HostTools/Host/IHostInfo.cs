namespace Domar.HostTools.Host;

/// <summary>What the host is and how it does, from /proc and /sys.</summary>
public interface IHostInfo
{
    /// <summary>The host's present state. Cheap enough for every call of an API.</summary>
    /// <exception cref="FormatException">A file of /proc does not have its form; the message names it.</exception>
    /// <exception cref="IOException">A file of /proc cannot be read.</exception>
    HostStatus ReadStatus();

    /// <summary>The processors; they do not change while the host runs.</summary>
    /// <exception cref="FormatException">/proc/cpuinfo does not have its form.</exception>
    CpuInfo Cpu { get; }

    /// <summary>What a process uses; null when there is none of this id (any more).</summary>
    ProcessUsage? ReadProcess(int pid);

    /// <summary>What a unit of machine.slice uses, from its cgroup; null when it does not run, or where the host has no unified cgroups (v2).</summary>
    /// <param name="unit">Full name, <c>domar-ct-101.service</c>.</param>
    UnitUsage? ReadUnit(string unit);
}
