using Domar.Core.Install.Settings;

namespace Domar.Core.Install.Plans;

/// <summary>
/// Divides a volume group, by the rules that Proxmox documents for <c>swapsize</c>, <c>maxroot</c>, <c>minfree</c> and <c>maxvz</c> (pve-installation,
/// "Advanced LVM Configuration Options"), but for two: the state takes a quarter and no more, as no system is in it; and the thin pool is made from 1 GiB on, not from 4 GiB.
/// </summary>
public static class LvmSizePlanner
{
    /// <summary>LVM's usual extent.</summary>
    public const long ExtentMiB = 4;

    /// <summary>Below this the state fills up with the journal alone.</summary>
    public const long LeastStateMiB = 2048;

    /// <summary>Less holds no guest.</summary>
    public const long LeastDataMiB = 1024;

    private const long MiBPerGiB = 1024;

    // pvcreate sets 1 MiB aside for its own data.
    private const long HeaderMiB = 1;

    private const long MostStateMiB = 96 * MiBPerGiB;
    private const long LeastSwapMiB = 4 * MiBPerGiB;
    private const long MostSwapMiB = 8 * MiBPerGiB;
    private const long MostFreeMiB = 16 * MiBPerGiB;

    // One percent, as Proxmox takes, and within what device-mapper can use (15.8 GiB: DM_THIN_MAX_METADATA_SIZE).
    private const int MetadataPart = 100;
    private const long LeastMetadataMiB = 8;
    private const long MostMetadataMiB = 15 * MiBPerGiB;

    /// <summary>What a volume group on a partition has to give away.</summary>
    /// <param name="partitionMiB">Size of the partition.</param>
    public static long GroupMiB(long partitionMiB) => Math.Max(0, Down(partitionMiB - HeaderMiB));

    /// <summary>Divides; null when swap, state and what shall stay free do not fit.</summary>
    /// <param name="partitionMiB">Size of the partition.</param>
    /// <param name="hdSizeGiB">How much of the disk is used.</param>
    /// <param name="memoryMiB">Memory of the host.</param>
    /// <param name="wishes">What the answer says.</param>
    public static LvmSizes? Plan(long partitionMiB, double hdSizeGiB, long memoryMiB, LvmSettings wishes)
    {
        var group = GroupMiB(partitionMiB);
        var disk = (long)(hdSizeGiB * MiBPerGiB);
        var swap = wishes.SwapSizeGiB is { } swapGiB ? Up(swapGiB * MiBPerGiB) : Down(Math.Min(Math.Clamp(memoryMiB, LeastSwapMiB, MostSwapMiB), disk / 8));
        var mostState = wishes.MaxRootGiB is { } rootGiB ? Math.Max(Down(rootGiB * MiBPerGiB), LeastStateMiB) : MostStateMiB;
        var state = Math.Clamp(Down(disk / 4), LeastStateMiB, mostState);
        var free = wishes.MinFreeGiB is { } freeGiB ? Up(freeGiB * MiBPerGiB) : Down(Math.Min(disk / 8, MostFreeMiB));

        // The state gives way first, then what nobody has asked for.
        state = Math.Max(LeastStateMiB, Math.Min(state, group - swap - free));
        if (wishes.MinFreeGiB is null)
        {
            free = Math.Clamp(group - swap - state, 0, free);
        }

        var rest = group - swap - state - free;
        if (rest < 0)
        {
            return null;
        }

        var (data, metadata) = wishes.MaxVzGiB is 0 ? (0, 0) : ThinPool(rest, wishes.MaxVzGiB);
        if (data == 0 && wishes.MaxVzGiB is null)
        {
            // Too small for a thin pool: guests' disks go to the state.
            state = Math.Min(state + rest, mostState);
        }

        return new LvmSizes(swap, state, data, metadata, group - swap - state - data - (2 * metadata));
    }

    private static (long Data, long Metadata) ThinPool(long rest, double? mostGiB)
    {
        var data = Down(rest - (2 * Metadata(Down(rest / (1 + (2.0 / MetadataPart))))));
        while (data + (2 * Metadata(data)) > rest)
        {
            data -= ExtentMiB;
        }

        if (mostGiB is { } most)
        {
            data = Math.Min(data, Down(most * MiBPerGiB));
        }

        return data < LeastDataMiB ? (0, 0) : (data, Metadata(data));
    }

    private static long Metadata(long dataMiB) => Math.Clamp(Up(dataMiB / MetadataPart), LeastMetadataMiB, MostMetadataMiB);

    private static long Down(double size) => (long)Math.Floor(size / ExtentMiB) * ExtentMiB;

    private static long Up(double size) => (long)Math.Ceiling(size / ExtentMiB) * ExtentMiB;
}
