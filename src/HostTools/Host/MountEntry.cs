namespace Domar.HostTools.Host;

/// <summary>Something mounted.</summary>
/// <param name="DeviceNumber">Number of the device, <c>MAJOR:MINOR</c>; major 0 where the file system has none of its own, such as btrfs and tmpfs.</param>
/// <param name="MountPoint">Where.</param>
/// <param name="Source">What, mostly a path in /dev.</param>
public sealed record MountEntry(string DeviceNumber, string MountPoint, string Source);
