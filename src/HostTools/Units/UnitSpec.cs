using Domar.Core.Units;

namespace Domar.HostTools.Units;

/// <summary>What a unit runs.</summary>
public sealed record UnitSpec
{
    /// <summary>Unit name, for example <c>domar-vm-100.service</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Absolute path of the program.</summary>
    public required string Program { get; init; }

    /// <summary>Without the program's name.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>File that standard output and error go to; truncated at each start. systemd keeps them in the journal instead.</summary>
    public required string LogPath { get; init; }

    /// <summary>What people read beside the name (<c>systemctl status</c>): <c>VM 100 (web)</c>.</summary>
    public string Description { get; init; } = "";

    /// <summary>Limits; only systemd keeps them.</summary>
    public UnitResources Resources { get; init; } = UnitResources.None;

    /// <summary>Rights; null for a unit that needs those of root (LXC's monitor, which confines the container itself). Only systemd keeps them.</summary>
    public UnitIsolation? Isolation { get; init; }

    /// <summary>Whether it makes cgroups of its own below its unit's (LXC; systemd: <c>Delegate</c>).</summary>
    public bool MakesCgroups { get; init; }

    /// <summary>Whether mounts that it makes are its own and go with it (systemd: <c>PrivateMounts</c>).</summary>
    public bool HasPrivateMounts { get; init; }

    /// <summary>Whether it tells systemd itself when it is ready (sd_notify(3), from any of its processes); otherwise it is when its program runs.</summary>
    public bool TellsWhenReady { get; init; }

    /// <summary>How long it may take to end when systemd stops it, at the host's shutdown for instance; then it is killed.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>
    /// Program and arguments that make it end in order; null for SIGTERM to its main process. systemd runs it when the unit is stopped with its own tools or
    /// at the host's shutdown; this program asks guests itself.
    /// </summary>
    public IReadOnlyList<string>? StopCommand { get; init; }
}
