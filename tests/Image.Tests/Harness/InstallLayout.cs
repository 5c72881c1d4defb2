namespace Domar.Image.Tests.Harness;

/// <summary>A machine with blank disks, and how Domar is put on them.</summary>
internal sealed record InstallLayout
{
    /// <summary>How the serial numbers of the disks to install on begin; the answers choose them by it.</summary>
    public const string TargetPrefix = "target-";

    // Above the smallest disk that may be used (8 GB).
    private const int SmallDiskMiB = 10 * 1024;

    // Of a kind that only target disks match; sda or vda may be something else.
    private const string Targets = $"filter.ID_SERIAL = \"*{TargetPrefix}*\"";

    /// <summary>Its name in test results and as a folder's.</summary>
    public required string Name { get; init; }

    /// <summary>The lines of <c>[disk-setup]</c> besides the choice of disks.</summary>
    public required string DiskSetup { get; init; }

    /// <summary>How many disks.</summary>
    public int DiskCount { get; init; } = 1;

    /// <summary>Size of each.</summary>
    public int DiskMiB { get; init; } = SmallDiskMiB;

    /// <summary>What they are attached to.</summary>
    public DiskBus Bus { get; init; } = DiskBus.Virtio;

    /// <summary>Size of their sectors.</summary>
    public int SectorBytes { get; init; } = 512;

    /// <summary>What starts the machine.</summary>
    public Firmware Firmware { get; init; } = Firmware.Bios;

    /// <summary>Whether the answers come on a stick with our own label (<see cref="AnswerStick.OwnLabel"/>), not with that of Proxmox.</summary>
    public bool HasOwnStick { get; init; }

    /// <summary>Whether the pool is ZFS; otherwise LVM.</summary>
    public bool IsZfs => DiskSetup.Contains("\"zfs\"", StringComparison.Ordinal);

    /// <summary>The storage for guests' disks.</summary>
    public string PoolStorage => IsZfs ? "local-zfs" : "local-lvm";

    /// <summary>The answers for it.</summary>
    public Answer Answer => new() { DiskSetup = $"{DiskSetup}\n{Targets}" };

    /// <summary>One disk, LVM with a thin pool, ext4.</summary>
    public static InstallLayout Lvm { get; } = new() { Name = "lvm", DiskSetup = "filesystem = \"ext4\"" };

    /// <summary>The same with xfs, on SATA and UEFI with Secure Boot.</summary>
    public static InstallLayout Xfs { get; } = new() { Name = "xfs", DiskSetup = "filesystem = \"xfs\"", Bus = DiskBus.Ata, Firmware = Firmware.UefiSecureBoot };

    /// <summary>LVM on a disk with sectors of 4096 bytes.</summary>
    public static InstallLayout LargeSectors { get; } = new()
    {
        Name = "4kn",
        DiskSetup = "filesystem = \"ext4\"",
        SectorBytes = 4096,
        Bus = DiskBus.Nvme,
        Firmware = Firmware.Uefi,
    };

    /// <summary>A mirror of two disks.</summary>
    public static InstallLayout Raid1 { get; } = new() { Name = "raid1", DiskSetup = Zfs("raid1"), DiskCount = 2, Firmware = Firmware.Uefi, HasOwnStick = true };

    /// <summary>Two mirrors of two disks.</summary>
    public static InstallLayout Raid10 { get; } = new() { Name = "raid10", DiskSetup = Zfs("raid10"), DiskCount = 4, Bus = DiskBus.Scsi };

    /// <summary>Three disks with parity.</summary>
    public static InstallLayout RaidZ1 { get; } = new() { Name = "raidz1", DiskSetup = Zfs("raidz-1"), DiskCount = 3, Firmware = Firmware.Uefi, Bus = DiskBus.Nvme };

    /// <summary>The machine without a medium.</summary>
    /// <param name="disks">Files of its disks, in their order; a null is a blank one.</param>
    /// <param name="format">Format of the files.</param>
    public MachineOptions Machine(IEnumerable<string?> disks, string format = "raw") => new()
    {
        Firmware = Firmware,
        MemoryMiB = IsZfs ? 2048 : 1536,
        Disks = [.. disks.Select((path, index) => new DiskOptions
        {
            Path = path, SizeMiB = DiskMiB, Format = format, Snapshot = false, Bus = Bus, SectorBytes = SectorBytes, Serial = $"{TargetPrefix}{index}",
        })],
    };

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static string Zfs(string raid) => $"filesystem = \"zfs\"\nzfs.raid = \"{raid}\"\nzfs.arc-max = 256";
}
