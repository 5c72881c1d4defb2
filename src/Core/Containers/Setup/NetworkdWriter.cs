using System.Text;

namespace Domar.Core.Containers.Setup;

/// <summary>Files of systemd-networkd, systemd.network(5).</summary>
internal static class NetworkdWriter
{
    private const string Folder = "/etc/systemd/network";

    // It sorts before files of the distributions and of netplan (10-netplan-...), and the first that matches counts.
    private const string Prefix = "10-domar-";

    public static GuestFactsQuery Query { get; } = new(
        [],
        ["/usr/lib/systemd/systemd-networkd", "/lib/systemd/systemd-networkd", "/usr/lib/systemd/system/systemd-networkd.service"],
        [Folder, "/etc/systemd/system/multi-user.target.wants"]);

    public static bool IsThere(GuestFacts facts) => facts.Has("/usr/lib/systemd/systemd-networkd", "/lib/systemd/systemd-networkd");

    /// <param name="context">The plan.</param>
    /// <param name="enable">Whether its service is started at boot by a link of ours; false where the distribution has another way.</param>
    public static void Write(GuestSetupContext context, bool enable)
    {
        var first = true;
        foreach (var one in context.Interfaces)
        {
            context.Write($"{Folder}/{Prefix}{one.Name}.network", Text(context, one, first));
            first = false;
        }

        context.RemoveStale(Folder, Prefix, ".network");
        const string Link = "/etc/systemd/system/multi-user.target.wants/systemd-networkd.service";
        if (enable && !context.Facts.Has(Link))
        {
            var unit = context.Facts.Has("/usr/lib/systemd/system/systemd-networkd.service") ? "/usr/lib/systemd/system" : "/lib/systemd/system";
            context.Edits.Add(new GuestEdit.MakeSymlink(Link, $"{unit}/systemd-networkd.service"));
        }
    }

    private static string Text(GuestSetupContext context, GuestInterface one, bool withDns)
    {
        var text = new StringBuilder(GuestSetupContext.Header).Append($"\n[Match]\nName={one.Name}\n");
        if (one.Mtu is { } mtu)
        {
            text.Append($"\n[Link]\nMTUBytes={mtu}\n");
        }

        var dhcp = (one.V4.Mode, one.V6.Mode) switch
        {
            (AddressMode.Dhcp, AddressMode.Dhcp) => "yes",
            (AddressMode.Dhcp, _) => "ipv4",
            (_, AddressMode.Dhcp) => "ipv6",
            _ => "no",
        };

        // DHCPv6 needs advertisements too: they tell the router.
        text.Append($"\n[Network]\nDHCP={dhcp}\nIPv6AcceptRA={(one.V6.Mode is AddressMode.Auto or AddressMode.Dhcp ? "yes" : "no")}\n");
        foreach (var address in new[] { one.V4, one.V6 })
        {
            if (address.Cidr is not null)
            {
                text.Append($"Address={address.Cidr}\n");
            }
        }

        if (withDns)
        {
            foreach (var server in context.Nameservers)
            {
                text.Append($"DNS={server}\n");
            }

            if (context.SearchDomains.Count > 0)
            {
                text.Append($"Domains={string.Join(' ', context.SearchDomains)}\n");
            }
        }

        foreach (var address in new[] { one.V4, one.V6 })
        {
            if (address.Gateway is not null)
            {
                text.Append($"\n[Route]\nGateway={address.Gateway}\n{(address.GatewayOnLink ? "GatewayOnLink=yes\n" : "")}");
            }
        }

        return text.ToString();
    }
}
