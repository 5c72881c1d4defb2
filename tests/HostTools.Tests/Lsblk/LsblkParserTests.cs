using Domar.Core.Install;
using Domar.Core.Install.Inventory;
using Domar.HostTools.Exec;
using Domar.HostTools.Lsblk;
using Domar.HostTools.Tests.Fakes;

namespace Domar.HostTools.Tests.Lsblk;

/// <summary>
/// Recorded output: <c>live-iso-2.41.json</c> from a live Domar started from a CD (disks with LVM, with ZFS, with 4096-byte sectors, a small one, a USB one),
/// <c>build-host-2.38.json</c> from a Debian 12. What no machine here has is written by hand in the tests.
/// </summary>
[TestClass]
public sealed class LsblkParserTests
{
    [TestMethod]
    public void LiveSystem_HasAllDevices() => CollectionAssert.AreEqual(
        new[] { "loop0", "sda", "sdb", "sdc", "sr0", "vda", "nvme0n1" }, Live().Select(static device => device.Name).ToArray());

    [TestMethod]
    public void Disk_HasItsFacts()
    {
        var disk = Live().Single(static device => device.Name == "sdb");

        Assert.AreEqual(
            ("/dev/sdb", "disk", 21_474_836_480L, "QEMU HARDDISK", "SC0001", "0x5000c50015ea71aa", 4096, 4096),
            (disk.Path, disk.Kind, disk.SizeBytes, disk.Model, disk.Serial, disk.Wwn, disk.LogicalSectorBytes, disk.PhysicalSectorBytes));
        Assert.AreEqual((true, null, false, false), (disk.IsRotational, disk.Transport, disk.IsReadOnly, disk.IsRemovable));
        Assert.AreEqual("8:16", disk.DeviceNumber);
        Assert.IsEmpty(disk.Children);
    }

    [TestMethod]
    public void Partitions_AreChildren_AndTheTableIsTheDisks()
    {
        var disk = Live().Single(static device => device.Name == "sda");

        Assert.AreEqual(("gpt", "sata"), (disk.PartitionTable, disk.Transport));
        Assert.AreEqual(("sda1", "esp", (string?)null, (string?)null), (disk.Children[0].Name, disk.Children[0].PartitionLabel, disk.Children[0].PartitionTable, disk.Children[0].FileSystem));
        Assert.AreEqual(("sda2", "ext4", "data"), (disk.Children[1].Name, disk.Children[1].FileSystem, disk.Children[1].Label));
    }

    [TestMethod]
    public void Lvm_AndZfs_AreFound()
    {
        var lvm = Live().Single(static device => device.Name == "vda");
        var zfs = Live().Single(static device => device.Name == "nvme0n1");

        Assert.AreEqual(("LVM2_member", "pve-root", "/dev/mapper/pve-root", "lvm", "proot"),
            (lvm.FileSystem, lvm.Children[0].Name, lvm.Children[0].Path, lvm.Children[0].Kind, lvm.Children[0].Label));
        Assert.AreEqual(("nvme", "NV0001", false), (zfs.Transport, zfs.Serial, zfs.IsRotational));
        Assert.AreEqual(("zfs_member", "rpool"), (zfs.Children[0].FileSystem, zfs.Children[0].Label));
    }

    [TestMethod]
    public void LiveSystem_OffersTheFreeDisks_AndNotItsMedium()
    {
        var verdicts = Live().ToDictionary(static device => device.Name, static device => (InstallTargetPolicy.Judge(device) as TargetRefused)?.Reason);

        Assert.IsNull(verdicts["sdb"]);
        Assert.IsNull(verdicts["sdc"]);
        Assert.IsNull(verdicts["vda"]);
        Assert.IsNull(verdicts["nvme0n1"]);
        Assert.AreEqual("Domar is running from it", verdicts["sr0"]);
        Assert.AreEqual("it is a file that is used as a device", verdicts["loop0"]);
        Assert.AreEqual("it is too small: 4.29 GB, and at least 8 GB are needed", verdicts["sda"]);
    }

    [TestMethod]
    public void UtilLinux238_IsRead()
    {
        var devices = LsblkParser.Parse(Fixture.Read("build-host-2.38.json"));

        CollectionAssert.AreEqual(new[] { "zram0", "vda" }, devices.Select(static device => device.Name).ToArray());
        CollectionAssert.AreEqual(new[] { "/" }, devices[1].MountPoints.ToArray());
        Assert.IsEmpty(devices[0].MountPoints);
    }

    [TestMethod]
    public void NumbersAndFlagsAsTexts_AreRead()
    {
        var disk = LsblkParser.Parse("""{"blockdevices": [{"name": "sda", "path": "/dev/sda", "type": "disk", "size": "1000", "ro": "1", "rm": "0", "rota": "1", "log-sec": "512"}]}""")[0];

        Assert.AreEqual((1000L, true, false, true, 512), (disk.SizeBytes, disk.IsReadOnly, disk.IsRemovable, disk.IsRotational, disk.LogicalSectorBytes));
    }

    [TestMethod]
    [DataRow("", "line 1, column 1: not JSON")]
    [DataRow("{\n  \"blockdevices\": }", "line 2, column 19: not JSON")]
    [DataRow("{}", "without the expected facts")]
    [DataRow("[]", "without the expected facts")]
    [DataRow("""{"blockdevices": [{"path": "/dev/sda", "type": "disk"}]}""", "'name' is missing")]
    [DataRow("""{"blockdevices": [{"name": "sda", "path": "/dev/sda", "type": "disk", "size": "10G"}]}""", "without the expected facts")]
    [DataRow("""{"blockdevices": [{"name": "sda", "path": "/dev/sda", "type": "disk", "log-sec": 99999999999}]}""", "without the expected facts")]
    public void Rejects_OtherThings(string json, string expected) =>
        StringAssert.Contains(Assert.ThrowsExactly<ToolException>(() => LsblkParser.Parse(json)).Message, expected);

    [TestMethod]
    public void Rejects_DeepNesting() => Assert.ThrowsExactly<ToolException>(
        () => LsblkParser.Parse("{\"blockdevices\":[" + string.Concat(Enumerable.Repeat("{\"children\":[", 10_000)) + string.Concat(Enumerable.Repeat("]}", 10_000)) + "]}"));

    [TestMethod]
    public async Task Lsblk_AsksForJsonAndBytes()
    {
        var runner = new FakeToolRunner(static _ => new ToolResult(0, """{"blockdevices": []}""", ""));

        Assert.IsEmpty(await new HostTools.Lsblk.Lsblk(runner).ListAsync(CancellationToken.None));

        CollectionAssert.AreEqual(new[] { "--json", "--bytes", "--output", HostTools.Lsblk.Lsblk.Columns }, runner.Runs.Single().Arguments.ToArray());
    }

    [TestMethod]
    public async Task Lsblk_ThatFails_IsTold()
    {
        var lsblk = new HostTools.Lsblk.Lsblk(new FakeToolRunner(static _ => new ToolResult(1, "", "lsblk: failed to access sysfs directory\n")));

        var exception = await Assert.ThrowsExactlyAsync<ToolException>(() => lsblk.ListAsync(CancellationToken.None));

        Assert.AreEqual("Cannot list disks: lsblk ended with 1: lsblk: failed to access sysfs directory", exception.Message);
    }

    [TestMethod]
    public async Task Lsblk_OfThisHost_IsRead()
    {
        // A host of tests has at least the device of its root, or none at all in a container without /sys/block.
        if (Directory.Exists("/sys/block") && Directory.EnumerateFileSystemEntries("/sys/block").Any())
        {
            foreach (var device in await new HostTools.Lsblk.Lsblk(new ToolRunner()).ListAsync(CancellationToken.None))
            {
                StringAssert.StartsWith(device.Path, "/dev/");
            }
        }
    }

    private static IReadOnlyList<BlockDevice> Live() => LsblkParser.Parse(Fixture.Read("live-iso-2.41.json"));
}
