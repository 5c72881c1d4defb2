using System.Net;
using Domar.Core.Install.Answers;
using Domar.Core.Install.Inventory;
using Domar.HostTools.Host;
using Domar.HostTools.Networkd;
using Domar.HostTools.Udev;
using Domar.Installer.Inventory;

namespace Domar.Installer.Installation.Demo;

/// <summary>A machine that is not there: for tests of the screens, and for looking at them.</summary>
/// <param name="hasDisks">Whether it has disks besides the medium.</param>
internal sealed class DemoMachine(bool hasDisks) : IMachineReader
{
    private const long Terabyte = 1_000_204_886_016;

    /// <inheritdoc/>
    public Task<MachineReport> ReadAsync(Inspection besides, CancellationToken cancellationToken) => Task.FromResult(Report(hasDisks));

    /// <summary>What it is.</summary>
    /// <param name="hasDisks">Whether it has disks besides the medium.</param>
    public static MachineReport Report(bool hasDisks) => new()
    {
        Devices = hasDisks ? [.. Disks(), Medium()] : [Medium()],
        Udev = [Card("eno1"), Card("eno2")],
        Links =
        [
            new NetworkLink(
                "eno1", 2, [new HostAddress(IPAddress.Parse("192.0.2.10"), 24)], [IPAddress.Parse("192.0.2.1")], [IPAddress.Parse("192.0.2.53")], ["lan.example"])
            {
                Lease = new DhcpLease("192.0.2.10", "192.0.2.1") { HostName = "demo" },
            },
        ],
        Cards =
        [
            new NetworkCard("eno1", 2, "02:00:00:00:00:01", "igb", true, true, 1000),
            new NetworkCard("eno2", 3, "02:00:00:00:00:02", "igb", true, false, null),
        ],
        MemoryBytes = 32L << 30,
        Firmware = new FirmwareFacts(true, false),
        Kvm = null,
    };

    private static IEnumerable<BlockDevice> Disks()
    {
        for (var letter = 'a'; letter <= 'd'; letter++)
        {
            yield return new BlockDevice
            {
                Name = $"sd{letter}",
                Path = $"/dev/sd{letter}",
                Kind = "disk",
                SizeBytes = Terabyte,
                Model = "EXAMPLE SSD 1TB",
                Serial = $"EX00{letter - 'a' + 1}",
                Transport = "sata",
                FileSystem = letter == 'a' ? "zfs_member" : null,
                Label = letter == 'a' ? "tank" : null,
            };
        }

        yield return new BlockDevice { Name = "sde", Path = "/dev/sde", Kind = "disk", SizeBytes = 4_000_000_000, Model = "EXAMPLE STICK", Serial = "EX005", Transport = "usb" };
    }

    private static BlockDevice Medium() =>
        new() { Name = "sr0", Path = "/dev/sr0", Kind = "rom", SizeBytes = 165_000_000, Model = "EXAMPLE DVD", IsRemovable = true, IsMedium = true };

    private static UdevDevice Card(string name) => new(new Dictionary<string, string> { ["SUBSYSTEM"] = "net", ["INTERFACE"] = name });
}
