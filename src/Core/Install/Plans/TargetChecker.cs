using Domar.Core.Firmware;
using Domar.Core.Install.Answers;
using Domar.Core.Install.Inventory;
using Domar.Core.Install.Settings;

namespace Domar.Core.Install.Plans;

/// <summary>Finds what stands against an installation on the chosen disks.</summary>
/// <param name="settings">What is wanted.</param>
/// <param name="facts">The host.</param>
/// <param name="context">The rest.</param>
internal sealed class TargetChecker(InstallSettings settings, InstallFacts facts, InstallContext context)
{
    private const long MiB = 1024 * 1024;
    private const double BytesPerGiB = 1024.0 * MiB;
    private const int LargeSectorBytes = 4096;

    // FAT's own tables, in the worst case of clusters of one sector.
    private const long FatBytes = 8 * MiB;

    // Of a smaller difference nobody wants to hear: disks of the same size by name differ by as much.
    private const double LikeSize = 0.95;

    private readonly List<string> _problems = [];
    private readonly IReadOnlyList<InstallDisk> _targets = settings.Disks.Targets;

    /// <summary>All problems, a sentence each.</summary>
    public IReadOnlyList<string> Check()
    {
        var disks = settings.Disks;
        if (disks.FileSystem == InstallFileSystem.Btrfs)
        {
            _problems.Add("Domar has no layout with btrfs; choose ext4, xfs or zfs");
        }

        CheckTargets();
        CheckUses();
        CheckSectors();
        CheckTwins();
        if (disks.FileSystem == InstallFileSystem.Zfs)
        {
            CheckZfs();
        }

        CheckGroups();
        CheckImage();
        return _problems;
    }

    private void CheckTargets()
    {
        if (_targets.Count == 0)
        {
            _problems.Add("no disk is chosen; choose at least one");
        }

        foreach (var disk in _targets)
        {
            if (disk.Verdict is TargetRefused refused)
            {
                _problems.Add($"{disk.Device.Name} cannot be used: {refused.Reason}");
            }
            else if (disk.Device.SizeBytes / BytesPerGiB < settings.Disks.HdSizeGiB)
            {
                _problems.Add($"{disk.Device.Name} has {Gibibytes(disk.Device.SizeBytes)} GiB, less than hdsize, {MessageText.Number(settings.Disks.HdSizeGiB)} GiB; lower hdsize, or choose another disk");
            }
        }

        if (settings.Disks.FileSystem is InstallFileSystem.Ext4 or InstallFileSystem.Xfs && _targets.Count > 1)
        {
            _problems.Add($"{Word(settings.Disks.FileSystem)} uses one disk, and {Names(_targets)} are chosen; choose one of them, or use ZFS");
        }
    }

    /// <summary>Mappings that the plan does not end by itself would keep the disk busy.</summary>
    private void CheckUses()
    {
        foreach (var disk in _targets)
        {
            foreach (var mapping in disk.Device.WithDescendants().Skip(1).Where(static device => device.Kind is not ("part" or "lvm")).DistinctBy(static device => device.Path))
            {
                _problems.Add($"{disk.Device.Name} is in use by {MessageText.OneLine(mapping.Name)} ({MessageText.OneLine(mapping.Kind)}); end that first "
                    + $"({(mapping.Kind == "crypt" ? "cryptsetup close" : "dmsetup remove")} {MessageText.OneLine(mapping.Name)}), or choose another disk");
            }
        }
    }

    private void CheckSectors()
    {
        var large = _targets.Where(static disk => disk.Device.LogicalSectorBytes == LargeSectorBytes).ToList();
        if (large.Count > 0 && !context.IsUefi)
        {
            _problems.Add($"{Names(large)} {(large.Count == 1 ? "has" : "have")} sectors of 4096 bytes, and BIOS cannot start from such disks; switch the firmware to UEFI and start the medium again, "
                + "or choose disks with sectors of 512 bytes (many can be reformatted with their maker's tool)");
        }

        // A pool with a smaller ashift cannot even be made on such a disk.
        if (large.Count > 0 && settings.Disks.Zfs is { Ashift: < 12 } zfs)
        {
            _problems.Add($"{Names(large)} {(large.Count == 1 ? "has" : "have")} sectors of 4096 bytes, which need ashift 12 or more, and zfs.ashift is {zfs.Ashift}; leave it out");
        }
    }

    /// <summary>Two names of one disk: with several paths to it, a mirror on itself would be made.</summary>
    private void CheckTwins()
    {
        var owners = new Dictionary<string, InstallDisk>(StringComparer.Ordinal);
        var told = new HashSet<(InstallDisk, InstallDisk)>();
        foreach (var disk in _targets)
        {
            foreach (var link in Links(disk))
            {
                if (!owners.TryAdd(link, disk) && told.Add((owners[link], disk)))
                {
                    _problems.Add($"{owners[link].Device.Name} and {disk.Device.Name} cannot be told apart: {MessageText.OneLine(link)} means both. They are one disk on two cables, or have the same serial number; "
                        + "choose one of them");
                }
            }
        }
    }

    private static IEnumerable<string> Links(InstallDisk disk) => disk.Properties.TryGetValue("DEVLINKS", out var links)
        ? links.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(static link => link.StartsWith("/dev/disk/by-id/", StringComparison.Ordinal)).Distinct()
        : [];

    private void CheckZfs()
    {
        if (context.SecureBoot == true)
        {
            _problems.Add("Secure Boot is on, and the kernel refuses the ZFS module then, because nobody whom the firmware trusts has signed it; choose ext4 or xfs, or turn Secure Boot off in the firmware");
        }

        if (settings.Disks.Raid is { } raid && _targets.Count > 0)
        {
            if (_targets.Count < raid.MinimumDisks())
            {
                _problems.Add($"ZFS {raid.Name()} needs at least {raid.MinimumDisks()} disks, and {_targets.Count} {(_targets.Count == 1 ? "is" : "are")} chosen; choose more, or another level");
            }
            else if (raid == RaidLevel.Raid10 && _targets.Count % 2 != 0)
            {
                _problems.Add($"ZFS {raid.Name()} needs pairs of disks, and {_targets.Count} are chosen; add or leave out one");
            }
        }

        if (Others(Pools().FirstOrDefault(static pool => pool.Name == PoolNames.Zfs)) is { Count: > 0 } others)
        {
            var names = MessageText.List(others);
            _problems.Add($"{names} {Have(others)} a ZFS pool '{PoolNames.Zfs}' already, and a second one of this name could not be told from it; install on {names} too (then it is erased), "
                + $"take {Them(others)} out, or rename the pool: 'zpool import -f {PoolNames.Zfs} oldpool', then 'zpool export oldpool'");
        }
    }

    private void CheckGroups()
    {
        foreach (var group in context.VolumeGroups)
        {
            var others = Others(group);
            var name = MessageText.OneLine(group.Name);
            if (others.Count > 0 && group.Name == PoolNames.Lvm && settings.Disks.Lvm is not null)
            {
                _problems.Add($"{MessageText.List(others)} {Have(others)} an LVM volume group '{PoolNames.Lvm}' already, and a second one of this name could not be told from it; "
                    + $"take {Them(others)} out, or rename the group: 'vgrename {PoolNames.Lvm} oldpve'");
            }
            else if (others.Count > 0 && others.Count < group.Disks.Count)
            {
                _problems.Add($"the LVM volume group '{name}' is on {MessageText.List([.. group.Disks.Where(IsTarget).Select(Short)])}, which would be erased, and on {MessageText.List(others)}, which would not: "
                    + "it would be lost in part. Choose all of its disks, or none, or take it off with 'pvmove' and 'vgreduce' before");
            }
        }
    }

    private void CheckImage()
    {
        var image = context.Image;
        Fits("the root image", image.RootBytes, PartitionRole.RootA, 0);
        Fits("kernel and initramfs together", image.KernelBytes + image.InitrdBytes, PartitionRole.BootA, FatBytes);
        Fits("GRUB's core for BIOS", image.CoreBytes, PartitionRole.Bios, 0);

        void Fits(string what, long bytes, PartitionRole role, long spareBytes)
        {
            var room = (role.SizeBytes() ?? 0) - spareBytes;
            if (bytes > room)
            {
                _problems.Add($"the medium does not fit this installer: {what} has {bytes} bytes, and there is room for {room}; start from the medium that belongs to this version");
            }
        }
    }

    /// <summary>What is right, but perhaps not expected.</summary>
    public IEnumerable<string> Notes()
    {
        var used = settings.Disks.HdSizeGiB;
        var smallest = _targets.Min(static disk => disk.Device.SizeBytes);
        foreach (var disk in _targets.Where(disk => used >= smallest / BytesPerGiB && smallest < disk.Device.SizeBytes * LikeSize))
        {
            yield return $"{disk.Device.Name} has {Gibibytes(disk.Device.SizeBytes)} GiB, of which {MessageText.Number(used)} GiB are used: as much as the smallest of the disks has";
        }

        foreach (var pool in Pools().Where(static pool => pool.Name != PoolNames.Zfs))
        {
            if (Others(pool) is { Count: > 0 } others && others.Count < pool.Disks.Count)
            {
                yield return $"the ZFS pool '{MessageText.OneLine(pool.Name)}' loses {MessageText.List([.. pool.Disks.Where(IsTarget).Select(Short)])}; what remains of it is on {MessageText.List(others)}";
            }
        }
    }

    private IReadOnlyList<ExistingStorage> Pools() => ExistingStorage.Pools([.. facts.Disks.Select(static disk => disk.Device)]);

    /// <summary>Names of the disks of a pool or group that are not installed on.</summary>
    private List<string> Others(ExistingStorage? storage) => [.. (storage?.Disks ?? []).Where(disk => !IsTarget(disk)).Select(Short)];

    private bool IsTarget(string path) => _targets.Any(disk => disk.Device.Path == path);

    private static string Short(string path) => MessageText.OneLine(path.StartsWith("/dev/", StringComparison.Ordinal) ? path["/dev/".Length..] : path);

    private static string Have(List<string> disks) => disks.Count == 1 ? "has" : "have";

    private static string Them(List<string> disks) => disks.Count == 1 ? "it" : "them";

    private static string Names(IReadOnlyList<InstallDisk> disks) => MessageText.List([.. disks.Select(static disk => disk.Device.Name)]);

    private static string Word(InstallFileSystem fileSystem) => fileSystem == InstallFileSystem.Ext4 ? "ext4" : "xfs";

    // Rounded down: what is smaller by a little is not said to be as large.
    private static string Gibibytes(long bytes) => MessageText.Number(Math.Floor(bytes / BytesPerGiB * 100) / 100);
}
