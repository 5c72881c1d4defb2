using static Domar.Core.Config.Field;

namespace Domar.Core.Config;

internal static partial class QemuKeys
{
    private static KeySchema[] CloudInit() =>
    [
        Properties("cicustom", "Files that take the place of generated cloud-init data.",
        [
            Text("meta", "Metadata.", Forms.Volume),
            Text("network", "Network data.", Forms.Volume),
            Text("user", "User data.", Forms.Volume),
            Text("vendor", "Vendor data.", Forms.Volume),
        ],
        "pve-qm-cicustom"),
        KeyText("cipassword", "Password of the user, better hashed."),
        KeyChoice("citype", "Form of the cloud-init drive.", ["configdrive2", "nocloud", "opennebula"]),
        KeyFlag("ciupgrade", "Upgrade packages at the first boot.", "1"),
        KeyText("ciuser", "User whose password and keys are set."),
        new("ipconfig[n]", ConfigValueType.PropertyString, "Addresses of the network device with the same index.")
        {
            MaxIndex = 31,
            FormatName = "pve-qm-ipconfig",
            CrossCheck = static p =>
                p["gw"] is not null && p["ip"] is null ? "gw= needs ip=." :
                p["gw6"] is not null && p["ip6"] is null ? "gw6= needs ip6=." : null,
            SubKeys =
            [
                Text("gw", "IPv4 gateway.", Forms.IPv4),
                Text("gw6", "IPv6 gateway.", Forms.IPv6),
                Text("ip", "IPv4 address.", Forms.IPv4Config, @default: "dhcp"),
                Text("ip6", "IPv6 address.", Forms.IPv6Config, @default: "dhcp"),
            ],
        },
        KeyText("nameserver", "DNS servers.", Forms.AddressList),
        KeyText("searchdomain", "DNS search domain."),
        KeyText("sshkeys", "Public SSH keys, URL-encoded, one a line.", Forms.UrlEncoded),
    ];
}
