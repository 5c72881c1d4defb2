namespace Domar.HostTools.Rootfs;

/// <summary>A volume that is to be mounted for the time of one operation, where nobody else sees it.</summary>
/// <param name="Path">Path of the block device or image file.</param>
/// <param name="FileSystem">Its file system, by the kernel's name.</param>
/// <param name="IsImageFile">Whether it is a plain file, which needs a loop device.</param>
public sealed record MountSource(string Path, string FileSystem = "ext4", bool IsImageFile = false);
