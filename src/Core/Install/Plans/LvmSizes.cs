namespace Domar.Core.Install.Plans;

/// <summary>Sizes of the logical volumes, in MiB: all of them whole extents.</summary>
/// <param name="SwapMiB">Swap; 0 for none.</param>
/// <param name="StateMiB">State.</param>
/// <param name="DataMiB">Thin pool for guests; 0 for none.</param>
/// <param name="MetadataMiB">Metadata of the thin pool. LVM sets as much aside once more, to repair it.</param>
/// <param name="FreeMiB">What stays free.</param>
public sealed record LvmSizes(long SwapMiB, long StateMiB, long DataMiB, long MetadataMiB, long FreeMiB);
