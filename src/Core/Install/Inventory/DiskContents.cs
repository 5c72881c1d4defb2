using Domar.Core.Install.Answers;

namespace Domar.Core.Install.Inventory;

/// <summary>Says what is on a disk, so that people recognize what they would lose.</summary>
public static class DiskContents
{
    /// <summary>One line per thing; none for a disk that is blank as far as anybody can tell.</summary>
    public static IReadOnlyList<string> Describe(BlockDevice disk)
    {
        var lines = new List<string>();
        if (disk.PartitionTable is { } table)
        {
            var count = disk.Children.Count(static child => child.Kind == "part");
            lines.Add($"partition table {table} with {count switch { 0 => "no partition", 1 => "1 partition", _ => $"{count} partitions" }}");
        }

        if (disk.FileSystem is not null)
        {
            lines.Add(Content(disk));
        }

        AddChildren(disk, "", lines);
        return lines;
    }

    private static void AddChildren(BlockDevice parent, string indent, List<string> lines)
    {
        foreach (var child in parent.Children)
        {
            var label = child.PartitionLabel is null ? "" : $" '{MessageText.OneLine(child.PartitionLabel)}'";
            var mounts = child.MountPoints.Count == 0 ? "" : $", in use at {string.Join(", ", child.MountPoints.Select(MessageText.OneLine))}";
            lines.Add($"{indent}{child.Name}{label}: {MessageText.DiskSize(child.SizeBytes)}, {Content(child)}{mounts}");
            AddChildren(child, indent + "  ", lines);
        }
    }

    private static string Content(BlockDevice device)
    {
        var label = device.Label is null ? "" : $" '{MessageText.OneLine(device.Label)}'";
        return device.FileSystem switch
        {
            null => "nothing that is known",
            "LVM2_member" => "LVM physical volume",
            "zfs_member" => $"ZFS pool{label}",
            "linux_raid_member" => $"member of a Linux RAID{label}",
            "crypto_LUKS" => "encrypted (LUKS)",
            "ceph_bluestore" => "Ceph OSD",
            "swap" => "swap",
            var name => MessageText.OneLine(name) + label,
        };
    }
}
