using Domar.Core.Config;
using Domar.Core.Primitives;
using Domar.Core.Qemu;
using Domar.Core.Steps;
using Domar.Core.Units;

namespace Domar.Core.Lxc;

/// <summary>What the planners of a container's parts read, and what they add to.</summary>
internal sealed class LxcContext
{
    // 0755: mapped users of the container must be able to pass through to its root.
    private const int PassThrough = 0x1ED;

    public LxcContext(GuestId id, ConfigSection config, IReadOnlyDictionary<string, ResolvedVolume> volumes, LxcHostFacts host, LxcPaths paths)
    {
        Id = id;
        Config = config;
        Volumes = volumes;
        Host = host;
        Paths = paths;
        IsUnprivileged = config.GetBoolean("unprivileged", false);
        Features = config.Property("features");
        IdMap = IdMapPlanner.Read(config, host.SubordinateIds);
        AddFolder(paths.Folder);
    }

    public GuestId Id { get; }
    public ConfigSection Config { get; }
    public IReadOnlyDictionary<string, ResolvedVolume> Volumes { get; }
    public LxcHostFacts Host { get; }
    public LxcPaths Paths { get; }
    public bool IsUnprivileged { get; }
    public PropertyString? Features { get; }

    /// <summary>Empty for a privileged container.</summary>
    public IReadOnlyList<IdMapRange> IdMap { get; }

    public LxcConfigText Text { get; } = new();
    public LxcHookScripts Hooks { get; } = new();
    public List<MakeFolder> Folders { get; } = [];
    public List<WriteFile> Files { get; } = [];
    public List<UnitDevice> Devices { get; } = [];
    public List<ContainerVeth> Veths { get; } = [];
    public List<string> Warnings { get; } = [];

    /// <summary>LXC's keys for rules of the device cgroup.</summary>
    public string DeviceRules => Host.CgroupVersion == 1 ? "lxc.cgroup.devices" : "lxc.cgroup2.devices";

    public bool HasFeature(string name) => Features?.GetBoolean(name) == true;

    public void AddFolder(string path) => Folders.Add(new MakeFolder(path) { Text = $"Make {path}", Mode = PassThrough });

    /// <summary>A path that a configuration names, checked: absolute, and nowhere a step back.</summary>
    /// <exception cref="PlanException">It is not.</exception>
    public static string CheckPath(string key, string path)
    {
        LxcConfigText.RefuseControls(key, path);
        return path.StartsWith('/') && !HasDotParts(path)
            ? path
            : throw new PlanException($"{key}: {ConfigValue.Shown(path)} is no absolute path without '.' and '..' as its parts. Write the path out.");
    }

    public static bool HasDotParts(string path) => path.Split('/').Any(static p => p is "." or "..");
}
