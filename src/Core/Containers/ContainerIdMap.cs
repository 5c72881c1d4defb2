using System.Text;

namespace Domar.Core.Containers;

/// <summary>What the users and groups of a container are on the host. Without ranges they are the host's own: a privileged container.</summary>
/// <param name="Users">Ranges of user ids.</param>
/// <param name="Groups">Ranges of group ids.</param>
public sealed record ContainerIdMap(IReadOnlyList<ContainerIdRange> Users, IReadOnlyList<ContainerIdRange> Groups)
{
    // user_namespaces(7): lines of a map file since Linux 4.15.
    private const int MaxRanges = 340;

    /// <summary>A privileged container: ids are the host's.</summary>
    public static ContainerIdMap Privileged { get; } = new([], []);

    /// <summary>Whether root inside is root of the host.</summary>
    public bool IsPrivileged => Users.Count == 0 && Groups.Count == 0;

    /// <summary>One range from 0 on, for users and groups alike: an unprivileged container as Proxmox makes them.</summary>
    /// <param name="firstHostId">The host's id of the container's root.</param>
    /// <param name="count">How many ids.</param>
    public static ContainerIdMap Unprivileged(uint firstHostId = 100000, uint count = 65536) =>
        new([new ContainerIdRange(0, firstHostId, count)], [new ContainerIdRange(0, firstHostId, count)]);

    /// <summary>The host's id of a user inside; null when the container has no such user.</summary>
    public uint? HostUser(uint containerId) => Map(Users, containerId);

    /// <summary>The host's id of a group inside; null when the container has no such group.</summary>
    public uint? HostGroup(uint containerId) => Map(Groups, containerId);

    /// <summary>What is wrong with the map, for people; null when it can be used. Also refused: a map without root, and one that maps anything to the host's root.</summary>
    public string? Problem()
    {
        if (IsPrivileged)
        {
            return null;
        }

        foreach (var (what, ranges) in new[] { ("user", Users), ("group", Groups) })
        {
            if (ranges.Count is 0 or > MaxRanges)
            {
                return $"The id map has {ranges.Count} {what} ranges; the kernel takes 1 to {MaxRanges}.";
            }

            if (Map(ranges, 0) is null)
            {
                return $"The id map has no {what} 0: nobody could own the container's system files.";
            }

            foreach (var range in ranges)
            {
                if (range.Count == 0 || (ulong)range.ContainerId + range.Count > uint.MaxValue || (ulong)range.HostId + range.Count > uint.MaxValue)
                {
                    return $"The id map's {what} range {range.ContainerId}:{range.HostId}:{range.Count} is empty or reaches past the last id.";
                }

                if (range.HostId == 0)
                {
                    return $"The id map makes the host's {what} 0 an id of the container. Make the container privileged if that is meant.";
                }
            }
        }

        return null;
    }

    /// <summary>The content of /proc/PID/uid_map (or gid_map), which has to be written at once.</summary>
    /// <param name="ranges">The ranges.</param>
    public static string ToMapFile(IReadOnlyList<ContainerIdRange> ranges)
    {
        var text = new StringBuilder();
        foreach (var range in ranges)
        {
            text.Append($"{range.ContainerId} {range.HostId} {range.Count}\n");
        }

        return text.ToString();
    }

    private static uint? Map(IReadOnlyList<ContainerIdRange> ranges, uint id)
    {
        if (ranges.Count == 0)
        {
            return id;
        }

        foreach (var range in ranges)
        {
            if (range.Contains(id))
            {
                return range.HostId + (id - range.ContainerId);
            }
        }

        return null;
    }
}
