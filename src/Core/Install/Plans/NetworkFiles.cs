using System.Net;
using System.Net.Sockets;
using System.Text;
using Domar.Core.Install.Inventory;
using Domar.Core.Install.Settings;

namespace Domar.Core.Install.Plans;

/// <summary>Files of systemd-networkd for the management network: the bridge vmbr0 with the node's address, and the card in it.</summary>
public static class NetworkFiles
{
    private const string Bridge = "vmbr0";

    /// <summary>The files, names and texts, for <c>/etc/systemd/network</c>.</summary>
    /// <param name="settings">The network.</param>
    /// <param name="domain">The node's domain, which short names are looked up in.</param>
    /// <param name="nics">The host's cards.</param>
    public static IReadOnlyList<(string Name, string Text)> Make(NetworkSettings settings, string domain, IReadOnlyList<InstallNic> nics)
    {
        var files = new List<(string Name, string Text)>();
        foreach (var (mac, name) in settings.PinnedNames ?? new Dictionary<string, string>())
        {
            // Bridges and VLANs have the MAC address of a card too; they are not of the type ether (systemd.link(5)).
            files.Add(($"10-{name}.link", $"[Match]\nMACAddress={mac}\nType=ether\n\n[Link]\nName={name}\n"));
        }

        files.Add(($"10-{Bridge}.netdev", NetDev(MacOf(settings, nics))));
        files.Add(($"10-{Bridge}.network", BridgeNetwork(settings, domain)));
        files.Add(($"20-{settings.Nic}.network", $"[Match]\nName={settings.Nic}\n\n[Network]\nBridge={Bridge}\nLinkLocalAddressing=no\nLLDP=yes\n"));
        return files;
    }

    private static string? MacOf(NetworkSettings settings, IReadOnlyList<InstallNic> nics) =>
        settings.PinnedNames?.FirstOrDefault(pair => pair.Value == settings.Nic).Key ?? nics.FirstOrDefault(nic => nic.Name == settings.Nic)?.Mac;

    private static string NetDev(string? mac)
    {
        // Networks that know their hosts by MAC address know the card's. By itself a bridge would have one made from the machine id (systemd.link(5), MACAddressPolicy).
        var address = mac is null ? "" : $"MACAddress={mac}\n";

        // Without a spanning tree there is nothing to wait for before packets are forwarded.
        return $"[NetDev]\nName={Bridge}\nKind=bridge\n{address}\n[Bridge]\nSTP=no\nForwardDelaySec=0\n";
    }

    private static string BridgeNetwork(NetworkSettings settings, string domain)
    {
        var text = new StringBuilder($"[Match]\nName={Bridge}\n\n[Network]\nAddress={settings.Address}\n");
        if (IsOnLink(settings))
        {
            text.Append("DNS=").Append(settings.Dns).Append("\nDomains=").Append(domain).Append('\n');
            End();
            text.Append("\n[Route]\nGateway=").Append(settings.Gateway).Append("\nGatewayOnLink=yes\n");
        }
        else
        {
            text.Append("Gateway=").Append(settings.Gateway).Append("\nDNS=").Append(settings.Dns).Append("\nDomains=").Append(domain).Append('\n');
            End();
        }

        return text.ToString();

        // The node has the address that was chosen and no other, and has it without a cable too.
        void End() => text.Append("DHCP=no\nIPv6AcceptRA=no\nConfigureWithoutCarrier=yes\n");
    }

    /// <summary>Whether the router must be said to be reachable: it is not in the node's network, as hosting companies have it.</summary>
    private static bool IsOnLink(NetworkSettings settings) =>
        !settings.Address.IsInNetwork(settings.Gateway) && !(settings.Gateway is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv6LinkLocal: true });
}
