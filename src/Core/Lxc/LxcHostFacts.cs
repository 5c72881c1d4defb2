using Domar.Core.Units;

namespace Domar.Core.Lxc;

/// <summary>Everything that planning a container needs to know of the host.</summary>
public sealed record LxcHostFacts
{
    /// <summary>What the limits of the unit are planned from.</summary>
    public required UnitFacts Unit { get; init; }

    /// <summary>Absolute path of <c>lxc-start</c> (LXC 6.0).</summary>
    public string LxcStartProgram { get; init; } = "/usr/bin/lxc-start";

    /// <summary>Absolute path of <c>lxc-stop</c>.</summary>
    public string LxcStopProgram { get; init; } = "/usr/bin/lxc-stop";

    /// <summary>Command that tells systemd from within a unit that it is ready.</summary>
    public string ReadyCommand { get; init; } = "/usr/bin/systemd-notify --ready";

    /// <summary>Version of the cgroup hierarchy that the host's controllers are in: 1 (also for a hybrid one) or 2.</summary>
    public int CgroupVersion { get; init; } = 2;

    /// <summary>Whether AppArmor is on and its parser installed. Domar's image has none: containers are confined by namespaces, capabilities and seccomp.</summary>
    public bool HasAppArmor { get; init; }

    /// <summary>Whether LXCFS is mounted at <c>/var/lib/lxcfs</c>, which shows a container its own memory, processors and uptime.</summary>
    public bool HasLxcfs { get; init; }

    /// <summary>The device nodes that <c>devN</c> names and the host has, by path.</summary>
    public IReadOnlyDictionary<string, LxcDeviceNode> DeviceNodes { get; init; } = new Dictionary<string, LxcDeviceNode>();

    /// <summary>Ids that root may map into containers; null where they need not be checked (no <c>newuidmap</c> on the host).</summary>
    public IReadOnlyList<SubordinateIds>? SubordinateIds { get; init; }

    /// <summary>Bridges by name, and whether each filters VLANs. A bridge without an entry is unknown and taken for one that does, if a card asks for it.</summary>
    public IReadOnlyDictionary<string, bool> VlanAwareBridges { get; init; } = new Dictionary<string, bool>();
}
