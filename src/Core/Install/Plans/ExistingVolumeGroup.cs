namespace Domar.Core.Install.Plans;

/// <summary>An LVM volume group that is on this host already.</summary>
/// <param name="Name">Its name, which another one may have too.</param>
/// <param name="Uuid">What tells it from others of the same name.</param>
/// <param name="Devices">Paths of the disks and partitions that it is on.</param>
public sealed record ExistingVolumeGroup(string Name, string Uuid, IReadOnlyList<string> Devices);
