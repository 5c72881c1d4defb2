using System.Diagnostics;
using Domar.Core.Install.Answers;
using Domar.Core.Install.Inventory;
using Domar.Core.Primitives;

namespace Domar.Core.Install.Settings;

/// <summary>Finds the disks, and checks that the layout is possible on them.</summary>
internal static class DiskResolver
{
    private const double BytesPerGiB = 1024.0 * 1024 * 1024;

    public static DiskSettings? Resolve(AnswerDisks answer, InstallFacts facts, ResolverLog log)
    {
        var disks = answer.DiskList is { } list ? Listed(list, facts, log) : Filtered(answer, facts, log);
        CheckArc(answer, facts, log);
        if (answer.FileSystem is not { } fileSystem)
        {
            return null;
        }

        if (fileSystem.Value == InstallFileSystem.Btrfs)
        {
            log.Warn(fileSystem.At, "filesystem = \"btrfs\" is in Proxmox's grammar, but Domar has no such layout and would not install with it; choose \"ext4\", \"xfs\" or \"zfs\"");
        }

        if (disks is not { Count: > 0 })
        {
            return null;
        }

        CheckCount(answer, fileSystem.Value, disks, log);
        var hdSize = HdSize(answer, disks, log);
        CheckLvm(answer, hdSize, log);
        return new DiskSettings
        {
            FileSystem = fileSystem.Value,
            Raid = answer.Raid?.Value,
            Targets = disks,
            HdSizeGiB = hdSize,
            Zfs = fileSystem.Value == InstallFileSystem.Zfs
                ? new ZfsSettings(
                    answer.ZfsAshift ?? 12, answer.ZfsArcMaxMiB?.Value ?? facts.DefaultArcMaxMiB, answer.ZfsChecksum ?? "on", answer.ZfsCompress ?? "on", answer.ZfsCopies ?? 1)
                : null,
            Lvm = fileSystem.Value is InstallFileSystem.Ext4 or InstallFileSystem.Xfs
                ? new LvmSettings(answer.LvmSwapSizeGiB?.Value, answer.LvmMaxRootGiB?.Value, answer.LvmMinFreeGiB?.Value, answer.LvmMaxVzGiB?.Value)
                : null,
            BtrfsCompress = fileSystem.Value == InstallFileSystem.Btrfs ? answer.BtrfsCompress ?? "off" : null,
        };
    }

    /// <summary>The disks of a list; null when one of them cannot be used, which is told.</summary>
    private static List<InstallDisk>? Listed(IReadOnlyList<Located<string>> list, InstallFacts facts, ResolverLog log)
    {
        var result = new List<InstallDisk>();
        var places = new Dictionary<string, Located<string>>(StringComparer.Ordinal);
        var allUsable = true;
        foreach (var word in list)
        {
            if (facts.Disks.FirstOrDefault(disk => disk.IsCalled(word.Value)) is not { } disk)
            {
                log.Fail(word.At, $"disk {MessageText.Quote(word.Value)} is not there; {Present(facts)}");
            }
            else if (!places.TryAdd(disk.Index, word))
            {
                log.Fail(word.At, $"disk {MessageText.Quote(word.Value)} is in the list twice (first as {MessageText.Quote(places[disk.Index].Value)} in line {places[disk.Index].At.Line}); name each once");
            }
            else if (disk.Verdict is TargetRefused refused)
            {
                log.Fail(word.At, $"disk {MessageText.Quote(word.Value)} cannot be used: {refused.Reason}");
            }
            else
            {
                result.Add(disk);
                continue;
            }

            allUsable = false;
        }

        return allUsable ? result : null;
    }

    /// <summary>The disks that filters choose; null when there is none, which is told.</summary>
    private static List<InstallDisk>? Filtered(AnswerDisks answer, InstallFacts facts, ResolverLog log)
    {
        if (answer.Filters.Count == 0)
        {
            return null;
        }

        var matching = facts.Disks.Where(disk => answer.MatchesAllFilters
            ? answer.Filters.All(filter => filter.Matches(disk.Properties))
            : answer.Filters.Any(filter => filter.Matches(disk.Properties))).ToList();
        var usable = matching.Where(static disk => disk.Verdict is TargetUsable).ToList();
        if (usable.Count > 0)
        {
            return usable;
        }

        var at = answer.Filters[0].At;
        if (matching.Count > 0)
        {
            log.Fail(at, "disk-setup.filter matches only what cannot be used: "
                + string.Join("; ", matching.Select(static disk => $"{disk.Device.Name}: {((TargetRefused)disk.Verdict).Reason}")));
            return null;
        }

        var known = facts.Disks.SelectMany(static disk => disk.Properties.Keys).ToHashSet(StringComparer.Ordinal);
        var unknown = answer.Filters.FirstOrDefault(filter => !known.Contains(filter.Property));
        var near = unknown is null ? null : NearestName.Find(unknown.Property, known);
        log.Fail((unknown ?? answer.Filters[0]).At, unknown is null
            ? $"disk-setup.filter matches no disk; {Present(facts)}"
            : $"disk-setup.filter matches no disk: none has the udev property {MessageText.Quote(unknown.Property)}{(near is null ? "" : $"; did you mean '{near}'?")}");
        return null;
    }

    private static string Present(InstallFacts facts) => facts.Disks.Count == 0
        ? "this host has no disk that is known here; check its cables, and the disk controller's settings in the firmware"
        : $"there are: {string.Join(", ", facts.Disks.Select(static disk => $"{disk.Device.Name} ({MessageText.DiskSize(disk.Device.SizeBytes)})"))}";

    private static void CheckCount(AnswerDisks answer, InstallFileSystem fileSystem, List<InstallDisk> disks, ResolverLog log)
    {
        var names = MessageText.List([.. disks.Select(static disk => disk.Device.Name)]);
        var choiceAt = answer.DiskList is { Count: > 0 } list ? list[0].At : answer.Filters is { Count: > 0 } filters ? filters[0].At : answer.At;
        if (fileSystem is InstallFileSystem.Ext4 or InstallFileSystem.Xfs)
        {
            if (disks.Count > 1)
            {
                // Proxmox takes the first of several that a filter matches; which that is can change with each start, and the wrong disk would be erased.
                log.Fail(choiceAt, $"{(fileSystem == InstallFileSystem.Ext4 ? "ext4" : "xfs")} uses one disk, and {names} are chosen; choose one of them, or use ZFS");
            }

            return;
        }

        if (answer.Raid is not { } raid)
        {
            return;
        }

        var what = $"{(fileSystem == InstallFileSystem.Zfs ? "ZFS" : "Btrfs")} {raid.Value.Name()}";
        if (disks.Count < raid.Value.MinimumDisks())
        {
            log.Fail(raid.At, $"{what} needs at least {raid.Value.MinimumDisks()} disks, and {disks.Count} {(disks.Count == 1 ? "is" : "are")} chosen ({names}); choose more, or another level");
        }
        else if (raid.Value == RaidLevel.Raid10 && fileSystem == InstallFileSystem.Zfs && disks.Count % 2 != 0)
        {
            log.Fail(raid.At, $"{what} needs pairs of disks, and {disks.Count} are chosen ({names}); add or leave out one");
        }
    }

    private static double HdSize(AnswerDisks answer, List<InstallDisk> disks, ResolverLog log)
    {
        var smallest = disks.MinBy(static disk => disk.Device.SizeBytes) ?? throw new UnreachableException();
        var size = smallest.Device.SizeBytes / BytesPerGiB;
        if (answer.HdSizeGiB is not { } wanted)
        {
            return size;
        }

        if (wanted.Value > size)
        {
            log.Fail(wanted.At, $"hdsize {MessageText.Number(wanted.Value)} GiB is more than {smallest.Device.Name} has, {MessageText.Number(Math.Floor(size * 100) / 100)} GiB; write less, or leave it out to use all");
        }

        return wanted.Value;
    }

    private static void CheckLvm(AnswerDisks answer, double hdSize, ResolverLog log)
    {
        var size = MessageText.Number(hdSize);
        if (answer.LvmSwapSizeGiB is { } swap && swap.Value > hdSize / 2)
        {
            log.Fail(swap.At, $"lvm.swapsize {MessageText.Number(swap.Value)} GiB is more than {MessageText.Number(hdSize / 2)} GiB, half of the disk size of {size} GiB; write less");
        }
        else if (answer.LvmMinFreeGiB is { } free && free.Value + (answer.LvmSwapSizeGiB?.Value ?? 0) >= hdSize)
        {
            log.Fail(free.At, $"lvm.minfree {MessageText.Number(free.Value)} GiB{(answer.LvmSwapSizeGiB is null ? "" : " and lvm.swapsize together")} leave nothing of the disk size of {size} GiB; write less");
        }
    }

    private static void CheckArc(AnswerDisks answer, InstallFacts facts, ResolverLog log)
    {
        if (answer.ZfsArcMaxMiB is { } arc && arc.Value > facts.MemoryMiB)
        {
            log.Fail(arc.At, $"zfs.arc-max {arc.Value} MiB is more than the memory of {facts.MemoryMiB} MiB; write less, or leave it out");
        }
    }
}
