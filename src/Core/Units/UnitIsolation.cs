namespace Domar.Core.Units;

/// <summary>
/// The rights of a unit: all that is not named here is closed (systemd.exec(5): <c>NoNewPrivileges</c>, <c>ProtectSystem=strict</c>,
/// <c>DevicePolicy=closed</c>, no capabilities, private <c>/tmp</c>, no new namespaces, no foreign system calls).
/// </summary>
public sealed record UnitIsolation
{
    /// <summary>Id of the user that it runs as. It needs no entry in the password database.</summary>
    public required int UserId { get; init; }

    /// <summary>Id of its group.</summary>
    public required int GroupId { get; init; }

    /// <summary>Names of further groups, for example <c>kvm</c>.</summary>
    public IReadOnlyList<string> SupplementaryGroups { get; init; } = [];

    /// <summary>Devices that it may use, beside those that everything needs (null, zero, full, random, urandom, tty, pts).</summary>
    public IReadOnlyList<UnitDevice> Devices { get; init; } = [];

    /// <summary>Files and folders that it may write where its user may; everything else is read-only.</summary>
    public IReadOnlyList<string> WritablePaths { get; init; } = [];

    /// <summary>Whether it may use the network (guests with user-mode networking, network disks); otherwise it sees a loopback of its own.</summary>
    public bool HasNetwork { get; init; }
}
