using System.Globalization;
using Domar.Core.Config;
using Domar.Core.Qemu;
using Domar.Core.Units;

namespace Domar.Core.Lxc;

/// <summary>Devices: which ones a container may use, and those of the host that it is given.</summary>
internal static class LxcDevicePlanner
{
    private const string DefaultMode = "0660";

    /// <summary>What every container may use (the kernel's Documentation/admin-guide/devices.txt): none of them reaches hardware.</summary>
    private static readonly (string Rule, string Name)[] Everyone =
    [
        ("c *:* m", "make any node, without the right to open it"),
        ("b *:* m", "the same for block devices"),
        ("c 1:3 rwm", "null"),
        ("c 1:5 rwm", "zero"),
        ("c 1:7 rwm", "full"),
        ("c 1:8 rwm", "random"),
        ("c 1:9 rwm", "urandom"),
        ("c 5:0 rwm", "tty"),
        ("c 5:1 rwm", "console"),
        ("c 5:2 rwm", "ptmx"),
        ("c 136:* rwm", "pts"),
    ];

    /// <summary>
    /// Device rules. A privileged container's root could open any node that it makes. An unprivileged one can make none, but has the same rules: with a
    /// single line of the configuration (<c>lxc.cgroup2.devices.allow: c 226:0 rwm</c>) LXC denies all that is not named, /dev/null too (seen with 6.0.4).
    /// </summary>
    public static void PlanRules(LxcContext context)
    {
        context.Text.Section($"Devices that it may use: making nodes, {string.Join(", ", Everyone[2..].Select(static e => e.Name))}");
        context.Text.Add($"{context.DeviceRules}.deny", "a");
        foreach (var (rule, _) in Everyone)
        {
            context.Text.Add($"{context.DeviceRules}.allow", rule);
        }
    }

    /// <summary>The devices <c>devN</c>: a node is made for each on a small file system of the unit's own, with the owner that the container should see.</summary>
    public static void PlanDevices(LxcContext context)
    {
        var indexes = context.Config.Indexed("dev").Select(static d => d.Index).ToList();
        if (indexes.Count == 0)
        {
            return;
        }

        context.AddFolder(context.Paths.DeviceStaging);
        context.Text.Section("Devices of the host: nodes with the container's owners, made aside, then bound into the container");
        context.Hooks.AddMount("dev", context.Paths.DeviceStaging, "-t", "tmpfs", "-o", "mode=0755,size=256k,nosuid,noexec", "domar-dev");
        foreach (var index in indexes)
        {
            PlanDevice(context, index, $"dev{index}", context.Config.Property($"dev{index}")!);
        }
    }

    private static void PlanDevice(LxcContext context, int index, string key, PropertyString options)
    {
        var path = LxcContext.CheckPath(key, options["path"] ?? "");
        if (!path.StartsWith("/dev/", StringComparison.Ordinal))
        {
            throw new PlanException($"{key}: {ConfigValue.Shown(path)} is no path of a device. Give one below /dev.");
        }

        if (!context.Host.DeviceNodes.TryGetValue(path, out var device))
        {
            throw new PlanException($"{key}: there is no device {ConfigValue.Shown(path)} on this host. Plug it in, load its driver, or remove '{key}'.");
        }

        var isReadOnly = options.GetBoolean("deny-write") == true;
        var node = context.Paths.Device(index);
        context.Hooks.AddBefore(key, "/usr/bin/mknod", "-m", Mode(key, options["mode"]), node, device.Kind, Text(device.Major), Text(device.Minor));
        context.Hooks.AddBefore(key, "/usr/bin/chown",
            $"{Text(Owner(context, key, options, isGroup: false))}:{Text(Owner(context, key, options, isGroup: true))}", node);
        context.Text.AddMount(key, node, path.TrimStart('/'), "none", "bind,create=file");
        // A read-only mount would not keep anybody from writing to a device.
        context.Text.Add($"{context.DeviceRules}.allow", $"{device} {(isReadOnly ? "r" : "rw")}", key);
        context.Devices.Add(new UnitDevice(path, isReadOnly ? "r" : "rw"));
    }

    private static string Mode(string key, string? mode) => mode is null ? DefaultMode
        : mode.Length == 4 && mode.All(static c => c is >= '0' and <= '7') ? mode
        : throw new PlanException($"{key}: {ConfigValue.Shown(mode)} is no access mode. Give four octal digits, for example {DefaultMode}.");

    private static long Owner(LxcContext context, string key, PropertyString options, bool isGroup) =>
        IdMapPlanner.ToHost(context, key, isGroup, options.GetInt64(isGroup ? "gid" : "uid") ?? 0);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
