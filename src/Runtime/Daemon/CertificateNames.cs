using System.Net;

namespace Domar.Runtime.Daemon;

/// <summary>What a node's certificate is for.</summary>
/// <param name="FullName">The host's full name, or the node's name where there is none.</param>
/// <param name="HostNames">All names, without repeats.</param>
/// <param name="Addresses">All addresses, without repeats.</param>
internal sealed record CertificateNames(string FullName, IReadOnlyList<string> HostNames, IReadOnlyList<IPAddress> Addresses)
{
    /// <summary>
    /// Collects them. The host's full name and its lasting address are what /etc/hosts says, as on Proxmox: at the first start the network may not be up.
    /// </summary>
    /// <param name="node">Node name.</param>
    /// <param name="hosts">Content of /etc/hosts; empty when there is none.</param>
    /// <param name="present">Addresses that network cards have now.</param>
    public static CertificateNames Collect(string node, string hosts, IEnumerable<IPAddress> present)
    {
        List<string> names = [];
        List<IPAddress> addresses = [];
        foreach (var words in hosts.Split('\n').Select(static line => line.Split('#')[0].Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries)))
        {
            if (words.Length > 1 && IPAddress.TryParse(words[0], out var address)
                && words.Skip(1).Any(name => IsOf(node, name)))
            {
                addresses.Add(address);
                names.AddRange(words.Skip(1).Where(name => IsOf(node, name)).Select(static name => name.ToLowerInvariant()));
            }
        }

        // Of a link-local IPv6 address only this machine knows what it means.
        addresses.AddRange(present.Where(static address => !address.IsIPv6LinkLocal));
        addresses.AddRange([IPAddress.Loopback, IPAddress.IPv6Loopback]);
        return new CertificateNames(
            names.FirstOrDefault(static name => name.Contains('.', StringComparison.Ordinal)) ?? node,
            [.. names.Append(node).Append("localhost").Distinct(StringComparer.Ordinal)],
            [.. addresses.Distinct()]);
    }

    private static bool IsOf(string node, string name) => Uri.CheckHostName(name) == UriHostNameType.Dns
        && (name.Equals(node, StringComparison.OrdinalIgnoreCase) || name.StartsWith($"{node}.", StringComparison.OrdinalIgnoreCase));
}
