namespace Domar.Core.Install.Answers;

/// <summary>Reads the table <c>[disk-setup]</c>.</summary>
internal static class AnswerDisksReader
{
    private static readonly (string Word, InstallFileSystem Value)[] FileSystems =
        [("ext4", InstallFileSystem.Ext4), ("xfs", InstallFileSystem.Xfs), ("zfs", InstallFileSystem.Zfs), ("btrfs", InstallFileSystem.Btrfs)];

    private static readonly (string Word, RaidLevel Value)[] BtrfsLevels = [("raid0", RaidLevel.Raid0), ("raid1", RaidLevel.Raid1), ("raid10", RaidLevel.Raid10)];

    private static readonly (string Word, RaidLevel Value)[] ZfsLevels =
        [.. BtrfsLevels, ("raidz-1", RaidLevel.RaidZ1), ("raidz-2", RaidLevel.RaidZ2), ("raidz-3", RaidLevel.RaidZ3)];

    private static readonly (string Word, bool Value)[] Matches = [("any", false), ("all", true)];
    private static readonly (string Word, string Value)[] ZfsChecksums = Words("on", "fletcher4", "sha256");
    private static readonly (string Word, string Value)[] ZfsCompressions = Words("on", "off", "lzjb", "lz4", "zle", "gzip", "zstd");
    private static readonly (string Word, string Value)[] BtrfsCompressions = Words("on", "off", "zlib", "lzo", "zstd");

    // Smaller disks cannot be installed on (InstallTargetPolicy.MinimumBytes), and so no smaller part of one: 8 GB in GiB, rounded up.
    private const double LeastHdSizeGiB = 7.46;

    public static AnswerDisks Read(AnswerTable table)
    {
        if (table.PlaceOf("filesystem") is null)
        {
            table.Missing("filesystem", "write filesystem = \"ext4\", \"xfs\" or \"zfs\"");
        }

        var fileSystem = table.Choice("filesystem", FileSystems);
        var list = table.Texts("disk-list", static name => name.Length == 0 ? "is empty; name a disk, such as \"sda\"" : null);
        var filters = table.Table("filter") is { } filter ? FilterReader.Read(filter) : [];
        var all = table.Choice("filter-match", Matches);
        CheckChoice(table, list);
        var result = new AnswerDisks
        {
            At = table.At,
            FileSystem = fileSystem,
            DiskList = list,
            Filters = filters,
            MatchesAllFilters = all?.Value ?? false,
        };
        result = ReadZfs(table, fileSystem, result);
        result = ReadLvm(table, fileSystem, result);
        result = ReadBtrfs(table, fileSystem, result);
        table.Finish();
        return result;
    }

    private static void CheckChoice(AnswerTable table, IReadOnlyList<Located<string>>? list)
    {
        switch (table.PlaceOf("disk-list"), table.PlaceOf("filter"))
        {
            case (null, null):
                table.Fail(table.At, "disk-setup.disk-list and disk-setup.filter are both missing; one of them must say which disks to use");
                break;
            case ({ } first, { } second):
                table.Fail(first > second ? first : second, "disk-setup.disk-list and disk-setup.filter are both set; keep one of them");
                break;
            case ({ } at, null) when list is { Count: 0 }:
                table.Fail(at, "disk-setup.disk-list names no disk; write at least one, as in disk-list = [\"sda\"]");
                break;
            default:
                break;
        }

        if (table.PlaceOf("filter-match") is { } match && table.PlaceOf("filter") is null)
        {
            table.Fail(match, "disk-setup.filter-match is set, but there is no disk-setup.filter; remove it");
        }
    }

    private static AnswerDisks ReadZfs(AnswerTable parent, Located<InstallFileSystem>? fileSystem, AnswerDisks disks)
    {
        if (Options(parent, "zfs", fileSystem, InstallFileSystem.Zfs) is not { } table)
        {
            return disks;
        }

        var raid = table.Choice("raid", ZfsLevels);
        RequireRaid(table);
        var hdSize = table.Gibibytes("hdsize", LeastHdSizeGiB);
        var result = disks with
        {
            // OpenZFS takes 9 to 16 (zpoolprops(7)), and copies 1 to 3 (zfsprops(7)). Below 64 MiB it would not work with the ARC's own least size.
            ZfsAshift = table.Integer("ashift", 9, 16)?.Value,
            ZfsArcMaxMiB = table.Integer("arc-max", 64, 1 << 30, " MiB"),
            ZfsChecksum = table.Choice("checksum", ZfsChecksums)?.Value,
            ZfsCompress = table.Choice("compress", ZfsCompressions)?.Value,
            ZfsCopies = table.Integer("copies", 1, 3)?.Value,
        };
        table.Finish();
        return fileSystem?.Value == InstallFileSystem.Zfs ? result with { Raid = raid, HdSizeGiB = hdSize } : result;
    }

    private static AnswerDisks ReadLvm(AnswerTable parent, Located<InstallFileSystem>? fileSystem, AnswerDisks disks)
    {
        if (Options(parent, "lvm", fileSystem, InstallFileSystem.Ext4, InstallFileSystem.Xfs) is not { } table)
        {
            return disks;
        }

        var hdSize = table.Gibibytes("hdsize", LeastHdSizeGiB);
        var result = disks with
        {
            LvmSwapSizeGiB = table.Gibibytes("swapsize", 0),
            // The state volume: journal, configuration, ISO files; below 2 GiB it fills up with the journal alone.
            LvmMaxRootGiB = table.Gibibytes("maxroot", 2),
            LvmMinFreeGiB = table.Gibibytes("minfree", 0),
            LvmMaxVzGiB = table.Gibibytes("maxvz", 0),
        };
        table.Finish();
        return fileSystem?.Value is InstallFileSystem.Ext4 or InstallFileSystem.Xfs ? result with { HdSizeGiB = hdSize } : result;
    }

    private static AnswerDisks ReadBtrfs(AnswerTable parent, Located<InstallFileSystem>? fileSystem, AnswerDisks disks)
    {
        if (Options(parent, "btrfs", fileSystem, InstallFileSystem.Btrfs) is not { } table)
        {
            return disks;
        }

        var raid = table.Choice("raid", BtrfsLevels);
        RequireRaid(table);
        var hdSize = table.Gibibytes("hdsize", LeastHdSizeGiB);
        var result = disks with { BtrfsCompress = table.Choice("compress", BtrfsCompressions)?.Value };
        table.Finish();
        return fileSystem?.Value == InstallFileSystem.Btrfs ? result with { Raid = raid, HdSizeGiB = hdSize } : result;
    }

    /// <summary>The options of a file system; null when there are none. Those of another file system than the chosen one are refused: they would do nothing.</summary>
    private static AnswerTable? Options(AnswerTable parent, string name, Located<InstallFileSystem>? chosen, params ReadOnlySpan<InstallFileSystem> owners)
    {
        var at = parent.PlaceOf(name);
        var table = parent.Table(name);
        if (chosen is not null && owners.Contains(chosen.Value))
        {
            if (at is null && name != "lvm")
            {
                parent.Missing($"{name}.raid", $"write {name}.raid = \"raid1\", or \"raid0\" for a single disk");
            }
        }
        else if (chosen is not null && at is { } place)
        {
            parent.Fail(place, $"disk-setup.{name} is of no use with filesystem = \"{FileSystems.First(pair => pair.Value == chosen.Value).Word}\" in line {chosen.At.Line}; remove its keys, or choose another file system");
        }

        return table;
    }

    private static void RequireRaid(AnswerTable table)
    {
        if (table.PlaceOf("raid") is null)
        {
            table.Missing("raid", "write raid = \"raid1\", or \"raid0\" for a single disk");
        }
    }

    private static (string Word, string Value)[] Words(params string[] words) => [.. words.Select(static word => (word, word))];
}
