using Domar.Core.Steps;
using Domar.Core.Units;

namespace Domar.Core.Lxc;

/// <summary>
/// Everything that starting a container takes; executing it leaves no choice. The program runs as root in a unit with <c>Delegate=yes</c> and
/// <c>PrivateMounts=yes</c>: all mounts are made there and go with it.
/// </summary>
public sealed record LxcLaunchPlan
{
    /// <summary>Absolute path of <c>lxc-start</c>.</summary>
    public required string Program { get; init; }

    /// <summary>Its arguments, without the program. It stays in the foreground and ends with the container.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>The whole configuration for LXC; also among <see cref="Files"/>.</summary>
    public required string ConfigText { get; init; }

    /// <summary>Folders that must be there before the start.</summary>
    public required IReadOnlyList<MakeFolder> Folders { get; init; }

    /// <summary>Files that must be written before the start.</summary>
    public required IReadOnlyList<WriteFile> Files { get; init; }

    /// <summary>Limits of the unit.</summary>
    public required UnitResources Resources { get; init; }

    /// <summary>Devices of the host that the configuration gives to the container.</summary>
    public IReadOnlyList<UnitDevice> Devices { get; init; } = [];

    /// <summary>Host's ends of its network cards; LXC makes them.</summary>
    public IReadOnlyList<ContainerVeth> Veths { get; init; } = [];

    /// <summary>How its ids are mapped; empty for a privileged container, whose ids are the host's.</summary>
    public IReadOnlyList<IdMapRange> IdMap { get; init; } = [];

    /// <summary>Its host name.</summary>
    public required string Hostname { get; init; }

    /// <summary>Program and arguments that shut it down in order, and stop it after <see cref="StopTimeout"/>.</summary>
    public required IReadOnlyList<string> StopCommand { get; init; }

    /// <summary>How long it may take to shut down before it is stopped.</summary>
    public required TimeSpan StopTimeout { get; init; }

    /// <summary>Things worth telling a person that did not stop the plan.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
