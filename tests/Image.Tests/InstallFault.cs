namespace Domar.Image.Tests;

/// <summary>What is wrong when an installation begins, or goes wrong while it runs.</summary>
public enum InstallFault
{
    /// <summary>There is no disk but one that the answers do not name.</summary>
    NoDisk,

    /// <summary>The disk is smaller than 8 GB.</summary>
    TooSmall,

    /// <summary>Root's password has seven characters.</summary>
    PasswordTooShort,

    /// <summary>The router is not in the network of the address.</summary>
    WrongGateway,

    /// <summary>The machine has no network card.</summary>
    NoNetwork,

    /// <summary>A disk with sectors of 4096 bytes in a machine whose firmware cannot start from it.</summary>
    LargeSectorsUnderBios,

    /// <summary>A mirror is wanted, and there is one disk.</summary>
    OneDiskForAMirror,

    /// <summary>Two disks say that they have the same serial number.</summary>
    SameSerials,

    /// <summary>A disk that the answers do not name has an LVM volume group <c>pve</c>.</summary>
    VolumeGroupOnAnotherDisk,

    /// <summary>Disks that the answers do not name have a ZFS pool <c>rpool</c>.</summary>
    PoolOnAnotherDisk,

    /// <summary>The disk's second sector cannot be written.</summary>
    WriteErrorInPartitionTable,

    /// <summary>The EFI system partition's first sector cannot be written.</summary>
    WriteErrorInEsp,

    /// <summary>A sector in the middle of slot B's root image cannot be written.</summary>
    WriteErrorInSlotB,

    /// <summary>The pool's second sector, where LVM puts its label, cannot be written.</summary>
    WriteErrorInPool,

    /// <summary>The disk is pulled out after 50 MiB.</summary>
    DiskDisappears,
}
