namespace Domar.Core.Install.Answers;

/// <summary>The table <c>[disk-setup]</c>. Sizes are GiB, as in Proxmox's answer files.</summary>
public sealed record AnswerDisks
{
    /// <summary>Where problems of the choice of disks are told when nothing nearer is there.</summary>
    public TextPosition At { get; init; } = TextPosition.Start;

    /// <summary>The file system, which decides the layout.</summary>
    public Located<InstallFileSystem>? FileSystem { get; init; }

    /// <summary>RAID level of ZFS or btrfs.</summary>
    public Located<RaidLevel>? Raid { get; init; }

    /// <summary>Disks by name (<c>sda</c>), path or by-id link; null when filters choose.</summary>
    public IReadOnlyList<Located<string>>? DiskList { get; init; }

    /// <summary>udev properties that choose the disks.</summary>
    public IReadOnlyList<PropertyFilter> Filters { get; init; } = [];

    /// <summary>Whether a disk must match every filter; otherwise one is enough.</summary>
    public bool MatchesAllFilters { get; init; }

    /// <summary>How much of each disk is used; null for all of it.</summary>
    public Located<double>? HdSizeGiB { get; init; }

    /// <summary>ZFS: <c>ashift</c>, the logarithm of the sector size; null for the default.</summary>
    public int? ZfsAshift { get; init; }

    /// <summary>ZFS: largest size of the ARC in MiB; null for the default.</summary>
    public Located<int>? ZfsArcMaxMiB { get; init; }

    /// <summary>ZFS: checksum algorithm, as the property <c>checksum</c> has it; null for the default.</summary>
    public string? ZfsChecksum { get; init; }

    /// <summary>ZFS: compression, as the property <c>compression</c> has it; null for the default.</summary>
    public string? ZfsCompress { get; init; }

    /// <summary>ZFS: copies of each block; null for the default.</summary>
    public int? ZfsCopies { get; init; }

    /// <summary>LVM: size of the swap volume; 0 for none, null for the default.</summary>
    public Located<double>? LvmSwapSizeGiB { get; init; }

    /// <summary>LVM: largest size of the root volume; null for the default.</summary>
    public Located<double>? LvmMaxRootGiB { get; init; }

    /// <summary>LVM: what stays free in the volume group; null for the default.</summary>
    public Located<double>? LvmMinFreeGiB { get; init; }

    /// <summary>LVM: largest size of the data volume (the thin pool); 0 for none, null for the default.</summary>
    public Located<double>? LvmMaxVzGiB { get; init; }

    /// <summary>btrfs: compression, as the mount option has it; null for the default.</summary>
    public string? BtrfsCompress { get; init; }
}
