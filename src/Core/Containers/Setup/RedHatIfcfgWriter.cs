using System.Text;

namespace Domar.Core.Containers.Setup;

/// <summary>/etc/sysconfig/network-scripts of CentOS and Fedora before NetworkManager's key files.</summary>
internal static class RedHatIfcfgWriter
{
    private const string Folder = "/etc/sysconfig/network-scripts";

    public static GuestFactsQuery Query { get; } = new([], [Folder], [Folder]);

    public static bool IsThere(GuestFacts facts) => facts.Has(Folder);

    public static void Write(GuestSetupContext context)
    {
        foreach (var one in context.Interfaces)
        {
            var text = new StringBuilder(GuestSetupContext.Header);
            text.Append($"DEVICE={one.Name}\nTYPE=Ethernet\nONBOOT=yes\nNM_CONTROLLED=no\n").Append(one.Mtu is { } mtu ? $"MTU={mtu}\n" : "");
            text.Append($"BOOTPROTO={(one.V4.Mode == AddressMode.Dhcp ? "dhcp" : "none")}\n");
            if (one.V4.Cidr is not null)
            {
                text.Append($"IPADDR={one.V4.Address}\nPREFIX={one.V4.PrefixLength}\n");
                text.Append(one.V4 is { Gateway: { } gateway, GatewayOnLink: false } ? $"GATEWAY={gateway}\n" : "");
            }

            text.Append(one.V6.Mode == AddressMode.Manual ? "IPV6INIT=no\n" : $"IPV6INIT=yes\nIPV6_AUTOCONF={(one.V6.Mode == AddressMode.Static ? "no" : "yes")}\n");
            text.Append(one.V6.Mode == AddressMode.Dhcp ? "DHCPV6C=yes\n" : "");
            if (one.V6.Cidr is not null)
            {
                text.Append($"IPV6ADDR={one.V6.Cidr}\n");
                text.Append(one.V6 is { Gateway: { } gateway, GatewayOnLink: false } ? $"IPV6_DEFAULTGW={gateway}{(IsLinkLocal(gateway) ? $"%{one.Name}" : "")}\n" : "");
            }

            context.Write($"{Folder}/ifcfg-{one.Name}", text.ToString());
            Route(context, $"{Folder}/route-{one.Name}", one, one.V4);
            Route(context, $"{Folder}/route6-{one.Name}", one, one.V6);
        }
    }

    private static bool IsLinkLocal(string address) => address.StartsWith("fe80:", StringComparison.OrdinalIgnoreCase);

    private static void Route(GuestSetupContext context, string path, GuestInterface one, InterfaceAddress address)
    {
        if (address.GatewayOnLink)
        {
            context.Write(path, $"{GuestSetupContext.Header}{address.GatewayHost} dev {one.Name}\ndefault via {address.Gateway} dev {one.Name}\n");
        }
        else if (context.Facts.Has(path))
        {
            context.Edits.Add(new GuestEdit.Remove(path));
        }
    }
}
