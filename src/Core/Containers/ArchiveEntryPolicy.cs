using System.Text;

namespace Domar.Core.Containers;

/// <summary>
/// Says of each entry of a template whether it is unpacked. The kernel contains what is unpacked in any case (user namespace, resolution
/// beneath the root folder); this is the second line, and the one with good messages.
/// </summary>
/// <param name="idMap">The container's users and groups.</param>
/// <param name="limits">How much the archive may hold.</param>
public sealed class ArchiveEntryPolicy(ContainerIdMap idMap, ArchiveLimits limits)
{
    // limits.h of Linux: NAME_MAX, and PATH_MAX with its NUL.
    private const int MaxNameBytes = 255;
    private const int MaxPathBytes = 4095;

    /// <summary>Judges an entry.</summary>
    /// <param name="entry">What the archive says.</param>
    /// <param name="bytesBefore">Bytes of content of the entries before.</param>
    /// <param name="entriesBefore">Number of entries before.</param>
    public ArchiveVerdict Judge(ArchiveEntry entry, long bytesBefore, long entriesBefore)
    {
        if (Path(entry.Path, out var path) is { } problem)
        {
            return new ArchiveVerdict.Refuse($"The archive has an entry {Shown(entry.Path)}, which {problem} It is damaged, or made to do harm.");
        }

        if (entriesBefore >= limits.MaxEntries)
        {
            return new ArchiveVerdict.Refuse($"The archive has more than {limits.MaxEntries} entries.");
        }

        if (entry.SizeBytes < 0 || entry.SizeBytes > limits.MaxBytes - bytesBefore)
        {
            return new ArchiveVerdict.Refuse($"The archive's contents reach {limits.MaxBytes} bytes, the limit, with {Shown(path)} ({entry.SizeBytes} bytes).");
        }

        if (BelowDev(path))
        {
            return new ArchiveVerdict.Skip(path, "/dev is made by LXC at each start");
        }

        string? target = null;
        switch (entry.Kind)
        {
            case ArchiveEntryKind.Unknown:
                return new ArchiveVerdict.Refuse(
                    $"The archive has an entry {Shown(path)} of a kind that is not understood ({entry.KindName}). Make the archive with 'tar --format=pax', without --sparse and --multi-volume.");
            case ArchiveEntryKind.CharacterDevice or ArchiveEntryKind.BlockDevice when !idMap.IsPrivileged:
                return new ArchiveVerdict.Skip(path, "an unprivileged container can have no device nodes of its own");
            case ArchiveEntryKind.HardLink:
                if (Path(entry.LinkTarget ?? "", out target) is { } targetProblem)
                {
                    return new ArchiveVerdict.Refuse($"The archive has a hard link {Shown(path)} to {Shown(entry.LinkTarget ?? "")}, which {targetProblem} It is damaged, or made to do harm.");
                }

                if (BelowDev(target))
                {
                    return new ArchiveVerdict.Skip(path, "it is a second name of something in /dev, which LXC makes");
                }

                break;
            case ArchiveEntryKind.Symlink:
                target = entry.LinkTarget ?? "";
                if (target.Length == 0 || target.Contains('\0', StringComparison.Ordinal) || Encoding.UTF8.GetByteCount(target) > MaxPathBytes)
                {
                    return new ArchiveVerdict.Refuse($"The archive has a symbolic link {Shown(path)} whose target is empty, has a NUL character or is longer than {MaxPathBytes} bytes.");
                }

                break;
        }

        return path == "." && entry.Kind != ArchiveEntryKind.Folder
            ? new ArchiveVerdict.Refuse("The archive has an entry for its root that is no folder.")
            : Owner(entry, path) is { } owner ? new ArchiveVerdict.Refuse(owner) : new ArchiveVerdict.Take(path, target);
    }

    /// <summary>A name in quotes, cut to a length that fits a message, without control characters.</summary>
    /// <param name="name">The name, as an archive has it.</param>
    public static string Shown(string name)
    {
        const int Longest = 120;
        var text = new StringBuilder("'");
        foreach (var character in name.Length > Longest ? name[..Longest] : name)
        {
            text.Append(char.IsControl(character) ? '\ufffd' : character);
        }

        return text.Append(name.Length > Longest ? "...'" : "'").ToString();
    }

    private static bool BelowDev(string path) => path.StartsWith("dev/", StringComparison.Ordinal);

    /// <summary>What is wrong with a name, to follow it; null when it is right.</summary>
    private static string? Path(string name, out string path)
    {
        path = name;
        if (name.Length == 0)
        {
            return "has no name.";
        }

        if (name.Contains('\0', StringComparison.Ordinal))
        {
            return "has a NUL character in its name.";
        }

        if (Encoding.UTF8.GetByteCount(name) > MaxPathBytes)
        {
            return $"is longer than {MaxPathBytes} bytes.";
        }

        var absolute = name[0] == '/';
        var parts = new List<string>();
        foreach (var part in name.Split('/'))
        {
            switch (part)
            {
                case "..":
                    return "points out of the root folder ('..').";

                // tar writes ./ before names; after a leading / the rest has to be plain.
                case "" or "." when !absolute || part.Length == 0:
                    continue;
                case ".":
                    return "is an absolute path with '.' in it.";
                default:
                    if (Encoding.UTF8.GetByteCount(part) > MaxNameBytes)
                    {
                        return $"has a part of more than {MaxNameBytes} bytes.";
                    }

                    parts.Add(part);
                    break;
            }
        }

        path = parts.Count == 0 ? "." : string.Join('/', parts);
        return null;
    }

    private string? Owner(ArchiveEntry entry, string path)
    {
        // (uint)-1 means "leave as it is" to chown(2).
        return entry.UserId is < 0 or >= uint.MaxValue || idMap.HostUser((uint)entry.UserId) is null
            ? Message("user", entry.UserId, idMap.Users)
            : entry.GroupId is < 0 or >= uint.MaxValue || idMap.HostGroup((uint)entry.GroupId) is null ? Message("group", entry.GroupId, idMap.Groups) : null;

        string Message(string what, long id, IReadOnlyList<ContainerIdRange> ranges) =>
            $"The archive has an entry {Shown(path)} of {what} {id}, and the container has the {what} ids {(ranges.Count == 0 ? "0-4294967294" : string.Join(", ", ranges))} only. "
            + "Give the container a larger id map, or make the archive with other owners.";
    }
}
