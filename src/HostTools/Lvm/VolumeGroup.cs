namespace Domar.HostTools.Lvm;

/// <summary>A volume group.</summary>
/// <param name="Name">Its name.</param>
/// <param name="SizeBytes">All of it.</param>
/// <param name="FreeBytes">What no volume has.</param>
/// <param name="MissingDisks">How many of its physical volumes are not there.</param>
public sealed record VolumeGroup(string Name, long SizeBytes, long FreeBytes, int MissingDisks);
