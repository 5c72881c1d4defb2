using System.Net;
using System.Net.Sockets;
using Domar.Core.Install.Answers;
using Domar.Core.Install.Inventory;

namespace Domar.Core.Install.Settings;

/// <summary>Finds the management card and its address.</summary>
internal static class NetworkResolver
{
    // What Proxmox's installer offers where there is no DHCP.
    private static readonly HostAddress FallbackAddress = new(IPAddress.Parse("192.168.100.2"), 24);
    private static readonly IPAddress FallbackGateway = IPAddress.Parse("192.168.100.1");

    public static NetworkSettings? Resolve(AnswerNetwork answer, InstallFacts facts, ResolverLog log)
    {
        var pinned = answer.PinsNames ? PinNames(answer, facts, log) : null;
        if (answer.IsFromAnswer is not { } source)
        {
            return null;
        }

        if (facts.Nics.Count == 0)
        {
            log.Fail(source.At, "this host has no network card that is known here; check that it is enabled in the firmware, and that its driver is there");
            return null;
        }

        var nic = source.Value ? Filtered(answer.Filters, facts, log) : Present(facts);
        if (nic is null)
        {
            return null;
        }

        var name = pinned?.GetValueOrDefault(nic.Mac) ?? nic.Name;
        if (source.Value)
        {
            // What is missing or wrong among these has been told with its place.
            return answer is { Address: { } address, Gateway: { } gateway, Dns: { } dns } ? new NetworkSettings(name, address, gateway, dns, pinned) : null;
        }

        return FromDhcp(name, nic, source.At, facts, log) with { PinnedNames = pinned };
    }

    /// <summary>The card that reaches the world; otherwise the first with a link, otherwise the first.</summary>
    private static InstallNic Present(InstallFacts facts)
    {
        var device = facts.Route4?.Device ?? facts.Route6?.Device;
        return facts.Nics.FirstOrDefault(nic => nic.Name == device) ?? facts.Nics.FirstOrDefault(static nic => nic.HasLink) ?? facts.Nics[0];
    }

    private static InstallNic? Filtered(IReadOnlyList<PropertyFilter> filters, InstallFacts facts, ResolverLog log)
    {
        if (filters.Count == 0)
        {
            return null;
        }

        // As Proxmox: one rule is enough, and of several cards the first by name counts. A wrong one can be changed later; nothing is lost by it.
        var matching = facts.Nics.Where(nic => filters.Any(filter => filter.Matches(nic.Properties))).OrderBy(static nic => nic.Name, StringComparer.Ordinal).ToList();
        var at = filters[0].At;
        if (matching.Count == 0)
        {
            log.Fail(at, $"network.filter matches no network card of this host; it has {MessageText.List([.. facts.Nics.Select(static nic => $"{nic.Name} ({nic.Mac})")])}");
            return null;
        }

        if (matching.Count > 1)
        {
            log.Warn(at, $"network.filter matches {MessageText.List([.. matching.Select(static nic => nic.Name)])}; {matching[0].Name} is taken, the first by name");
        }

        return matching[0];
    }

    private static NetworkSettings FromDhcp(string name, InstallNic nic, TextPosition at, InstallFacts facts, ResolverLog log)
    {
        var address = nic.Addresses.FirstOrDefault(static each => each.Address.AddressFamily == AddressFamily.InterNetwork)
            ?? nic.Addresses.FirstOrDefault(static each => !each.Address.IsIPv6LinkLocal && !each.Address.IsIPv6SiteLocal);
        if (address is null)
        {
            log.Warn(at, $"network.source is \"from-dhcp\", but {nic.Name} has no address; {FallbackAddress} with gateway {FallbackGateway} would be set");
            return new NetworkSettings(name, FallbackAddress, FallbackGateway, DnsServer(facts) ?? FallbackGateway, null);
        }

        var route = address.Address.AddressFamily == AddressFamily.InterNetwork ? facts.Route4 : facts.Route6;
        if (route is null)
        {
            log.Warn(at, $"network.source is \"from-dhcp\", but the DHCP server sent no router; {FallbackGateway} would be set");
        }

        var gateway = route?.Gateway ?? FallbackGateway;
        return new NetworkSettings(name, address, gateway, DnsServer(facts) ?? gateway, null);
    }

    private static IPAddress? DnsServer(InstallFacts facts) => facts.DnsServers.Count > 0 ? facts.DnsServers[0] : null;

    /// <summary>Names for all cards: those of the answer, and <c>nicN</c> for the others.</summary>
    private static Dictionary<string, string> PinNames(AnswerNetwork answer, InstallFacts facts, ResolverLog log)
    {
        var result = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var owners = new Dictionary<string, InstallNic>(StringComparer.Ordinal);
        // Chosen names first, so that a conflict is told where somebody can do something about it.
        foreach (var nic in facts.Nics.OrderByDescending(nic => answer.PinnedNames.ContainsKey(nic.Mac)))
        {
            var chosen = answer.PinnedNames.GetValueOrDefault(nic.Mac);
            var name = chosen?.Value ?? $"nic{nic.Number}";
            if (!owners.TryAdd(name, nic))
            {
                var owner = owners[name];
                var at = (answer.PinnedNames.GetValueOrDefault(owner.Mac) ?? chosen)?.At ?? TextPosition.Start;
                log.Fail(at, $"interface name '{name}' for '{owner.Mac}' is also the name that '{nic.Mac}' ({nic.Name}) gets by itself; choose another, or name that one too");
                continue;
            }

            result[nic.Mac] = name;
        }

        return new Dictionary<string, string>(result, StringComparer.Ordinal);
    }
}
