namespace Domar.HostTools.Host;

/// <summary>The host's state at one time.</summary>
/// <param name="Uptime">Since the kernel's start.</param>
/// <param name="Load">Load averages.</param>
/// <param name="Memory">Memory and swap.</param>
/// <param name="CpuUsage">How busy the processors were since the last look at least half a second ago: 0 to 1 for all of them together.</param>
/// <param name="IoWait">The part of the time that all processors were idle while something waited for a disk: 0 to 1.</param>
/// <param name="Kernel">The running kernel.</param>
/// <param name="RootFileSystem">Space of the file system of <c>/</c>.</param>
public sealed record HostStatus(
    TimeSpan Uptime, LoadAverage Load, MemoryStatus Memory, double CpuUsage, double IoWait, KernelVersion Kernel, FileSystemStatus RootFileSystem);
