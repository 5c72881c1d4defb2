namespace Domar.Core.Firmware;

/// <summary>The partitions of a slot on one boot disk.</summary>
/// <param name="Disk">Number of the disk within the installation.</param>
/// <param name="BootDevice">Device of the boot partition.</param>
/// <param name="RootDevice">Device of the root partition.</param>
public sealed record SlotTarget(int Disk, string BootDevice, string RootDevice);
