using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Domar.Core.Primitives;

namespace Domar.HostTools.Storage;

/// <summary>
/// A volume's name on a storage of block devices, taken apart: <c>vm-100-disk-0</c>, <c>base-100-disk-0</c>, and on ZFS <c>subvol-100-disk-0</c>,
/// <c>basevol-100-disk-0</c> and linked clones (<c>base-100-disk-0/vm-101-disk-0</c>), as Proxmox names them. Pure.
/// </summary>
/// <param name="Owner">The guest that it belongs to.</param>
/// <param name="Own">Its name in the volume group or dataset.</param>
/// <param name="IsBase">Whether linked clones may be based on it, so that it never changes.</param>
/// <param name="IsFileSystem">Whether it is a file system of a container, not a block device.</param>
internal sealed record BlockVolume(GuestId Owner, string Own, bool IsBase, bool IsFileSystem)
{
    // LVM's limit is 127 less the suffixes of its hidden volumes (lvm(8)); ZFS's is 255 with the pool.
    private const int MaxLength = 100;

    /// <summary>Takes a name in a volume group or dataset apart; false when it is not one of a guest's volume.</summary>
    public static bool TryParse(string name, [NotNullWhen(true)] out BlockVolume? volume)
    {
        volume = null;
        if (name.Split('-', 3) is not [var kind, var owner, { Length: > 0 }] || kind is not ("vm" or "base" or "subvol" or "basevol")
            || !GuestId.TryParse(owner, out var id) || name.Length > MaxLength || !name.All(IsAllowed))
        {
            return false;
        }

        volume = new BlockVolume(id, name, kind is "base" or "basevol", kind is "subvol" or "basevol");
        return true;
    }

    /// <summary>The lowest disk number that no volume of a guest bears, of whatever kind.</summary>
    /// <param name="owner">The guest.</param>
    /// <param name="names">Names in the volume group or dataset.</param>
    public static int NextDiskNumber(GuestId owner, IEnumerable<string> names)
    {
        var used = names
            .Select(name => TryParse(name, out var volume) && volume.Owner == owner && name.Split('-', 4) is [_, _, "disk", var number]
                && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : -1)
            .ToHashSet();
        return Enumerable.Range(0, used.Count + 1).First(number => !used.Contains(number));
    }

    /// <summary>Whether a snapshot can have this name: as Proxmox's, which both LVM and ZFS take.</summary>
    public static bool IsSnapshotName(string name) =>
        name is { Length: >= 2 and <= 40 } && char.IsAsciiLetter(name[0]) && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    // What both tools take and no shell, log or config file misreads.
    private static bool IsAllowed(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '+';
}
