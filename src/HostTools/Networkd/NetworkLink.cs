using System.Net;
using Domar.Core.Install.Answers;

namespace Domar.HostTools.Networkd;

/// <summary>A network interface as systemd-networkd sees it.</summary>
/// <param name="Name">The kernel's name.</param>
/// <param name="Index">The kernel's number.</param>
/// <param name="Addresses">Addresses.</param>
/// <param name="Gateways">Routers of default routes, those of IPv4 first.</param>
/// <param name="DnsServers">Name servers.</param>
/// <param name="SearchDomains">Domains that names are looked up in; the first is what the DHCP server gave.</param>
public sealed record NetworkLink(
    string Name, int Index, IReadOnlyList<HostAddress> Addresses, IReadOnlyList<IPAddress> Gateways, IReadOnlyList<IPAddress> DnsServers, IReadOnlyList<string> SearchDomains)
{
    /// <summary>The DHCP lease of IPv4; null for none.</summary>
    public DhcpLease? Lease { get; init; }

    /// <summary>The host name that the DHCP server gave; null for none.</summary>
    public string? DhcpHostName => Lease?.HostName;
}
