namespace Domar.HostTools.Host;

/// <summary>What a process uses.</summary>
/// <param name="CpuTime">Processor time of all its threads since its start.</param>
/// <param name="ResidentBytes">Memory that it has in RAM, with what it shares with others.</param>
/// <param name="SharedBytes">The part of it that is files and shared memory.</param>
/// <param name="ReadBytes">What it made the disks read; null when we may not know.</param>
/// <param name="WrittenBytes">What it made the disks write; null when we may not know.</param>
/// <param name="Threads">Its threads.</param>
/// <param name="StartedAt">When it started.</param>
public sealed record ProcessUsage(TimeSpan CpuTime, long ResidentBytes, long SharedBytes, long? ReadBytes, long? WrittenBytes, int Threads, DateTimeOffset StartedAt);
