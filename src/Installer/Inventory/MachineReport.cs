using System.Globalization;
using Domar.Core.Install;
using Domar.Core.Install.Inventory;
using Domar.HostTools.Host;
using Domar.HostTools.Kvm;
using Domar.HostTools.Networkd;
using Domar.HostTools.Smartctl;
using Domar.HostTools.Udev;

namespace Domar.Installer.Inventory;

/// <summary>What an installation would find on a host.</summary>
internal sealed record MachineReport
{
    /// <summary>Block devices, in lsblk's order.</summary>
    public required IReadOnlyList<BlockDevice> Devices { get; init; }

    /// <summary>ZFS pools on the disks, by name; also those that are not imported.</summary>
    public IReadOnlyList<ExistingStorage> ExistingPools { get; init; } = [];

    /// <summary>LVM volume groups on the disks, by name; also those that are not active.</summary>
    public IReadOnlyList<ExistingStorage> ExistingVolumeGroups { get; init; } = [];

    /// <summary>What disks say of their health, by path; empty when they were not asked.</summary>
    public IReadOnlyDictionary<string, SmartSummary> Smart { get; init; } = new Dictionary<string, SmartSummary>();

    /// <summary>udev's database; empty where there is none.</summary>
    public required IReadOnlyList<UdevDevice> Udev { get; init; }

    /// <summary>What networkd has set up; empty where it does not run.</summary>
    public required IReadOnlyList<NetworkLink> Links { get; init; }

    /// <summary>Network cards, by name.</summary>
    public required IReadOnlyList<NetworkCard> Cards { get; init; }

    /// <summary>Memory.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Firmware.</summary>
    public required FirmwareFacts Firmware { get; init; }

    /// <summary>How guests would run; null when that was not tested.</summary>
    public required AcceleratorFacts? Kvm { get; init; }

    /// <summary>What could not be found out, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The device's verdicts, by name.</summary>
    public IReadOnlyList<(BlockDevice Device, InstallTargetVerdict Verdict)> Disks =>
        [.. Devices.OrderBy(static device => device.Name, StringComparer.Ordinal).Select(static device => (device, InstallTargetPolicy.Judge(device)))];

    /// <summary>What networkd knows of a card.</summary>
    public NetworkLink? LinkOf(NetworkCard card) => Links.FirstOrDefault(link => link.Name == card.Name);

    /// <summary>The facts that an answer file is resolved with.</summary>
    public InstallFacts ToFacts()
    {
        var memoryMiB = MemoryBytes / (1024 * 1024);
        var byPath = Udev.Where(static device => device.Subsystem == "block" && device.DeviceName is not null)
            .GroupBy(static device => device.DeviceName!).ToDictionary(static group => group.Key, static group => group.First().Properties);
        var byName = Udev.Where(static device => device.Subsystem == "net" && device.Interface is not null)
            .GroupBy(static device => device.Interface!).ToDictionary(static group => group.Key, static group => group.First().Properties);

        // What is no disk at all is not there for answer files, as with Proxmox: "filter.DEVNAME = *" means disks.
        var disks = Disks.Where(static pair => pair.Device.Kind == "disk").Select((pair, i) => new InstallDisk(
            i.ToString(CultureInfo.InvariantCulture), pair.Device, byPath.GetValueOrDefault(pair.Device.Path) ?? new Dictionary<string, string> { ["DEVNAME"] = pair.Device.Path }));
        var nics = Cards.Select((card, i) => new InstallNic(
            card.Name, card.Mac, card.HasLink == true, i.ToString(CultureInfo.InvariantCulture), LinkOf(card)?.Addresses ?? [],
            byName.GetValueOrDefault(card.Name) ?? new Dictionary<string, string> { ["INTERFACE"] = card.Name }));
        var links = Cards.Select(LinkOf).OfType<NetworkLink>().ToList();
        return new InstallFacts
        {
            Disks = [.. disks],
            Nics = [.. nics],
            Route4 = Route(links, System.Net.Sockets.AddressFamily.InterNetwork),
            Route6 = Route(links, System.Net.Sockets.AddressFamily.InterNetworkV6),
            DnsServers = [.. links.SelectMany(static link => link.DnsServers)],
            DhcpDomain = links.SelectMany(static link => link.SearchDomains).FirstOrDefault(static domain => domain.Length > 0),
            DhcpHostName = links.Select(static link => link.DhcpHostName).FirstOrDefault(static name => name is not null),
            MemoryMiB = memoryMiB,
            DefaultArcMaxMiB = RunEnvironmentParser.DefaultArcMax(memoryMiB),
        };
    }

    private static DefaultRoute? Route(List<NetworkLink> links, System.Net.Sockets.AddressFamily family) => links
        .SelectMany(static link => link.Gateways.Select(gateway => new DefaultRoute(link.Name, gateway)))
        .FirstOrDefault(route => route.Gateway.AddressFamily == family);
}
