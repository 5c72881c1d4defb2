namespace Domar.Core.Firmware;

/// <summary>What a partition of a boot disk is for. Its number in the partition table is the value here, on every disk.</summary>
public enum PartitionRole
{
    /// <summary>GRUB's core for BIOS (1 MiB, at 1 MiB).</summary>
    Bios = 1,

    /// <summary>EFI system partition, FAT32: boot loaders, GRUB's menu, the slots' environment files.</summary>
    Esp = 2,

    /// <summary>Kernel and initramfs of slot A, FAT32.</summary>
    BootA = 3,

    /// <summary>Kernel and initramfs of slot B, FAT32.</summary>
    BootB = 4,

    /// <summary>Root image of slot A with its hash tree, raw.</summary>
    RootA = 5,

    /// <summary>Root image of slot B with its hash tree, raw.</summary>
    RootB = 6,

    /// <summary>ZFS vdev or LVM physical volume.</summary>
    Pool = 7,
}
