namespace Domar.HostTools.Systemd;

/// <summary>A guest for the register.</summary>
public sealed record MachineRegistration
{
    /// <summary>Name, as a host name: <c>vm-100</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Its UUID (SMBIOS, machine-id); null when it has none.</summary>
    public Guid? Id { get; init; }

    /// <summary>Whether it is a container; otherwise a VM.</summary>
    public required bool IsContainer { get; init; }

    /// <summary>Process id of its unit's main process.</summary>
    public required int LeaderPid { get; init; }

    /// <summary>Its root folder on the host; empty when it has none.</summary>
    public string RootFolder { get; init; } = "";

    /// <summary>Index numbers of the host's network devices that lead to it.</summary>
    public IReadOnlyList<int> NetworkDevices { get; init; } = [];
}
