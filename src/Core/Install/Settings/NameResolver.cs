using Domar.Core.Install.Answers;
using Domar.Core.Install.Inventory;

namespace Domar.Core.Install.Settings;

/// <summary>Finds the node's name.</summary>
internal static class NameResolver
{
    public static FullHostName? Resolve(AnswerName? name, InstallFacts facts, ResolverLog log)
    {
        switch (name)
        {
            case null:
                return null;
            case FixedName fixedName:
                return fixedName.Name;
        }

        var dhcp = (NameFromDhcp)name;
        if (facts.DhcpHostName is not { } host)
        {
            log.Fail(dhcp.At, "global.fqdn.source is \"from-dhcp\", but the DHCP server did not send a host name; set one there for this MAC address, or write fqdn = \"host.domain\"");
            return null;
        }

        // Servers send the host name with its domain or without.
        var dot = host.IndexOf('.', StringComparison.Ordinal);
        var sent = dot < 0 ? null : host[(dot + 1)..];
        var domain = dhcp.Domain ?? (string.IsNullOrEmpty(sent) ? facts.DhcpDomain : sent);
        if (domain is null)
        {
            log.Fail(dhcp.At, "global.fqdn.source is \"from-dhcp\", but the DHCP server did not send a domain; set one there, or write fqdn.domain = \"example.com\" beside it");
            return null;
        }

        var full = $"{(dot < 0 ? host : host[..dot])}.{domain}";
        if (FullHostName.Check(full) is { } wrong)
        {
            log.Fail(dhcp.At, $"global.fqdn.source is \"from-dhcp\", but what the DHCP server sent {wrong}");
            return null;
        }

        return FullHostName.Split(full);
    }
}
