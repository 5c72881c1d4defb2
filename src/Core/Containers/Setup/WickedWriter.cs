using System.Text;

namespace Domar.Core.Containers.Setup;

/// <summary>/etc/sysconfig/network of openSUSE, read by wicked: ifcfg(5), ifroute(5).</summary>
internal static class WickedWriter
{
    private const string Folder = "/etc/sysconfig/network";

    public static GuestFactsQuery Query { get; } = new([], ["/usr/sbin/wicked"], [Folder]);

    public static bool IsThere(GuestFacts facts) => facts.Has("/usr/sbin/wicked");

    public static void Write(GuestSetupContext context)
    {
        foreach (var one in context.Interfaces)
        {
            // Static addresses are set beside what DHCP gives.
            var protocol = (one.V4.Mode, one.V6.Mode) switch
            {
                (AddressMode.Dhcp, AddressMode.Dhcp) => "dhcp",
                (AddressMode.Dhcp, _) => "dhcp4",
                (_, AddressMode.Dhcp) => "dhcp6",
                _ => "static",
            };
            var text = new StringBuilder(GuestSetupContext.Header).Append($"STARTMODE='auto'\nBOOTPROTO='{protocol}'\n");
            text.Append(one.Mtu is { } mtu ? $"MTU='{mtu}'\n" : "");
            text.Append(one.V4.Cidr is null ? "" : $"IPADDR='{one.V4.Cidr}'\n");
            text.Append(one.V6.Cidr is null ? "" : $"IPADDR_6='{one.V6.Cidr}'\n");
            context.Write($"{Folder}/ifcfg-{one.Name}", text.ToString());

            var routes = new StringBuilder();
            foreach (var address in new[] { one.V4, one.V6 })
            {
                routes.Append(address.GatewayOnLink ? $"{address.GatewayHost} - - {one.Name}\n" : "");
                routes.Append(address.Gateway is null ? "" : $"default {address.Gateway} - {one.Name}\n");
            }

            if (routes.Length > 0)
            {
                context.Write($"{Folder}/ifroute-{one.Name}", GuestSetupContext.Header + routes);
            }
            else if (context.Facts.Has($"{Folder}/ifroute-{one.Name}"))
            {
                context.Edits.Add(new GuestEdit.Remove($"{Folder}/ifroute-{one.Name}"));
            }
        }
    }
}
