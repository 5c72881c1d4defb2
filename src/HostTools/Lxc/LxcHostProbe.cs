using System.Globalization;
using Domar.Core.Lxc;
using Domar.Core.Units;

namespace Domar.HostTools.Lxc;

/// <summary>Looks for what planning a container needs to know of this host. Files only, some microseconds: nothing is kept.</summary>
/// <param name="root">Root of the file system; for tests.</param>
public sealed class LxcHostProbe(string root = "")
{
    /// <summary>The facts as they are now.</summary>
    /// <param name="cpuOffset">See <see cref="UnitFacts.CpuOffset"/>.</param>
    /// <param name="devices">Paths of the nodes that the config gives to the container.</param>
    public LxcHostFacts Read(int cpuOffset, IEnumerable<string> devices) => new()
    {
        Unit = new UnitFacts { OnlineCpus = CpuList.TryParse(Text("/sys/devices/system/cpu/online") ?? "", out var cpus) ? cpus : [0], CpuOffset = cpuOffset },
        CgroupVersion = File.Exists($"{root}/sys/fs/cgroup/cgroup.controllers") ? 2 : 1,
        HasAppArmor = Text("/sys/module/apparmor/parameters/enabled") is "Y" && File.Exists($"{root}/sbin/apparmor_parser"),
        HasLxcfs = Directory.Exists($"{root}/var/lib/lxcfs/proc"),
        DeviceNodes = devices.Distinct().Select(path => (path, Node: DeviceNode.Read($"{root}{path}")))
            .Where(found => found.Node is not null).ToDictionary(found => found.path, found => found.Node!),
        SubordinateIds = File.Exists($"{root}/usr/bin/newuidmap") ? [.. Ids("/etc/subuid", isGroup: false), .. Ids("/etc/subgid", isGroup: true)] : null,
        VlanAwareBridges = Bridges(),
    };

    private string? Text(string path)
    {
        try
        {
            return File.ReadAllText(root + path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Lines <c>root:FIRST:COUNT</c> of subuid(5).</summary>
    private IEnumerable<SubordinateIds> Ids(string path, bool isGroup)
    {
        foreach (var line in (Text(path) ?? "").Split('\n'))
        {
            if (line.Split(':') is ["root" or "0", var first, var count] &&
                long.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var start) &&
                long.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var length))
            {
                yield return new SubordinateIds(isGroup, start, length);
            }
        }
    }

    private Dictionary<string, bool> Bridges()
    {
        var bridges = new Dictionary<string, bool>();
        var folder = $"{root}/sys/class/net";
        foreach (var card in Directory.Exists(folder) ? Directory.EnumerateFileSystemEntries(folder) : [])
        {
            var name = Path.GetFileName(card);
            if (Text($"/sys/class/net/{name}/bridge/vlan_filtering") is { } filtering)
            {
                bridges[name] = filtering != "0";
            }
        }

        return bridges;
    }
}
