using Domar.Core.Config;
using Domar.Core.Lxc;
using Domar.Core.Primitives;
using Domar.Core.Qemu;
using Domar.Core.Units;

namespace Domar.Core.Tests.Lxc;

/// <summary>Shortens tests of containers' plans: texts in, plans out.</summary>
internal static class LxcFixture
{
    public const string RootLine = "rootfs: thin:vm-100-disk-0\n";

    public static readonly GuestId Id = new(100);

    /// <summary>Domar's appliance: cgroup v2, LXCFS, no AppArmor, four processors.</summary>
    public static LxcHostFacts Host { get; } = new()
    {
        Unit = new UnitFacts { OnlineCpus = [0, 1, 2, 3] },
        HasLxcfs = true,
        DeviceNodes = new Dictionary<string, LxcDeviceNode>
        {
            ["/dev/net/tun"] = new(false, 10, 200),
            ["/dev/dri/renderD128"] = new(false, 226, 128),
            ["/dev/sdz"] = new(true, 8, 400),
        },
        VlanAwareBridges = new Dictionary<string, bool> { ["vmbr0"] = true, ["vmbr1"] = false },
    };

    public static ConfigSection Config(string text) => GuestConfig.Parse(text, GuestKind.Lxc, "100.conf").Current;

    /// <summary>A section whose values nobody has checked, as no planner may rely on that: special sections are read as they are.</summary>
    public static ConfigSection Unchecked(string text) =>
        GuestConfig.Parse("[special:unchecked]\n" + text, GuestKind.Lxc, "100.conf").Section("special:unchecked")!;

    public static LxcLaunchPlan Plan(string config, LxcHostFacts? host = null) => Plan(Config(config), host);

    public static LxcLaunchPlan Plan(ConfigSection section, LxcHostFacts? host = null) =>
        LxcPlanner.Plan(Id, section, Volumes(section), host ?? Host, new LxcPaths(LxcPaths.DefaultRunFolder, Id));

    /// <summary>The plan of a container with a root volume and these lines.</summary>
    public static LxcLaunchPlan PlanWith(string lines, LxcHostFacts? host = null) => Plan(RootLine + lines, host);

    /// <summary>Why a container with a root volume and these lines, unchecked, cannot start.</summary>
    public static string Error(string lines, LxcHostFacts? host = null) =>
        Assert.ThrowsExactly<PlanException>(() => Plan(Unchecked(RootLine + lines), host)).Message;

    /// <summary>The values that the generated configuration gives a key of LXC.</summary>
    public static string[] Values(this LxcLaunchPlan plan, string key) =>
        [.. plan.ConfigText.Split('\n').Where(l => l.StartsWith($"{key} = ", StringComparison.Ordinal)).Select(l => l[(key.Length + 3)..])];

    /// <summary><c>thin:</c> is LVM, <c>tank:</c> has folders, <c>local:</c> files, and a path is itself.</summary>
    private static Dictionary<string, ResolvedVolume> Volumes(ConfigSection config)
    {
        var volumes = new Dictionary<string, ResolvedVolume>();
        foreach (var key in config.Entries.Select(static e => e.Key).Where(static k => k == "rootfs" || k.StartsWith("mp", StringComparison.Ordinal)))
        {
            var name = config.Property(key)?["volume"] ?? "";
            var rest = name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..];
            ResolvedVolume? volume = name.Split(':')[0] switch
            {
                "thin" => new(name, new BlockDeviceLocation($"/dev/pve/{rest}"), "raw"),
                "tank" => new(name, new FileLocation($"/tank/{rest}"), "subvol"),
                "base" => new(name, new FileLocation($"/tank/{rest}"), "subvol") { IsReadOnly = true },
                "local" => new(name, new FileLocation($"/srv/images/{rest}"), name.EndsWith(".qcow2", StringComparison.Ordinal) ? "qcow2" : "raw"),
                "ceph" => new(name, new RbdLocation("rbd", rest), "raw"),
                _ when name.StartsWith("/dev/", StringComparison.Ordinal) => new(name, new BlockDeviceLocation(name), "raw"),
                _ when name.StartsWith('/') => new(name, new FileLocation(name), "raw"),
                _ => null,
            };
            if (volume is not null)
            {
                volumes[key] = volume;
            }
        }

        return volumes;
    }
}
