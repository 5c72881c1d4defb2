using System.Globalization;
using Domar.Core.Config;
using Domar.Core.Primitives;
using Domar.Core.Qemu;

namespace Domar.Core.Lxc;

/// <summary>Raw lines <c>lxc.*</c> of a container's configuration.</summary>
internal static class LxcRawKeys
{
    private const string Prefix = "lxc.";
    private const string NetPrefix = "lxc.net.";

    /// <summary>Names of LXC before 3.0, which 6.0 refuses, and today's.</summary>
    private static readonly Dictionary<string, string> OldNames = new(StringComparer.Ordinal)
    {
        ["lxc.aa_allow_incomplete"] = "lxc.apparmor.allow_incomplete",
        ["lxc.aa_profile"] = "lxc.apparmor.profile",
        ["lxc.console"] = "lxc.console.path",
        ["lxc.devttydir"] = "lxc.tty.dir",
        ["lxc.haltsignal"] = "lxc.signal.halt",
        ["lxc.id_map"] = "lxc.idmap",
        ["lxc.init_cmd"] = "lxc.init.cmd",
        ["lxc.mount"] = "lxc.mount.fstab",
        ["lxc.pts"] = "lxc.pty.max",
        ["lxc.rebootsignal"] = "lxc.signal.reboot",
        ["lxc.se_context"] = "lxc.selinux.context",
        ["lxc.seccomp"] = "lxc.seccomp.profile",
        ["lxc.stopsignal"] = "lxc.signal.stop",
        ["lxc.syslog"] = "lxc.log.syslog",
        ["lxc.tty"] = "lxc.tty.max",
    };

    /// <summary>Whether raw lines give the container a network card.</summary>
    public static bool HasNetwork(ConfigSection config) => config.Entries.Any(static e => e.Key.StartsWith(NetPrefix, StringComparison.Ordinal));

    /// <summary>Where raw lines mount something whose place LXC makes, relative to the container's root.</summary>
    public static IEnumerable<string> MountTargets(ConfigSection config) =>
        config.All("lxc.mount.entry").Select(Fields).Where(static f => f.Length > 3 && f[3].Contains("create=", StringComparison.Ordinal))
            .Select(static f => Decode(f[1])).Where(static t => !t.StartsWith("dev/", StringComparison.Ordinal));

    public static void Plan(LxcContext context)
    {
        KeyValuePair<string, string>[] lines = [.. context.Config.Entries.Where(static e => e.Key.StartsWith(Prefix, StringComparison.Ordinal) && e.Key != IdMapPlanner.Key)];
        if (lines.Length == 0)
        {
            return;
        }

        context.Text.Section("Raw lines of the configuration");
        foreach (var (key, value) in lines)
        {
            PlanLine(context, key, value);
        }
    }

    private static void PlanLine(LxcContext context, string key, string value)
    {
        var rule = LxcRawRules.All.FirstOrDefault(r => r.Covers(key)) ?? throw new PlanException($"{key} {Unknown(key)}");
        switch (rule.Verdict)
        {
            case LxcRawVerdict.Refused:
                throw new PlanException($"{key} = {ConfigValue.Shown(value)} {rule.Reason}");
            case LxcRawVerdict.Ignored:
                context.Warnings.Add($"{key} = {ConfigValue.Shown(value)} {rule.Reason}");
                return;
            case LxcRawVerdict.Allowed when value.Length == 0 && !rule.MayBeEmpty:
                throw new PlanException($"{key} is empty, which makes LXC forget the lines of that name that Domar wrote. Give it a value, or remove the line.");
            default:
                Check(context, key, value);
                if (!IsOfOtherHierarchy(context, key, value))
                {
                    context.Text.Add(key, value);
                }

                return;
        }
    }

    private static void Check(LxcContext context, string key, string value)
    {
        if (key.StartsWith("lxc.hook.", StringComparison.Ordinal) || IsNetScript(key) || key == "lxc.mount.fstab")
        {
            CheckCommand(key, value);
        }
        else if (key == "lxc.mount.entry")
        {
            CheckMount(key, value);
        }
        else if (key.StartsWith(NetPrefix, StringComparison.Ordinal))
        {
            CheckNet(context, key, value);
        }
    }

    /// <summary>The program must be named whole: the hook's search path and folder are no business of the configuration.</summary>
    private static void CheckCommand(string key, string value)
    {
        if (!value.StartsWith('/') || LxcContext.HasDotParts(value.Split(' ')[0]))
        {
            throw new PlanException($"{key}: {ConfigValue.Shown(value)} does not begin with an absolute path without '.' and '..' as its parts. Write the path out.");
        }
    }

    private static void CheckMount(string key, string value)
    {
        var fields = Fields(value);
        if (fields.Length is < 4 or > 6)
        {
            throw new PlanException($"{key}: {ConfigValue.Shown(value)} is no mount. Write source, target, type, options and twice 0, spaces within them as \\040, "
                + "for example '/srv/data srv/data none bind,create=dir 0 0'.");
        }

        var target = Decode(fields[1]);
        if (target.StartsWith('/') || LxcContext.HasDotParts(target))
        {
            throw new PlanException($"{key}: the target {ConfigValue.Shown(fields[1])} could lead out of the container. Write it without leading '/' and without '.' and '..' "
                + "as its parts, for example 'srv/data'.");
        }
    }

    private static string[] Fields(string value) => value.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>What getmntent(3) makes of a field; dots are none of it, but whoever writes one so means harm.</summary>
    private static string Decode(string field) => field.Replace("\\040", " ", StringComparison.Ordinal).Replace("\\011", "\t", StringComparison.Ordinal)
        .Replace("\\012", "\n", StringComparison.Ordinal).Replace("\\056", ".", StringComparison.Ordinal)
        .Replace("\\134", "\\", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal);

    private static void CheckNet(LxcContext context, string key, string value)
    {
        var parts = key[NetPrefix.Length..].Split('.', 2);
        if (parts.Length != 2 || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            throw new PlanException($"{key} has no number and property. Write it as lxc.net.NUMBER.PROPERTY, for example lxc.net.1.type.");
        }

        if (context.Config[$"net{index}"] is not null)
        {
            throw new PlanException($"{key} changes the card that 'net{index}' describes. Set it there, or take another number.");
        }

        if (parts[1] == "type" && value == "none")
        {
            throw new PlanException($"{key} = 'none' would give the container the host's network. Use 'net{index}' with a bridge, or 'phys' for a card of its own.");
        }
    }

    private static bool IsOfOtherHierarchy(LxcContext context, string key, string value)
    {
        var other = context.Host.CgroupVersion == 1 ? "lxc.cgroup2." : "lxc.cgroup.";
        if (!key.StartsWith(other, StringComparison.Ordinal))
        {
            return false;
        }

        context.Warnings.Add($"{key} = {ConfigValue.Shown(value)} has no effect on this host, whose cgroups are of version {context.Host.CgroupVersion}. "
            + $"Write it for that version, or remove the line.");
        return true;
    }

    private static bool IsNetScript(string key) => key.StartsWith(NetPrefix, StringComparison.Ordinal) && key.Contains(".script.", StringComparison.Ordinal);

    private static string Unknown(string key)
    {
        if (OldNames.TryGetValue(key, out var name))
        {
            return $"is an old name that LXC 6 refuses. Write '{name}'.";
        }

        if (key.StartsWith("lxc.network.", StringComparison.Ordinal))
        {
            return "is an old name that LXC 6 refuses. Use 'netN', or lxc.net.NUMBER.PROPERTY.";
        }

        var near = NearestName.Find(key, LxcRawRules.All.Select(static r => r.Key.TrimEnd('.')));
        return near is null ? "is no key of LXC 6. Remove the line." : $"is no key of LXC 6. Did you mean '{near}'?";
    }
}
