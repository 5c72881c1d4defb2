using Domar.HostTools.Exec;
using Domar.HostTools.Tests.Fakes;
using Domar.HostTools.Udev;

namespace Domar.HostTools.Tests.Udev;

/// <summary>Recorded output of systemd 257 in a live Domar: disks and network cards only.</summary>
[TestClass]
public sealed class UdevadmTests
{
    [TestMethod]
    public void ExportDb_HasDisksAndCards()
    {
        var devices = UdevadmParser.Parse(Fixture.Read("export-db-257.txt"));

        var disk = devices.Single(static device => device.DeviceName == "/dev/sda");
        Assert.AreEqual(("block", "Small_Disk_SATA0001", "disk"), (disk.Subsystem, disk.Properties["ID_SERIAL"], disk.Properties["DEVTYPE"]));
        var card = devices.Single(static device => device.Interface == "enp0s2");
        Assert.AreEqual(("net", "enx525400123456", "virtio_net"), (card.Subsystem, card.Properties["ID_NET_NAME_MAC"], card.Properties["ID_NET_DRIVER"]));
    }

    [TestMethod]
    public void ValueWithEqualsSign_IsWhole() => Assert.AreEqual("a=b", UdevadmParser.Parse("P: /x\nE: KEY=a=b\nE: EMPTY=\n").Single().Properties["KEY"]);

    [TestMethod]
    [DataRow("")]
    [DataRow("\n\n\n")]
    [DataRow("E: \nE: =\nE:KEY=value\nnonsense")]
    public void OtherText_IsNoDevice(string text) => Assert.IsEmpty(UdevadmParser.Parse(text));

    [TestMethod]
    public async Task Udevadm_ThatFails_IsTold()
    {
        var udev = new Udevadm(new FakeToolRunner(static _ => new ToolResult(1, "", "no udev\n")));

        Assert.AreEqual("Cannot read udev's database: udevadm ended with 1: no udev", (await Assert.ThrowsExactlyAsync<ToolException>(() => udev.ListAsync(CancellationToken.None))).Message);
    }

    [TestMethod]
    public async Task DevicesThatAreStillLookedAt_AreTold()
    {
        var udev = new Udevadm(new FakeToolRunner(static command => new ToolResult(command.Arguments[0] == "settle" ? 1 : 0, "", "")));

        Assert.AreEqual(
            "udev is not done with its devices: udevadm settle ended with 1", (await Assert.ThrowsExactlyAsync<ToolException>(() => udev.SettleAsync(CancellationToken.None))).Message);
    }
}
