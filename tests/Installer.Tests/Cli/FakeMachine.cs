using System.Net;
using Domar.Core.Install.Answers;
using Domar.Core.Install.Inventory;
using Domar.Core.Qemu;
using Domar.HostTools.Kvm;
using Domar.HostTools.Losetup;
using Domar.HostTools.Lvm;
using Domar.HostTools.Networkd;
using Domar.HostTools.Smartctl;
using Domar.HostTools.Udev;
using Domar.Installer.Inventory;
using Domar.TestKit;
using Domar.TestKit.Fakes;

namespace Domar.Installer.Tests.Cli;

/// <summary>A reader whose tools are fakes, over a folder that looks like /: a UEFI machine of 2 GiB with one card.</summary>
internal sealed class FakeMachine : IDisposable
{
    private readonly TempFolder _root = new();

    public FakeMachine()
    {
        Write("proc/meminfo", "MemTotal: 2097152 kB\nMemFree: 1 kB\nMemAvailable: 1 kB\n");
        Write("proc/cmdline", "quiet\n");
        Write("proc/cpuinfo", "processor : 0\nphysical id : 0\ncore id : 0\nmodel name : ACME CPU\nflags : vmx sse2\n");
        Write("proc/sys/kernel/ostype", "Linux\n");
        Write("proc/sys/kernel/osrelease", "6.12.48+deb13-amd64\n");
        Write("proc/sys/kernel/version", "#1 SMP Debian 6.12.48-1\n");
        Write("etc/debian_version", "13.1\n");
        Write("sys/class/dmi/id/product_serial", "M1\n");
        Write("proc/self/mountinfo", "26 1 0:23 / /proc rw shared:5 - proc proc rw\n");
        Write("sys/class/net/enp1s0/address", "52:54:00:00:00:01\n");
        Write("sys/class/net/enp1s0/type", "1\n");
        Write("sys/class/net/enp1s0/flags", "0x1003\n");
        Write("sys/class/net/enp1s0/carrier", "1\n");
        Write("sys/class/net/enp1s0/speed", "1000\n");
        Write("sys/class/net/enp1s0/device/vendor", "\n");
        Directory.CreateDirectory(_root["sys/firmware/efi/efivars"]);
        File.WriteAllBytes(_root["sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"], [6, 0, 0, 0, 1]);
    }

    public static BlockDevice Disk { get; } =
        new() { Name = "vda", Path = "/dev/vda", Kind = "disk", SizeBytes = 20L << 30, Model = "ACME", Serial = "S1", Transport = "sata", FileSystem = "zfs_member", Label = "tank" };

    public static BlockDevice Medium { get; } =
        new() { Name = "sr0", Path = "/dev/sr0", Kind = "rom", SizeBytes = 165_000_000, IsRemovable = true, MountPoints = ["/run/domar-boot/medium"] };

    public static NetworkLink Link { get; } =
        new("enp1s0", 2, [new HostAddress(IPAddress.Parse("192.0.2.10"), 24)], [IPAddress.Parse("192.0.2.1")], [IPAddress.Parse("192.0.2.53")], ["lan.example"])
        {
            Lease = new DhcpLease("192.0.2.10", "192.0.2.1") { Lifetime = "1d", HostName = "sent", Domain = "lan.example" },
        };

    public IReadOnlyList<LoopDevice> Loops { get; set; } = [];

    public IReadOnlyList<PhysicalVolume>? Volumes { get; set; } = [];

    public Dictionary<string, SmartSummary> Smart { get; } = new()
    {
        ["/dev/vda"] = new SmartSummary(SmartHealth.Passed) { PercentageUsed = 3, TemperatureCelsius = 31, PowerOnHours = 1234 },
    };

    public string Path => _root.Path;

    public MachineReader Reader(IReadOnlyList<UdevDevice>? udev, IReadOnlyList<NetworkLink>? links, params BlockDevice[] devices) => new(
        new FakeLsblk(devices),
        new FakeLosetup([.. Loops]),
        new FakeUdev(udev),
        new FakeNetworkd(links),
        new FakeLvm(Volumes),
        new FakeSmartctl(Smart),
        static _ => Task.FromResult(new AcceleratorFacts(Accelerator.Kvm, "KVM works: the probe guest ran.")),
        _root.Path);

    public void Dispose() => _root.Dispose();

    public void Write(string path, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(_root[path])!);
        File.WriteAllText(_root[path], text);
    }
}
