namespace Domar.HostTools.Lvm;

/// <summary>A physical volume of LVM.</summary>
/// <param name="Path">Path of the device.</param>
/// <param name="VolumeGroup">Name of its volume group; null for none.</param>
public sealed record PhysicalVolume(string Path, string? VolumeGroup);
