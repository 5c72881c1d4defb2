using System.Globalization;
using Domar.Core.Config;
using Domar.Core.Qemu;

namespace Domar.Core.Lxc;

/// <summary>The ids of an unprivileged container.</summary>
internal static class IdMapPlanner
{
    public const string Key = "lxc.idmap";

    // Proxmox's and Debian's range: root:100000:65536 in /etc/subuid and /etc/subgid.
    private const long DefaultHostFirst = 100000;
    private const long DefaultCount = 65536;

    // uid_t has 32 bits, and its last value stands for "none".
    private const long EndOfIds = uint.MaxValue;

    /// <param name="config">The container's configuration.</param>
    /// <param name="allowed">Ids that root may map; null where they are not to be checked.</param>
    public static IReadOnlyList<IdMapRange> Read(ConfigSection config, IReadOnlyList<SubordinateIds>? allowed)
    {
        IdMapRange[] given = [.. config.All(Key).Select(Parse)];
        if (!config.GetBoolean("unprivileged", false))
        {
            return given.Length == 0 ? [] : throw new PlanException(
                $"{Key} maps ids, but the container is privileged. Set 'unprivileged: 1', or remove the {Key} lines.");
        }

        if (given.Length == 0)
        {
            given = [new(false, 0, DefaultHostFirst, DefaultCount), new(true, 0, DefaultHostFirst, DefaultCount)];
        }

        foreach (var isGroup in (ReadOnlySpan<bool>)[false, true])
        {
            Check(allowed, isGroup, [.. given.Where(r => r.IsGroup == isGroup)]);
        }

        return given;
    }

    public static void Plan(LxcContext context)
    {
        if (context.IdMap.Count == 0)
        {
            return;
        }

        context.Text.Section("Ids of the container and the host's that stand for them");
        foreach (var range in context.IdMap)
        {
            context.Text.Add(Key, range.ToString());
        }

        if (context.IdMap.Any(static r => r.HostFirst == 0))
        {
            context.Warnings.Add($"{Key} gives the container the host's root id: whoever gets out of it is root. Map id 0 to another one.");
        }
    }

    /// <summary>The host's id of one of the container.</summary>
    /// <exception cref="PlanException">The container has no such id.</exception>
    public static long ToHost(LxcContext context, string key, bool isGroup, long id)
    {
        if (!context.IsUnprivileged)
        {
            return id;
        }

        var range = context.IdMap.FirstOrDefault(r => r.IsGroup == isGroup && id >= r.First && id < r.First + r.Count)
            ?? throw new PlanException($"{key}: the container has no {Kind(isGroup)} id {id}. Use one that {Key} maps: "
                + $"{string.Join(", ", context.IdMap.Where(r => r.IsGroup == isGroup).Select(static r => $"{r.First} to {r.First + r.Count - 1}"))}.");
        return range.HostFirst + (id - range.First);
    }

    private static IdMapRange Parse(string text)
    {
        var parts = text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return parts is [("u" or "g") and var kind, var first, var hostFirst, var count]
            && Number(first, out var f) && Number(hostFirst, out var h) && Number(count, out var n) && n > 0 && f + n <= EndOfIds && h + n <= EndOfIds
            ? new IdMapRange(kind == "g", f, h, n)
            : throw new PlanException($"{Key}: {ConfigValue.Shown(text)} maps no ids. Write 'u' or 'g', the first id in the container, the host's id for it, "
                + "and how many, for example 'u 0 100000 65536'.");
    }

    private static bool Number(string text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= EndOfIds;

    private static void Check(IReadOnlyList<SubordinateIds>? allowed, bool isGroup, IdMapRange[] ranges)
    {
        if (!ranges.Any(static r => r.First == 0))
        {
            throw new PlanException($"{Key}: no line maps the container's root {Kind(isGroup)} (id 0), so nothing could start. Add '{(isGroup ? 'g' : 'u')} 0 100000 65536'.");
        }

        for (var i = 0; i < ranges.Length; i++)
        {
            foreach (var other in ranges[..i])
            {
                if (Overlap(other.First, other.Count, ranges[i].First, ranges[i].Count) || Overlap(other.HostFirst, other.Count, ranges[i].HostFirst, ranges[i].Count))
                {
                    throw new PlanException($"{Key}: '{other}' and '{ranges[i]}' overlap. Each id may be mapped once.");
                }
            }

            CheckAllowed(allowed, ranges[i]);
        }
    }

    private static void CheckAllowed(IReadOnlyList<SubordinateIds>? allowed, IdMapRange range)
    {
        // newuidmap asks for one line that holds the whole range.
        if (allowed is not null && !allowed.Any(a =>
            a.IsGroup == range.IsGroup && a.First <= range.HostFirst && a.First + a.Count >= range.HostFirst + range.Count))
        {
            throw new PlanException($"{Key}: '{range}' needs ids that root may not map on this host. Add 'root:{range.HostFirst}:{range.Count}' to "
                + $"{(range.IsGroup ? "/etc/subgid" : "/etc/subuid")}.");
        }
    }

    private static bool Overlap(long first, long count, long otherFirst, long otherCount) => first < otherFirst + otherCount && otherFirst < first + count;

    private static string Kind(bool isGroup) => isGroup ? "group" : "user";
}
