using Domar.Core.Install.Answers;
using Domar.Core.Install.Inventory;

namespace Domar.Core.Install;

/// <summary>Decides which block devices an installation may be offered.</summary>
public static class InstallTargetPolicy
{
    /// <summary>The smallest disk: two slots, state and some room for guests. The live system's greeting names the same number.</summary>
    public const long MinimumBytes = 8_000_000_000;

    /// <summary>Where the live system mounts what it started from (image/initramfs/init): the medium, or the stick that has the medium as a file.</summary>
    public const string MediumFolder = "/run/domar-boot/";

    // lsblk calls these disks too. The eMMC boot and RPMB partitions are not for systems.
    private static readonly (string Prefix, string What)[] NoDisks =
    [
        ("loop", "a file that is used as a device"), ("zram", "compressed memory"), ("ram", "memory"), ("sr", "an optical drive"), ("fd", "a floppy drive"),
        ("md", "an array of other disks"), ("dm-", "a mapping onto other disks"), ("zd", "a volume of a ZFS pool"), ("nbd", "a disk over the network"),
        ("rbd", "a disk over the network"), ("drbd", "a disk over the network"), ("mtdblock", "flash memory of the board"),
    ];

    /// <summary>Decides.</summary>
    /// <param name="disk">The device, with all that is on it.</param>
    public static InstallTargetVerdict Judge(BlockDevice disk)
    {
        if (IsMedium(disk))
        {
            return new TargetRefused("Domar is running from it");
        }

        if (NotADisk(disk) is { } what)
        {
            return new TargetRefused($"it is {what}");
        }

        if (disk.SizeBytes == 0)
        {
            return new TargetRefused("there is no medium in it");
        }

        if (disk.IsReadOnly)
        {
            return new TargetRefused("it cannot be written: a switch on it, its firmware, or a fault protects it");
        }

        if (disk.SizeBytes < MinimumBytes)
        {
            return new TargetRefused($"it is too small: {MessageText.DiskSize(disk.SizeBytes)}, and at least {MessageText.DiskSize(MinimumBytes)} are needed");
        }

        if (disk.LogicalSectorBytes is not (512 or 4096))
        {
            return new TargetRefused($"its sectors have {disk.LogicalSectorBytes} bytes, and firmware starts from disks with 512 or 4096 only; reformat it with its maker's tool");
        }

        var mounts = disk.WithDescendants().SelectMany(static device => device.MountPoints).Distinct().Order(StringComparer.Ordinal).ToList();
        return mounts.Count > 0
            ? new TargetRefused($"it is in use here, at {string.Join(", ", mounts.Select(MessageText.OneLine))}; unmount that first")
            : new TargetUsable(DiskContents.Describe(disk));
    }

    /// <summary>Whether a device is hardware (or a virtual machine's), not something that the kernel makes of other devices, files or memory.</summary>
    /// <param name="disk">The device.</param>
    public static bool IsPhysical(BlockDevice disk) => NotADisk(disk) is null;

    private static bool IsMedium(BlockDevice disk) =>
        disk.WithDescendants().Any(static device => device.IsMedium || device.MountPoints.Any(static mount => mount.StartsWith(MediumFolder, StringComparison.Ordinal)));

    private static string? NotADisk(BlockDevice disk)
    {
        foreach (var (prefix, what) in NoDisks)
        {
            // A name is letters and a number, such as sr0: "srx" would be something else.
            if (disk.Name.StartsWith(prefix, StringComparison.Ordinal) && disk.Name.Length > prefix.Length && char.IsAsciiDigit(disk.Name[prefix.Length]))
            {
                return what;
            }
        }

        if (disk.Name.StartsWith("mmcblk", StringComparison.Ordinal) && (disk.Name.Contains("boot", StringComparison.Ordinal) || disk.Name.Contains("rpmb", StringComparison.Ordinal)))
        {
            return "a boot area of an eMMC";
        }

        return disk.Kind is "disk" ? null : $"no disk but of type '{MessageText.OneLine(disk.Kind)}'";
    }
}
