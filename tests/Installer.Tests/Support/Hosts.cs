using System.Net;
using Domar.Core.Install.Answers;
using Domar.Core.Install.Inventory;

namespace Domar.Installer.Tests.Support;

/// <summary>Hosts for tests.</summary>
internal static class Hosts
{
    /// <summary>Five disks of 100 GiB (sda to sde), a small one (sdf), and two cards, the first with an address from DHCP.</summary>
    public static InstallFacts Plain { get; } = new()
    {
        Disks =
        [
            .. "abcde".Select(static (letter, i) => Disk(i, $"sd{letter}", 100L << 30, ("ID_SERIAL", $"ACME_{letter}1"), ("ID_MODEL", "ACME"), ("DEVLINKS", $"/dev/disk/by-id/ata-ACME_{letter}1 /dev/disk/by-path/x{letter}"))),
            Disk(5, "sdf", 4L << 30, ("ID_SERIAL", "TINY_f1"), ("ID_MODEL", "TINY")),
        ],
        Nics =
        [
            new InstallNic("enp1s0", "52:54:00:00:00:01", true, "0", [new HostAddress(IPAddress.Parse("192.0.2.10"), 24)], Properties(("INTERFACE", "enp1s0"), ("ID_NET_NAME_MAC", "enx525400000001"))),
            new InstallNic("enp2s0", "52:54:00:00:00:02", false, "1", [], Properties(("INTERFACE", "enp2s0"), ("ID_NET_NAME_MAC", "enx525400000002"))),
        ],
        Route4 = new DefaultRoute("enp1s0", IPAddress.Parse("192.0.2.1")),
        DnsServers = [IPAddress.Parse("192.0.2.53")],
        DhcpDomain = "lan.example",
        DhcpHostName = "sent",
        MemoryMiB = 16 * 1024,
        DefaultArcMaxMiB = 1638,
        TimeZones = new HashSet<string> { "Europe/Vienna", "Europe/Berlin", "UTC" },
    };

    public static InstallDisk Disk(int index, string name, long sizeBytes, params (string Name, string Value)[] properties) => new(
        index.ToString(System.Globalization.CultureInfo.InvariantCulture),
        new BlockDevice { Name = name, Path = $"/dev/{name}", Kind = "disk", SizeBytes = sizeBytes },
        Properties([("DEVNAME", $"/dev/{name}"), .. properties]));

    public static IReadOnlyDictionary<string, string> Properties(params (string Name, string Value)[] properties) => properties.ToDictionary(static p => p.Name, static p => p.Value);
}
