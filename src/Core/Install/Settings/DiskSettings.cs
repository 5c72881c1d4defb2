using Domar.Core.Install.Answers;
using Domar.Core.Install.Inventory;

namespace Domar.Core.Install.Settings;

/// <summary>Disks and layout of an installation. Sizes are GiB.</summary>
public sealed record DiskSettings
{
    /// <summary>The file system.</summary>
    public required InstallFileSystem FileSystem { get; init; }

    /// <summary>RAID level of ZFS or btrfs; null for ext4 and xfs.</summary>
    public RaidLevel? Raid { get; init; }

    /// <summary>The disks, at least one.</summary>
    public required IReadOnlyList<InstallDisk> Targets { get; init; }

    /// <summary>How much of each disk is used.</summary>
    public required double HdSizeGiB { get; init; }

    /// <summary>Options of ZFS; null for other file systems.</summary>
    public ZfsSettings? Zfs { get; init; }

    /// <summary>Options of LVM; null for other file systems.</summary>
    public LvmSettings? Lvm { get; init; }

    /// <summary>Compression of btrfs; null for other file systems.</summary>
    public string? BtrfsCompress { get; init; }
}
