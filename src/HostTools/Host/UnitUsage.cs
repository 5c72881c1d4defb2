namespace Domar.HostTools.Host;

/// <summary>What a systemd unit uses, all its processes together.</summary>
/// <param name="CpuTime">Processor time since its start.</param>
/// <param name="MemoryBytes">Memory, with the page cache that is counted for it.</param>
public sealed record UnitUsage(TimeSpan CpuTime, long MemoryBytes);
