using System.Diagnostics;

namespace Domar.Core.Firmware;

/// <summary>Facts about <see cref="PartitionRole"/>.</summary>
public static class PartitionRoles
{
    private const long MiB = 1024 * 1024;

    /// <summary>The word in <see cref="PartitionName"/>.</summary>
    public static string Word(this PartitionRole role) => role switch
    {
        PartitionRole.Bios => "bios",
        PartitionRole.Esp => "esp",
        PartitionRole.BootA => "boota",
        PartitionRole.BootB => "bootb",
        PartitionRole.RootA => "roota",
        PartitionRole.RootB => "rootb",
        PartitionRole.Pool => "pool",
        _ => throw new UnreachableException(),
    };

    /// <summary>Its size; null for the pool, which takes what is left.</summary>
    public static long? SizeBytes(this PartitionRole role) => role switch
    {
        PartitionRole.Bios => 1 * MiB,

        // FAT32 on sectors of 4096 bytes has at least 65,525 clusters of one sector: 256 MiB and a little.
        PartitionRole.Esp => 272 * MiB,
        PartitionRole.BootA or PartitionRole.BootB => 272 * MiB,

        // The image has 150 MB now; three times that is room for years.
        PartitionRole.RootA or PartitionRole.RootB => 768 * MiB,
        PartitionRole.Pool => null,
        _ => throw new UnreachableException(),
    };

    /// <summary>The partition type's GUID (UEFI specification 2.10, table 5-7; the Discoverable Partitions Specification).</summary>
    public static string TypeGuid(this PartitionRole role, bool isZfs) => role switch
    {
        PartitionRole.Bios => "21686148-6449-6e6f-744e-656564454649",
        PartitionRole.Esp => "c12a7328-f81f-11d2-ba4b-00a0c93ec93b",
        PartitionRole.Pool when isZfs => "6a898cc3-1dd2-11b2-99a6-080020736631",
        PartitionRole.Pool => "e6d6d379-f507-44c2-a23c-238f2a3df928",
        _ => "0fc63daf-8483-4772-8e79-3d69d8477de4",
    };
}
