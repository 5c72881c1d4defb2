using System.Globalization;
using System.Text;
using Domar.Core.Firmware;

namespace Domar.Core.Install.Plans;

/// <summary>Where the partitions of a boot disk are. All begin and end at whole MiB, which suits sectors of 512 and of 4096 bytes.</summary>
internal static class DiskLayout
{
    private const long MiB = 1024 * 1024;

    // GPT: 34 sectors of 512 bytes, or 6 of 4096, before the first partition; 33 or 5 after the last one.
    private const long FirstMiB = 1;
    private const long TailMiB = 1;

    /// <summary>Where the pool's partition begins.</summary>
    public static long PoolStartMiB { get; } = FirstMiB + Enum.GetValues<PartitionRole>().Sum(static role => (role.SizeBytes() ?? 0) / MiB);

    /// <summary>How large the pool's partition becomes; less than 1 when there is no room for it.</summary>
    /// <param name="diskBytes">Size of the disk.</param>
    /// <param name="hdSizeGiB">How much of it is used, boot parts included.</param>
    public static long PoolMiB(long diskBytes, double hdSizeGiB)
    {
        // A size of the disk itself in GiB comes back as the same bytes: it is divided by a power of two.
        var used = Math.Min(Math.Floor(hdSizeGiB * 1024), long.MaxValue / MiB);
        return Math.Min((long)used, (diskBytes / MiB) - TailMiB) - PoolStartMiB;
    }

    /// <summary>What sfdisk(8) reads to make the partitions of a disk.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="poolMiB">Size of the pool's partition.</param>
    /// <param name="isZfs">Whether the pool is ZFS; otherwise LVM.</param>
    public static string Script(TargetDisk disk, long poolMiB, bool isZfs)
    {
        var script = new StringBuilder("label: gpt\n");
        var start = FirstMiB;
        foreach (var role in Enum.GetValues<PartitionRole>())
        {
            var size = role.SizeBytes() is { } bytes ? bytes / MiB : poolMiB;
            script.Append(CultureInfo.InvariantCulture, $"{(int)role} : start={start}MiB, size={size}MiB, type={role.TypeGuid(isZfs)}, name=\"{disk.Name(role)}\"\n");
            start += size;
        }

        return script.ToString();
    }
}
