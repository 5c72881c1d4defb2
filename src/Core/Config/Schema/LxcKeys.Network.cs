using static Domar.Core.Config.Field;

namespace Domar.Core.Config;

internal static partial class LxcKeys
{
    private static KeySchema[] Network() =>
    [
        KeyText("hostname", "Host name of the container.", Forms.DnsName, 255),
        KeyText("nameserver", "DNS servers.", Forms.LxcNameservers),
        KeyText("searchdomain", "DNS search domains.", Forms.DnsNameList),
        Properties("net[n]", "Network device.",
        [
            Text("name", "Its name in the container.", Forms.Interface, required: true),
            Text("bridge", "Bridge on the host that the device joins.", Forms.Interface),
            Flag("firewall", "Whether the firewall guards the device."),
            Text("gw", "IPv4 gateway.", Forms.IPv4),
            Text("gw6", "IPv6 gateway.", Forms.IPv6),
            Flag("host-managed", "The host sets the addresses, not the container."),
            Text("hwaddr", "Hardware address.", Forms.MacAddress),
            Text("ip", "IPv4 address.", Forms.IPv4Config),
            Text("ip6", "IPv6 address.", Forms.IPv6Config),
            Flag("link_down", "Start with the cable unplugged."),
            Int("mtu", "MTU.", 64, 65535),
            Number("rate", "Limit in megabytes per second."),
            Int("tag", "VLAN of the device's packets.", 1, 4094),
            Text("trunks", "VLANs that may pass the device tagged.", Forms.VlanIds),
            Choice("type", "Kind of device.", ["veth"]),
        ],
        maxIndex: 31),
    ];
}
