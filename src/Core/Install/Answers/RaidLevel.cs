namespace Domar.Core.Install.Answers;

/// <summary>How ZFS or btrfs spreads data over disks.</summary>
public enum RaidLevel
{
    /// <summary>One disk, or several without redundancy.</summary>
    Raid0,

    /// <summary>Every disk has everything.</summary>
    Raid1,

    /// <summary>Pairs of disks.</summary>
    Raid10,

    /// <summary>One disk may fail (ZFS).</summary>
    RaidZ1,

    /// <summary>Two disks may fail (ZFS).</summary>
    RaidZ2,

    /// <summary>Three disks may fail (ZFS).</summary>
    RaidZ3,
}
