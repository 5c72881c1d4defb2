using System.Text;

namespace Domar.Core.Containers.Setup;

/// <summary>/etc/network/interfaces, interfaces(5): Debian's ifupdown, and Alpine's (busybox or ifupdown-ng), which knows less.</summary>
internal static class IfupdownWriter
{
    public static void Write(GuestSetupContext context)
    {
        var alpine = context.Os.Type == "alpine";
        var text = new StringBuilder(GuestSetupContext.Header);
        if (!alpine)
        {
            text.Append("# Other interfaces belong into /etc/network/interfaces.d.\nsource /etc/network/interfaces.d/*\n");
        }

        text.Append("\nauto lo\niface lo inet loopback\n");
        foreach (var one in context.Interfaces)
        {
            text.Append($"\nauto {one.Name}\n");
            Family(text, one, one.V4, "inet", "-4", alpine);
            if (one.V6.Mode != AddressMode.Manual)
            {
                Family(text, one, one.V6, "inet6", "-6", alpine);
                if (alpine && one.V6.Mode == AddressMode.Dhcp)
                {
                    context.Warnings.Add($"Alpine's network scripts know no DHCPv6: {one.Name} gets its IPv6 address from router advertisements only. Set ip6=auto, or an address.");
                }
            }
        }

        context.Write("/etc/network/interfaces", text.ToString());
    }

    private static void Family(StringBuilder text, GuestInterface one, InterfaceAddress address, string family, string ipFamily, bool alpine)
    {
        var method = address.Mode switch
        {
            AddressMode.Static => "static",
            AddressMode.Dhcp when !alpine || family == "inet" => "dhcp",

            // The kernel listens to advertisements by itself; the method "auto" is ifupdown's, and an unknown one would spoil the whole file.
            AddressMode.Auto when !alpine => "auto",
            _ => "manual",
        };
        text.Append($"iface {one.Name} {family} {method}\n");
        if (one.Mtu is { } mtu && family == "inet")
        {
            text.Append($"\tpre-up ip link set dev {one.Name} mtu {mtu}\n");
        }

        if (address.Mode != AddressMode.Static)
        {
            return;
        }

        text.Append($"\taddress {address.Cidr}\n");
        if (address.GatewayOnLink)
        {
            text.Append($"\tup ip {ipFamily} route replace {address.GatewayHost} dev {one.Name}\n");
            text.Append($"\tup ip {ipFamily} route replace default via {address.Gateway} dev {one.Name}\n");
        }
        else if (address.Gateway is not null)
        {
            text.Append($"\tgateway {address.Gateway}\n");
        }
    }
}
