namespace Domar.Core.Install.Settings;

/// <summary>Options of the LVM layout in GiB; null leaves a size to the plan.</summary>
/// <param name="SwapSizeGiB">Size of the swap volume; 0 for none.</param>
/// <param name="MaxRootGiB">Largest size of the state volume.</param>
/// <param name="MinFreeGiB">What stays free in the volume group.</param>
/// <param name="MaxVzGiB">Largest size of the thin pool; 0 for none.</param>
public sealed record LvmSettings(double? SwapSizeGiB, double? MaxRootGiB, double? MinFreeGiB, double? MaxVzGiB);
