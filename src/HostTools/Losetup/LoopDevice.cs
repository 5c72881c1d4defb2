namespace Domar.HostTools.Losetup;

/// <summary>A file that is used as a block device.</summary>
/// <param name="Path">The device's path, such as <c>/dev/loop0</c>.</param>
/// <param name="File">The file, as the kernel remembers it; where its file system was unmounted since, a path that is none any more.</param>
/// <param name="FileDeviceNumber">Number (<c>MAJOR:MINOR</c>) of the device that the file is on; right also when that was unmounted.</param>
public sealed record LoopDevice(string Path, string File, string FileDeviceNumber);
