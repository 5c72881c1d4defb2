using System.Diagnostics;
using Domar.Core.Install.Answers;

namespace Domar.Installer.Screens.Models;

/// <summary>What each layout is, is called and needs.</summary>
internal static class InstallLayouts
{
    /// <summary>All, in the order of the screen.</summary>
    public static IReadOnlyList<InstallLayout> All { get; } = Enum.GetValues<InstallLayout>();

    /// <summary>Whether it is ZFS; otherwise LVM.</summary>
    public static bool IsZfs(this InstallLayout layout) => layout is not (InstallLayout.Ext4 or InstallLayout.Xfs);

    /// <summary>The word of answer files for the file system.</summary>
    public static string FileSystemWord(this InstallLayout layout) => layout switch { InstallLayout.Ext4 => "ext4", InstallLayout.Xfs => "xfs", _ => "zfs" };

    /// <summary>The word of answer files for the RAID level of ZFS.</summary>
    public static string RaidWord(this InstallLayout layout) => Level(layout).Name().ToLowerInvariant();

    /// <summary>Its name, and what it means for the disks.</summary>
    /// <param name="layout">Which.</param>
    /// <param name="disks">How many disks are chosen.</param>
    public static string Name(this InstallLayout layout, int disks) => layout switch
    {
        InstallLayout.Ext4 => "LVM with a thin pool, ext4",
        InstallLayout.Xfs => "LVM with a thin pool, xfs",
        InstallLayout.Raid0 when disks == 1 => "ZFS on one disk (RAID0)",
        InstallLayout.Raid0 => "ZFS RAID0: no disk may fail",
        InstallLayout.Raid1 => "ZFS RAID1: all disks but one may fail",
        InstallLayout.Raid10 => "ZFS RAID10: one disk of each pair may fail",
        InstallLayout.RaidZ1 => "ZFS RAIDZ-1: one disk may fail",
        InstallLayout.RaidZ2 => "ZFS RAIDZ-2: two disks may fail",
        InstallLayout.RaidZ3 => "ZFS RAIDZ-3: three disks may fail",
        _ => throw new UnreachableException(),
    };

    /// <summary>Why it is impossible on so many disks; null when it is possible.</summary>
    /// <param name="layout">Which.</param>
    /// <param name="disks">How many disks are chosen.</param>
    public static string? WhyNot(this InstallLayout layout, int disks)
    {
        if (!layout.IsZfs())
        {
            return disks == 1 ? null : "one disk";
        }

        var least = Level(layout).MinimumDisks();
        return disks < least ? least == 1 ? "one disk or more" : $"{least} disks or more"
            : layout == InstallLayout.Raid10 && disks % 2 != 0 ? "an even number of disks"
            : null;
    }

    /// <summary>What most people want on so many disks.</summary>
    public static InstallLayout Usual(int disks) => disks switch
    {
        <= 1 => InstallLayout.Ext4,
        2 => InstallLayout.Raid1,
        3 => InstallLayout.RaidZ1,
        4 => InstallLayout.Raid10,
        _ => InstallLayout.RaidZ2,
    };

    private static RaidLevel Level(InstallLayout layout) => layout switch
    {
        InstallLayout.Raid0 => RaidLevel.Raid0,
        InstallLayout.Raid1 => RaidLevel.Raid1,
        InstallLayout.Raid10 => RaidLevel.Raid10,
        InstallLayout.RaidZ1 => RaidLevel.RaidZ1,
        InstallLayout.RaidZ2 => RaidLevel.RaidZ2,
        InstallLayout.RaidZ3 => RaidLevel.RaidZ3,
        _ => throw new UnreachableException(),
    };
}
