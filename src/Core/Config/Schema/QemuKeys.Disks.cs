using static Domar.Core.Config.Field;

namespace Domar.Core.Config;

internal static partial class QemuKeys
{
    private static readonly string[] ImageFormats = ["raw", "qcow", "qed", "qcow2", "vmdk", "cloop"];

    private static KeySchema[] Disks()
    {
        var common = CommonDiskSubKeys();
        SubKeySchema ssd = Flag("ssd", "Show the disk to the guest as an SSD instead of a rotating disk.");
        SubKeySchema wwn = Text("wwn", "World wide name that the disk reports.", Forms.Wwn);
        SubKeySchema ioThread = Flag("iothread", "Give the disk an I/O thread of its own.");
        SubKeySchema readOnly = Flag("ro", "Let the guest read only.");
        SubKeySchema[] ide = [.. common, ssd, wwn, Text("model", "Model name that the disk reports.", Forms.UrlEncoded, 120)];
        SubKeySchema[] scsi =
        [
            .. common, ssd, wwn, ioThread, readOnly,
            Text("product", "Product name that the disk reports.", Forms.ScsiProduct),
            Int("queues", "Number of request queues.", min: 2),
            Flag("scsiblock", "Pass a host's SCSI disk through whole; can break the guest when the host is short of memory.", "0"),
            Text("vendor", "Vendor name that the disk reports.", Forms.ScsiVendor),
        ];

        return
        [
            Properties("ide[n]", "Disk or CD-ROM drive on the IDE bus.", ide, maxIndex: 3),
            Properties("sata[n]", "Disk or CD-ROM drive on a SATA port.", [.. common, ssd, wwn], maxIndex: 5),
            Properties("scsi[n]", "Disk or CD-ROM drive on the SCSI controller.", scsi, maxIndex: 30),
            Properties("virtio[n]", "Disk of type virtio-blk.", [.. common, ioThread, readOnly], maxIndex: 15),
            new("cdrom", ConfigValueType.PropertyString, "Old name of ide2 as a CD-ROM drive.") { SubKeys = ide, FormatName = "pve-qm-ide", AliasOf = "ide2" },
            Properties("efidisk0", "Disk that keeps the variables of the UEFI firmware.",
            [
                .. VolumeSubKeys(ImageFormats),
                Choice("efitype", "Size of the variable store; 4m is needed for Secure Boot.", ["2m", "4m"], "2m"),
                Choice("ms-cert", "Which of Microsoft's certificates a new disk holds.", ["2011", "2023", "2023w", "2023k"], "2011"),
                Flag("pre-enrolled-keys", "Make a new disk with the distributions' and Microsoft's keys enrolled.", "0"),
            ]),
            Properties("tpmstate0", "Disk that keeps the state of the emulated TPM.",
            [
                .. VolumeSubKeys(["raw", "qcow2", "vmdk"]),
                Choice("version", "Version of the TPM; fixed once the disk is made.", ["v1.2", "v2.0"], "v1.2"),
            ]),
            Properties("unused[n]", "Volume that belongs to the VM and is attached nowhere.",
                [Text("file", "The volume.", Forms.Volume, isDefaultKey: true, required: true), Alias("volume", "file")], maxIndex: 255),
            KeyChoice("scsihw", "Model of the SCSI controller.",
                ["lsi", "lsi53c810", "virtio-scsi-pci", "virtio-scsi-single", "megasas", "pvscsi"], "lsi"),
            KeyText("bootdisk", "Disk to boot from; boot: order= takes its place.", Forms.BootDisk),
        ];
    }

    private static SubKeySchema[] VolumeSubKeys(string[] formats) =>
    [
        Text("file", "The volume, or a path on the host.", Forms.VolumeOrDrivePath, isDefaultKey: true, required: true),
        Alias("volume", "file"),
        Choice("format", "Format of the image.", formats),
        Text("import-from", "Volume or image that a new disk is filled from; never kept in the file.", Forms.VolumeOrPath),
        Text("size", "Size of the disk; for information only.", Forms.Size),
    ];

    private static SubKeySchema[] CommonDiskSubKeys() =>
    [
        .. VolumeSubKeys(ImageFormats),
        Choice("aio", "How QEMU does asynchronous I/O.", ["native", "threads", "io_uring"]),
        Flag("backup", "Whether backups include the disk."),
        Choice("cache", "How the host caches the disk.", ["none", "writethrough", "writeback", "unsafe", "directsync"]),
        Flag("detect_zeroes", "Look for writes of zeroes and make them cheap."),
        Choice("discard", "What becomes of the guest's discard requests.", ["ignore", "on"]),
        Choice("media", "What the drive is.", ["cdrom", "disk"], "disk"),
        Flag("replicate", "Whether replication includes the disk.", "1"),
        Choice("rerror", "What happens at a read error.", ["ignore", "report", "stop"]),
        Text("serial", "Serial number that the disk reports, at most 20 bytes once decoded.", Forms.UrlEncoded, 60),
        Flag("shared", "Says that the volume can be reached from all nodes.", "0"),
        Flag("snapshot", "Throw all writes away when the VM stops."),
        Choice("werror", "What happens at a write error.", ["enospc", "ignore", "report", "stop"]),
        .. Throttles(),
    ];

    private static IEnumerable<SubKeySchema> Throttles() =>
    [
        .. Throttles("", "all requests"),
        .. Throttles("_rd", "reads"), Alias("bps_rd_length", "bps_rd_max_length"), Alias("iops_rd_length", "iops_rd_max_length"),
        .. Throttles("_wr", "writes"), Alias("bps_wr_length", "bps_wr_max_length"), Alias("iops_wr_length", "iops_wr_max_length"),
    ];

    private static SubKeySchema[] Throttles(string suffix, string what) =>
    [
        Int($"bps{suffix}", $"Limit of {what} in bytes per second."),
        Int($"bps{suffix}_max_length", $"How many seconds a burst in bytes of {what} may last.", min: 1),
        Int($"iops{suffix}", $"Limit of {what} per second."),
        Int($"iops{suffix}_max", $"Limit of {what} per second during a burst."),
        Int($"iops{suffix}_max_length", $"How many seconds a burst of {what} may last.", min: 1),
        Number($"mbps{suffix}", $"Limit of {what} in megabytes per second."),
        Number($"mbps{suffix}_max", $"Limit of {what} in megabytes per second during a burst."),
    ];
}
