namespace Domar.Installer.Screens.Models;

/// <summary>The layouts that the screens offer.</summary>
internal enum InstallLayout
{
    /// <summary>LVM with a thin pool, state on ext4.</summary>
    Ext4,

    /// <summary>LVM with a thin pool, state on XFS.</summary>
    Xfs,

    /// <summary>ZFS on one disk, or on several without redundancy.</summary>
    Raid0,

    /// <summary>ZFS, every disk has everything.</summary>
    Raid1,

    /// <summary>ZFS, pairs of disks.</summary>
    Raid10,

    /// <summary>ZFS, one disk may fail.</summary>
    RaidZ1,

    /// <summary>ZFS, two disks may fail.</summary>
    RaidZ2,

    /// <summary>ZFS, three disks may fail.</summary>
    RaidZ3,
}
