namespace Domar.Core.Install.Inventory;

/// <summary>A block device as lsblk(8) tells it: a disk, or what is on one.</summary>
public sealed record BlockDevice
{
    /// <summary>The kernel's name, such as <c>sda</c>; of device-mapper devices, their own name.</summary>
    public required string Name { get; init; }

    /// <summary>Absolute path, such as <c>/dev/sda</c>.</summary>
    public required string Path { get; init; }

    /// <summary>lsblk's type: <c>disk</c>, <c>part</c>, <c>lvm</c>, <c>crypt</c>, <c>raid1</c>, <c>loop</c>, <c>rom</c>, ...</summary>
    public required string Kind { get; init; }

    /// <summary>The kernel's number, <c>MAJOR:MINOR</c>; null when unknown.</summary>
    public string? DeviceNumber { get; init; }

    /// <summary>Size; 0 for a drive without a medium.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>Model, null when unknown.</summary>
    public string? Model { get; init; }

    /// <summary>Serial number, null when unknown.</summary>
    public string? Serial { get; init; }

    /// <summary>World wide name, null when it has none.</summary>
    public string? Wwn { get; init; }

    /// <summary>Smallest part that it addresses.</summary>
    public int LogicalSectorBytes { get; init; } = 512;

    /// <summary>Smallest part that it writes without reading first.</summary>
    public int PhysicalSectorBytes { get; init; } = 512;

    /// <summary>Whether it spins, as far as the kernel knows.</summary>
    public bool IsRotational { get; init; }

    /// <summary>How it is connected: <c>sata</c>, <c>nvme</c>, <c>usb</c>, ...; null when unknown, as for virtio.</summary>
    public string? Transport { get; init; }

    /// <summary>Whether it cannot be written.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Whether its medium can be taken out.</summary>
    public bool IsRemovable { get; init; }

    /// <summary>Its partition table: <c>gpt</c>, <c>dos</c>, ...; null for none.</summary>
    public string? PartitionTable { get; init; }

    /// <summary>A partition's name; null for none.</summary>
    public string? PartitionLabel { get; init; }

    /// <summary>What is on it: <c>ext4</c>, <c>LVM2_member</c>, <c>zfs_member</c>, ...; null for nothing that is known.</summary>
    public string? FileSystem { get; init; }

    /// <summary>The file system's label, or the ZFS pool's name; null for none.</summary>
    public string? Label { get; init; }

    /// <summary>Where it is mounted; <c>[SWAP]</c> for swap in use.</summary>
    public IReadOnlyList<string> MountPoints { get; init; } = [];

    /// <summary>Whether the live system was started from it. lsblk does not know that where the medium is not mounted any more, while its files are still in use.</summary>
    public bool IsMedium { get; init; }

    /// <summary>Devices on top of it: partitions, logical volumes.</summary>
    public IReadOnlyList<BlockDevice> Children { get; init; } = [];

    /// <summary>The device, and all that is on top of it, each changed.</summary>
    /// <param name="change">Changes one device, without those on top of it.</param>
    public BlockDevice Change(Func<BlockDevice, BlockDevice> change) => change(this) with { Children = [.. Children.Select(child => child.Change(change))] };

    /// <summary>It, and all that is on top of it.</summary>
    public IEnumerable<BlockDevice> WithDescendants() => Children.SelectMany(static child => child.WithDescendants()).Prepend(this);
}
