using System.Net;

namespace Domar.Core.Install.Inventory;

/// <summary>What resolving an answer file needs to know of the host.</summary>
public sealed record InstallFacts
{
    /// <summary>Disks, in the order of their names.</summary>
    public required IReadOnlyList<InstallDisk> Disks { get; init; }

    /// <summary>Network cards, in the order of their names.</summary>
    public required IReadOnlyList<InstallNic> Nics { get; init; }

    /// <summary>The default route of IPv4; null for none.</summary>
    public DefaultRoute? Route4 { get; init; }

    /// <summary>The default route of IPv6; null for none.</summary>
    public DefaultRoute? Route6 { get; init; }

    /// <summary>Name servers.</summary>
    public IReadOnlyList<IPAddress> DnsServers { get; init; } = [];

    /// <summary>The domain that the DHCP server gave; null for none.</summary>
    public string? DhcpDomain { get; init; }

    /// <summary>The host name that the DHCP server gave, with or without a domain; null for none.</summary>
    public string? DhcpHostName { get; init; }

    /// <summary>Memory.</summary>
    public required long MemoryMiB { get; init; }

    /// <summary>Largest size of the ZFS ARC where the answer has none.</summary>
    public required int DefaultArcMaxMiB { get; init; }

    /// <summary>Whether the firmware is UEFI, where an inventory says so; null when it does not.</summary>
    public bool? IsUefi { get; init; }

    /// <summary>Whether Secure Boot is on, where an inventory says so; null when it does not.</summary>
    public bool? SecureBoot { get; init; }

    /// <summary>Names of time zones; null when they are not known here, and then every name is taken.</summary>
    public IReadOnlySet<string>? TimeZones { get; init; }
}
