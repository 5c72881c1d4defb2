using Domar.Core.Config;
using Domar.Core.Primitives;

namespace Domar.Runtime.Guests;

/// <summary>Config keys of a container that name what is mounted in it.</summary>
internal static class MountKeys
{
    /// <summary>Whether a key is <c>rootfs</c>, <c>mpN</c> or <c>unusedN</c>.</summary>
    public static bool IsMount(string key) => key == "rootfs" || HasIndex(key, "mp") || IsUnused(key);

    /// <summary>Whether a key keeps a volume that is not mounted.</summary>
    public static bool IsUnused(string key) => HasIndex(key, "unused");

    /// <summary>What a section mounts, by key; without <c>unused</c> ones.</summary>
    public static IEnumerable<(string Key, PropertyString Value)> MountsOf(ConfigSection section)
    {
        foreach (var (key, _) in section.Entries)
        {
            if (IsMount(key) && !IsUnused(key) && section.Property(key) is { } value)
            {
                yield return (key, value);
            }
        }
    }

    /// <summary>Every volume that a section names, by key; without bind mounts and devices.</summary>
    public static IEnumerable<(string Key, VolumeId Volume)> VolumesOf(ConfigSection section)
    {
        foreach (var (key, _) in section.Entries)
        {
            if (IsMount(key) && VolumeId.TryParse(section.Property(key)?["volume"], out var volume))
            {
                yield return (key, volume);
            }
        }
    }

    private static bool HasIndex(string key, string prefix) =>
        key.Length > prefix.Length && key.StartsWith(prefix, StringComparison.Ordinal) && !key.AsSpan(prefix.Length).ContainsAnyExceptInRange('0', '9');
}
