using Domar.Core.Firmware;

namespace Domar.HostTools.Firmware;

/// <summary>Finds the partitions of an installation by their names in sysfs; no tool is asked.</summary>
/// <param name="sysFolder">Where sysfs is.</param>
/// <param name="deviceFolder">Where devices are.</param>
public sealed class BootPartitionFinder(string sysFolder = "/sys", string deviceFolder = "/dev")
{
    /// <summary>All partitions of an installation, by disk and role.</summary>
    /// <param name="installation">Number of the installation.</param>
    public IReadOnlyList<BootPartition> Find(string installation)
    {
        var result = new List<BootPartition>();
        foreach (var entry in new DirectoryInfo(Path.Combine(sysFolder, "class/block")).EnumerateFileSystemInfos())
        {
            var facts = ReadUevent(Path.Combine(entry.FullName, "uevent"));
            if (facts.GetValueOrDefault("PARTNAME") is { } text && PartitionName.TryParse(text) is { } name && name.Installation == installation)
            {
                // The entry is a link into the disk's folder: .../block/sda/sda2.
                var folder = entry.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? entry.FullName;
                result.Add(new BootPartition(
                    name, Path.Combine(deviceFolder, facts.GetValueOrDefault("DEVNAME", entry.Name)), Path.GetFileName(Path.GetDirectoryName(folder)) ?? entry.Name));
            }
        }

        return [.. result.OrderBy(static partition => partition.Name.Disk).ThenBy(static partition => partition.Name.Role)];
    }

    private static Dictionary<string, string> ReadUevent(string path)
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            foreach (var line in File.ReadLines(path))
            {
                if (line.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals)
                {
                    result[line[..equals]] = line[(equals + 1)..];
                }
            }
        }
        catch (IOException)
        {
            // The device went while we looked.
            return [];
        }

        return result;
    }
}
