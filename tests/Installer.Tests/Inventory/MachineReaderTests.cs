using Domar.Core.Install;
using Domar.Core.Install.Inventory;
using Domar.HostTools.Losetup;
using Domar.HostTools.Lsblk;
using Domar.HostTools.Lvm;
using Domar.HostTools.Smartctl;
using Domar.Installer.Inventory;
using Domar.Installer.Output;
using Domar.Installer.Tests.Cli;

namespace Domar.Installer.Tests.Inventory;

/// <summary>That no disk is offered which is in use, although lsblk shows it free. The recordings are of a live Domar started from a USB stick of 17 GB, with a blank NVMe disk.</summary>
[TestClass]
public sealed class MachineReaderTests
{
    private const string DomarFacts = "mode=live\nversion=0.1.0\nvariant=default\nid=265cee37e6583b28\nmedium=/dev/sda\n";

    private static readonly BlockDevice Stick = new()
    {
        Name = "sdb",
        Path = "/dev/sdb",
        Kind = "disk",
        DeviceNumber = "8:16",
        SizeBytes = 32_000_000_000,
        Transport = "usb",
        Children = [new BlockDevice { Name = "sdb1", Path = "/dev/sdb1", Kind = "part", DeviceNumber = "8:17", SizeBytes = 31_999_000_000, FileSystem = "vfat" }],
    };

    private static readonly BlockDevice[] Loops =
    [
        new() { Name = "loop1", Path = "/dev/loop1", Kind = "loop", DeviceNumber = "7:1", SizeBytes = 165_000_000, FileSystem = "iso9660" },
        new() { Name = "loop0", Path = "/dev/loop0", Kind = "loop", DeviceNumber = "7:0", SizeBytes = 140_000_000, FileSystem = "squashfs" },
    ];

    [TestMethod]
    public async Task Stick_IsNotOffered_AlsoWhenItIsNotMountedAnyMore()
    {
        using var machine = new FakeMachine { Loops = LosetupParser.Parse(Recorded("stick-losetup.json")) };
        machine.Write("proc/self/mountinfo", Recorded("stick-mountinfo.txt"));
        machine.Write("run/domar-boot/facts", DomarFacts);

        var devices = LsblkParser.Parse(Recorded("stick-lsblk.json"));
        var verdicts = await JudgeAsync(machine, [.. devices]);

        // What makes this test one: lsblk alone says that it is free.
        Assert.IsInstanceOfType<TargetUsable>(InstallTargetPolicy.Judge(devices.Single(static device => device.Name == "sda")));
        Assert.AreEqual(new TargetRefused("Domar is running from it"), verdicts["sda"]);
        Assert.IsInstanceOfType<TargetUsable>(verdicts["nvme0n1"]);
    }

    [TestMethod]
    public async Task Stick_IsNotOffered_EvenWithoutTheFactsOfTheStart()
    {
        using var machine = new FakeMachine { Loops = LosetupParser.Parse(Recorded("stick-losetup.json")) };

        Assert.AreEqual(
            new TargetRefused("it is in use here, at /dev/loop0; unmount that first"), (await JudgeAsync(machine, [.. LsblkParser.Parse(Recorded("stick-lsblk.json"))]))["sda"]);
    }

    [TestMethod]
    public async Task StickWithTheIsoAsAFile_IsNotOffered()
    {
        using var machine = new FakeMachine { Loops = [new LoopDevice("/dev/loop1", "/domar.iso", "8:17"), new LoopDevice("/dev/loop0", "/domar/root.img", "7:1")] };
        machine.Write("run/domar-boot/facts", DomarFacts.Replace("/dev/sda", "/dev/loop1"));

        Assert.AreEqual(new TargetRefused("Domar is running from it"), (await JudgeAsync(machine, [Stick, .. Loops]))["sdb"]);
    }

    [TestMethod]
    public async Task LoopDevicesInARing_AreNoEndlessLoop()
    {
        using var machine = new FakeMachine { Loops = [new LoopDevice("/dev/loop1", "/a", "7:0"), new LoopDevice("/dev/loop0", "/b", "7:1")] };
        machine.Write("run/domar-boot/facts", "medium=/dev/loop1\n");

        Assert.IsInstanceOfType<TargetUsable>((await JudgeAsync(machine, [Stick, .. Loops]))["sdb"]);
    }

    [TestMethod]
    [DataRow("40 29 8:16 / /mnt/a rw - ext4 /dev/root rw\n")]
    [DataRow("40 29 0:50 / /mnt/a rw - btrfs /dev/sdb rw\n")]
    public async Task MountedWholeDisk_IsNotOffered(string mounts)
    {
        using var machine = new FakeMachine();
        machine.Write("proc/self/mountinfo", mounts);

        Assert.AreEqual(new TargetRefused("it is in use here, at /mnt/a; unmount that first"), (await JudgeAsync(machine, Stick))["sdb"]);
    }

    [TestMethod]
    public async Task PoolsAndVolumeGroups_AreKnown_WithTheirDisks()
    {
        using var machine = new FakeMachine { Volumes = [new PhysicalVolume("/dev/sdb1", "pve"), new PhysicalVolume("/dev/vda", "pve"), new PhysicalVolume("/dev/vdz", null), new PhysicalVolume("/dev/md0", "odd")] };
        var member = FakeMachine.Disk with { Name = "vdb", Path = "/dev/vdb", Serial = "S2", FileSystem = null, Label = null, Children = [FakeMachine.Disk with { Name = "vdb3", Path = "/dev/vdb3", Kind = "part", Serial = null }] };

        var report = await machine.Reader([], [], member, FakeMachine.Disk, Stick).ReadAsync(Inspection.None, CancellationToken.None);

        Assert.AreEqual("tank /dev/vda,/dev/vdb", Text(report.ExistingPools));
        Assert.AreEqual("odd /dev/md0; pve /dev/sdb,/dev/vda", Text(report.ExistingVolumeGroups));
        Assert.IsEmpty(report.Notes);

        static string Text(IReadOnlyList<ExistingStorage> found) => string.Join("; ", found.Select(static storage => $"{storage.Name} {string.Join(',', storage.Disks)}"));
    }

    [TestMethod]
    public async Task WithoutLvm_IsNoted()
    {
        using var machine = new FakeMachine { Volumes = null };

        Assert.AreEqual("volume groups on the disks are not known: there is no LVM.", (await machine.Reader([], [], Stick).ReadAsync(Inspection.None, CancellationToken.None)).Notes.Single());
    }

    [TestMethod]
    public async Task DiskThatGoesWhileItIsRead_IsNoted_AndTheOthersAreTold()
    {
        using var machine = new FakeMachine();
        machine.Smart["/dev/sdb"] = new SmartSummary(SmartHealth.Unknown) { Problem = "Smartctl open device: /dev/sdb failed: No such device" };

        var report = await machine.Reader([], [], Stick, FakeMachine.Disk, FakeMachine.Medium, Loops[0]).ReadAsync(Inspection.Health | Inspection.Kvm, CancellationToken.None);

        Assert.AreEqual("the health of /dev/sdb is not known: Smartctl open device: /dev/sdb failed: No such device", report.Notes.Single());
        CollectionAssert.AreEquivalent(new[] { "/dev/sdb", "/dev/vda" }, report.Smart.Keys.ToArray(), "only disks are asked");
        Assert.AreEqual(SmartHealth.Passed, report.Smart["/dev/vda"].Health);
    }

    [TestMethod]
    public async Task DuplicatedSerial_IsNoted_AndShown()
    {
        using var machine = new FakeMachine();
        var twin = FakeMachine.Disk with { Name = "vdb", Path = "/dev/vdb" };

        var report = await machine.Reader([], [], FakeMachine.Disk, twin, Stick).ReadAsync(Inspection.None, CancellationToken.None);

        Assert.AreEqual(
            "/dev/vda and /dev/vdb have the same serial number 'S1': choose among them by path, and check that they are not one disk that is connected twice", report.Notes.Single());
        Assert.Contains("            warning: serial number 'S1' is also that of vdb\n", InventoryText.Write(report));
        Assert.Contains("            warning: serial number 'S1' is also that of vda\n", InventoryText.Write(report));
    }

    private static async Task<Dictionary<string, InstallTargetVerdict>> JudgeAsync(FakeMachine machine, params BlockDevice[] devices) =>
        (await machine.Reader([], [], devices).ReadAsync(Inspection.None, CancellationToken.None)).Disks.ToDictionary(static pair => pair.Device.Name, static pair => pair.Verdict);

    private static string Recorded(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Inventory", "Fixtures", name));
}
