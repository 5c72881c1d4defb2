namespace Domar.Core.Install.Inventory;

/// <summary>A ZFS pool or an LVM volume group that was found on disks. Where some of these are not installed on, its name cannot be given to the new one.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Disks">Paths of the disks that it is on.</param>
public sealed record ExistingStorage(string Name, IReadOnlyList<string> Disks)
{
    /// <summary>Pools, by name. lsblk tells a pool's name as the label of its members.</summary>
    /// <param name="devices">The disks with what is on them.</param>
    public static IReadOnlyList<ExistingStorage> Pools(IReadOnlyList<BlockDevice> devices) =>
        Group(devices.SelectMany(static disk => disk.WithDescendants()
            .Where(static device => device.FileSystem == "zfs_member" && device.Label is not null)
            .Select(device => (device.Label!, disk.Path))));

    /// <summary>Volume groups, by name.</summary>
    /// <param name="devices">The disks with what is on them.</param>
    /// <param name="volumes">Physical volumes: path of the device, and the name of its volume group.</param>
    public static IReadOnlyList<ExistingStorage> VolumeGroups(IReadOnlyList<BlockDevice> devices, IEnumerable<(string Path, string Group)> volumes) =>
        Group(volumes.Select(volume => (
            volume.Group, devices.FirstOrDefault(disk => disk.WithDescendants().Any(device => device.Path == volume.Path))?.Path ?? volume.Path)));

    private static ExistingStorage[] Group(IEnumerable<(string Name, string Disk)> pairs) =>
    [
        .. pairs.GroupBy(static pair => pair.Name, static pair => pair.Disk, StringComparer.Ordinal)
            .OrderBy(static group => group.Key, StringComparer.Ordinal)
            .Select(static group => new ExistingStorage(group.Key, [.. group.Distinct().Order(StringComparer.Ordinal)])),
    ];

    /// <summary>Disks of the same serial number, by number: an enclosure that hides the numbers of its disks, one disk by two ways, or a faulty number.</summary>
    /// <param name="devices">The disks.</param>
    public static IReadOnlyList<(string Serial, IReadOnlyList<BlockDevice> Disks)> SharedSerials(IReadOnlyList<BlockDevice> devices) =>
    [
        .. devices.Where(static device => device is { Kind: "disk", Serial: not null, SizeBytes: > 0 })
            .GroupBy(static device => device.Serial!, StringComparer.Ordinal)
            .Where(static group => group.Count() > 1)
            .OrderBy(static group => group.Key, StringComparer.Ordinal)
            .Select(static group => (group.Key, (IReadOnlyList<BlockDevice>)[.. group.OrderBy(static device => device.Name, StringComparer.Ordinal)])),
    ];
}
