namespace Domar.HostTools.Storage;

/// <summary>Space on a storage.</summary>
/// <param name="TotalBytes">All of it.</param>
/// <param name="UsedBytes">Used.</param>
/// <param name="AvailableBytes">What can still be allocated; less than total minus used where the file system keeps a reserve.</param>
public sealed record StorageStatus(long TotalBytes, long UsedBytes, long AvailableBytes);
