using Domar.Core.Firmware;

namespace Domar.HostTools.Firmware;

/// <summary>A partition of the installation, as sysfs shows it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Device">Path of its device.</param>
/// <param name="Disk">The kernel's name for the disk that it is on, such as <c>sda</c>.</param>
public sealed record BootPartition(PartitionName Name, string Device, string Disk);
