using Domar.Core.Config;
using Domar.Core.Primitives;

namespace Domar.Runtime.Guests;

/// <summary>Moves pending changes into the current config, as a start does.</summary>
internal static class PendingChanges
{
    /// <summary>The config with its pending section carried out. A disk that goes stays as <c>unused</c>: only the user removes data.</summary>
    public static GuestConfig Apply(GuestConfig config)
    {
        if (config.Pending is not { } pending)
        {
            return config;
        }

        foreach (var key in DeletedKeys(pending))
        {
            config = Remove(config, key);
        }

        foreach (var (key, value) in pending.Entries)
        {
            if (key != "delete")
            {
                config = Set(config, key, value);
            }
        }

        return config.ClearPending();
    }

    /// <summary>Keys that a pending section deletes. A leading '!' (forced deletion) is part of the file's grammar.</summary>
    public static IEnumerable<string> DeletedKeys(ConfigSection pending) =>
        (pending["delete"] ?? "").Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(key => key.TrimStart('!'));

    /// <summary>Sets a key; a volume that it replaces becomes unused.</summary>
    public static GuestConfig Set(GuestConfig config, string key, string value)
    {
        var before = VolumeOf(config.Current, key);
        config = config.Set(key, value);
        return before is not null && VolumeOf(config.Current, key) != before ? Keep(config, before) : config;
    }

    /// <summary>Removes a key; its volume becomes unused.</summary>
    public static GuestConfig Remove(GuestConfig config, string key)
    {
        var before = DiskKeys.IsUnused(key) ? null : VolumeOf(config.Current, key);
        config = config.Remove(key);
        return before is null ? config : Keep(config, before);
    }

    /// <summary>Drops a key's pending change; a volume that was made for it becomes unused.</summary>
    public static GuestConfig Revert(GuestConfig config, string key)
    {
        var made = config.Pending is { } pending ? VolumeOf(pending, key) : null;
        config = config.RevertPending(key);
        return made is null ? config : Keep(config, made);
    }

    private static GuestConfig Keep(GuestConfig config, string volume)
    {
        foreach (var (_, used) in config.Kind is GuestKind.Lxc ? MountKeys.VolumesOf(config.Current) : DiskKeys.AllVolumesOf(config.Current))
        {
            if (used.ToString() == volume)
            {
                return config;
            }
        }

        return DiskKeys.FreeUnused(config.Current) is { } free ? config.Set(free, volume) : config;
    }

    /// <summary>The volume of a key; null for CD drives, which hold media, not data of the guest, and for bind mounts.</summary>
    private static string? VolumeOf(ConfigSection section, string key)
    {
        var volume = section.Schema.Kind is GuestKind.Lxc
            ? MountKeys.IsMount(key) ? section.Property(key)?["volume"] : null
            : DiskKeys.IsDisk(key) && section.Property(key) is { } disk && !DiskKeys.IsCdrom(disk) ? disk["file"] : null;
        return VolumeId.TryParse(volume, out var id) ? id.ToString() : null;
    }
}
