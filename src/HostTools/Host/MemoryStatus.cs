namespace Domar.HostTools.Host;

/// <summary>Memory and swap (proc_meminfo(5)).</summary>
/// <param name="TotalBytes">Memory that the kernel manages.</param>
/// <param name="AvailableBytes">What new programs could have without swapping.</param>
/// <param name="FreeBytes">What nothing uses, not even as a cache.</param>
/// <param name="SwapTotalBytes">Swap in all.</param>
/// <param name="SwapFreeBytes">Swap that is free.</param>
public sealed record MemoryStatus(long TotalBytes, long AvailableBytes, long FreeBytes, long SwapTotalBytes, long SwapFreeBytes)
{
    /// <summary>What programs and the kernel use.</summary>
    public long UsedBytes => TotalBytes - AvailableBytes;

    /// <summary>Swap that is used.</summary>
    public long SwapUsedBytes => SwapTotalBytes - SwapFreeBytes;
}
