namespace Domar.HostTools.Host;

/// <summary>Space of a file system.</summary>
/// <param name="TotalBytes">Its size.</param>
/// <param name="FreeBytes">What nothing uses, with root's reserve.</param>
/// <param name="AvailableBytes">What unprivileged users can still use.</param>
public sealed record FileSystemStatus(long TotalBytes, long FreeBytes, long AvailableBytes)
{
    /// <summary>What is used.</summary>
    public long UsedBytes => TotalBytes - FreeBytes;
}
