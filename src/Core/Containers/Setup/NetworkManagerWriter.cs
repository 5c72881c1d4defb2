using System.Text;

namespace Domar.Core.Containers.Setup;

/// <summary>Key files of NetworkManager, nm-settings-keyfile(5).</summary>
internal static class NetworkManagerWriter
{
    private const string Folder = "/etc/NetworkManager/system-connections";
    private const string Prefix = "domar-";

    // NetworkManager ignores files that others than root may read: they may hold passwords.
    private const int Mode = 0x180; // 0600

    public static GuestFactsQuery Query { get; } = new([], ["/usr/sbin/NetworkManager", "/usr/bin/NetworkManager"], [Folder]);

    public static bool IsThere(GuestFacts facts) => facts.Has("/usr/sbin/NetworkManager", "/usr/bin/NetworkManager");

    public static void Write(GuestSetupContext context)
    {
        var first = true;
        foreach (var one in context.Interfaces)
        {
            var text = new StringBuilder(GuestSetupContext.Header);
            text.Append($"\n[connection]\nid={Prefix}{one.Name}\ntype=ethernet\ninterface-name={one.Name}\nautoconnect-priority=100\n");
            text.Append(one.Mtu is { } mtu ? $"\n[ethernet]\nmtu={mtu}\n" : "");
            Family(text, context, one.V4, "ipv4", one.V4.Mode switch { AddressMode.Static => "manual", AddressMode.Dhcp => "auto", _ => "disabled" }, first);

            // Its "auto" takes advertisements, and asks by DHCPv6 where they say so.
            Family(text, context, one.V6, "ipv6", one.V6.Mode switch { AddressMode.Static => "manual", AddressMode.Dhcp => "dhcp", AddressMode.Auto => "auto", _ => "link-local" }, first);
            context.Write($"{Folder}/{Prefix}{one.Name}.nmconnection", text.ToString(), Mode);
            first = false;
        }

        context.RemoveStale(Folder, Prefix, ".nmconnection");
    }

    private static void Family(StringBuilder text, GuestSetupContext context, InterfaceAddress address, string family, string method, bool withDns)
    {
        text.Append($"\n[{family}]\nmethod={method}\n");
        if (address.Cidr is not null)
        {
            text.Append($"address1={address.Cidr}\n");
        }

        if (address.Gateway is not null)
        {
            text.Append(address.GatewayOnLink ? $"route1={address.GatewayHost}\n" : "").Append($"gateway={address.Gateway}\n");
        }

        // Without an address the method has no use for servers, and refuses them.
        var servers = context.Nameservers.Where(server => server.Contains(':', StringComparison.Ordinal) == (family == "ipv6")).ToList();
        if (withDns && method is not ("disabled" or "link-local"))
        {
            text.Append(servers.Count > 0 ? $"dns={string.Join(';', servers)};\n" : "");
            text.Append(context.SearchDomains.Count > 0 ? $"dns-search={string.Join(';', context.SearchDomains)};\n" : "");
        }
    }
}
