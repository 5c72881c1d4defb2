namespace Domar.Core.Install.Answers;

/// <summary>The file system of the state, which decides the whole layout.</summary>
public enum InstallFileSystem
{
    /// <summary>ext4 on LVM, with a thin pool for guests.</summary>
    Ext4,

    /// <summary>XFS on LVM, with a thin pool for guests.</summary>
    Xfs,

    /// <summary>A ZFS pool.</summary>
    Zfs,

    /// <summary>btrfs: in Proxmox's grammar, but not a layout of Domar.</summary>
    Btrfs,
}
