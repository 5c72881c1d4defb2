namespace Domar.Image.Tests.Harness;

/// <summary>What a disk is attached to.</summary>
public enum DiskBus
{
    /// <summary>virtio-blk: <c>/dev/vdX</c>.</summary>
    Virtio,

    /// <summary>virtio-scsi: <c>/dev/sdX</c>.</summary>
    Scsi,

    /// <summary>An NVMe controller of its own: <c>/dev/nvmeXn1</c>.</summary>
    Nvme,

    /// <summary>The chipset's AHCI (q35) or IDE (pc): <c>/dev/sdX</c>.</summary>
    Ata,
}
