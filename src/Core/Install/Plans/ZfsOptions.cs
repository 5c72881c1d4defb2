using System.Globalization;
using Domar.Core.Install.Settings;

namespace Domar.Core.Install.Plans;

/// <summary>Options of the ZFS module: the size of its cache, the ARC.</summary>
internal static class ZfsOptions
{
    private const long MiB = 1024 * 1024;

    // The least that ZFS takes (zfs(4), zfs_arc_min).
    private const int LeastArcMiB = 32;

    /// <summary>The options and their values.</summary>
    /// <param name="zfs">The wishes.</param>
    /// <param name="memoryMiB">Memory of the host.</param>
    public static IEnumerable<string> Make(ZfsSettings zfs, long memoryMiB)
    {
        // The least size is 1/32 of the memory, and a largest size that is not more than that is ignored (module/zfs/arc.c, arc_tuning_update).
        if (zfs.ArcMaxMiB <= memoryMiB / 32)
        {
            yield return Option("zfs_arc_min", Math.Max(LeastArcMiB, zfs.ArcMaxMiB / 2));
        }

        yield return Option("zfs_arc_max", zfs.ArcMaxMiB);
    }

    /// <summary>Text of a file of modprobe.d(5).</summary>
    public static string Module(ZfsSettings zfs, long memoryMiB) => $"options zfs {string.Join(' ', Make(zfs, memoryMiB))}\n";

    /// <summary>The same for the kernel's command line, as the initramfs loads the module before it has seen the file; and the host id.</summary>
    public static string KernelArguments(ZfsSettings zfs, long memoryMiB, string installation) =>
        string.Join(' ', Make(zfs, memoryMiB).Select(static option => $"zfs.{option}").Prepend($"spl.spl_hostid=0x{installation}"));

    private static string Option(string name, long sizeMiB) => string.Create(CultureInfo.InvariantCulture, $"{name}={sizeMiB * MiB}");
}
