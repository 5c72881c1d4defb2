using Domar.Core.Config;
using Domar.Core.Primitives;

namespace Domar.Runtime.Guests;

/// <summary>Config keys that name volumes.</summary>
internal static class DiskKeys
{
    private static readonly string[] Buses = ["ide", "sata", "scsi", "virtio", "efidisk", "tpmstate", "unused"];

    /// <summary>Whether a key names a volume.</summary>
    public static bool IsDisk(string key)
    {
        foreach (var bus in Buses)
        {
            if (key.Length > bus.Length && key.StartsWith(bus, StringComparison.Ordinal) && char.IsAsciiDigit(key[bus.Length]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a key keeps a volume that no device uses.</summary>
    public static bool IsUnused(string key) => key.StartsWith("unused", StringComparison.Ordinal);

    /// <summary>The volumes that a section's devices use, by key; without <c>unused</c> ones, paths, empty drives and cloud-init drives still to be made.</summary>
    public static IEnumerable<(string Key, VolumeId Volume)> VolumesOf(ConfigSection section) =>
        AllVolumesOf(section).Where(disk => !IsUnused(disk.Key));

    /// <summary>Every volume that a section names.</summary>
    public static IEnumerable<(string Key, VolumeId Volume)> AllVolumesOf(ConfigSection section)
    {
        foreach (var (key, _) in section.Entries)
        {
            if (IsDisk(key) && VolumeId.TryParse(section.Property(key)?["file"], out var volume))
            {
                yield return (key, volume);
            }
            else if (key == "vmstate" && VolumeId.TryParse(section[key], out var state))
            {
                yield return (key, state);
            }
        }
    }

    /// <summary>Whether a disk value is a CD drive.</summary>
    public static bool IsCdrom(PropertyString disk) => disk["media"] == "cdrom";

    /// <summary>The first free <c>unusedN</c>; null when all 256 are taken.</summary>
    public static string? FreeUnused(ConfigSection section)
    {
        for (var i = 0; i < 256; i++)
        {
            if (section[$"unused{i}"] is null)
            {
                return $"unused{i}";
            }
        }

        return null;
    }
}
