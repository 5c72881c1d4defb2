namespace Domar.Core.Qemu;

/// <summary>A volume with everything that a plan needs to know of it.</summary>
/// <param name="Name">As the configuration names it: <c>local:100/vm-100-disk-0.qcow2</c> or an absolute path.</param>
/// <param name="Location">Where its bytes are.</param>
/// <param name="Format">The format that QEMU opens it with: <c>raw</c>, <c>qcow2</c>, <c>vmdk</c>...</param>
public sealed record ResolvedVolume(string Name, VolumeLocation Location, string Format)
{
    /// <summary>Whether nothing may be written to it (ISO images, volumes of templates).</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Size as the guest sees it in bytes; null when unknown.</summary>
    public long? SizeBytes { get; init; }

    /// <summary>Volumes below it that hold its snapshots, newest first; empty when the format keeps them inside or QEMU finds them by itself.</summary>
    public IReadOnlyList<VolumeLocation> Backing { get; init; } = [];

    /// <summary>Whether io_uring is the default for it.</summary>
    public IoUringUse IoUring { get; init; }

    /// <summary>Whether it goes through the host's page cache unless told otherwise (btrfs: direct writes break its checksums).</summary>
    public bool PrefersHostCache { get; init; }

    /// <summary>Whether its file system refuses <c>O_DIRECT</c> (tmpfs, some network and overlay file systems): then it goes through the host's page
    /// cache whatever the configuration says, as QEMU would not start otherwise.</summary>
    public bool LacksDirectIo { get; init; }

    /// <summary>Whether discarded clusters keep their place (qcow2 <c>discard-no-unref</c>), so that a chain of snapshots does not fragment.</summary>
    public bool KeepsDiscardedClusters { get; init; }

    /// <summary>Peripheral type from a SCSI INQUIRY of a passed-through device (0 disk, 1 tape); null when it is no SCSI device or was not asked.</summary>
    public int? ScsiDeviceType { get; init; }
}
