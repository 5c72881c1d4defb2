using Domar.Core.Qemu;

namespace Domar.Core.Tests.Qemu;

[TestClass]
public sealed class HotplugPlannerTests
{
    private static readonly HostFacts Host = PlanFixture.StockHost("10.0");

    [TestMethod]
    public void DiskAdd_OnItsOwnController_MakesThreadControllerBackEndDevice()
    {
        const string Running = "scsihw: virtio-scsi-single\nscsi0: local:100/a.raw";
        var steps = Steps("scsi1", Running, Running + "\nscsi1: local:100/b.raw,iothread=1");
        CollectionAssert.AreEqual((string[])["object-add", "device_add", "object-add", "blockdev-add", "device_add"], steps.Select(s => s.Command).ToArray());
        CollectionAssert.AreEqual((string[])["object-del", "device_del", "object-del", "blockdev-del", "device_del"], steps.Select(s => s.Undo!.Command).ToArray());
        Assert.DoesNotContain("bootindex", steps[4].ArgumentsJson);
        Assert.Contains("\"lun\":1,", steps[4].ArgumentsJson);
    }

    [TestMethod]
    public void DiskAdd_OnExistingController_AddsNoSecondOne()
    {
        const string Running = "scsihw: virtio-scsi-pci\nscsi0: local:100/a.raw";
        Assert.DoesNotContain(s => s.ArgumentsJson.Contains("virtio-scsi-pci"), Steps("scsi1", Running, Running + "\nscsi1: local:100/b.raw"));
        var left = PlanFixture.Change("scsi1", "scsihw: virtio-scsi-pci", "scsihw: virtio-scsi-pci\nscsi1: local:100/b.raw", Host, devices: new HashSet<string> { "scsihw0" });
        Assert.DoesNotContain(s => s.ArgumentsJson.Contains("virtio-scsi-pci"), ((HotplugNow)left).Steps);
    }

    [TestMethod]
    public void DiskRemove_WaitsForTheGuest_ThenFreesTheBackEnd()
    {
        var steps = Steps("virtio0", "virtio0: local:100/a.raw,iothread=1", "name: a");
        Assert.AreEqual("virtio0", steps[0].AwaitDeletedDevice);
        CollectionAssert.AreEqual((string[])["device_del", "blockdev-del", "object-del", "object-del"], steps.Select(s => s.Command).ToArray());
        Assert.AreEqual("{\"id\":\"iothread-virtio0\"}", steps[3].ArgumentsJson);
    }

    [TestMethod]
    public void NicAdd_ListsTapAndPlugsCard()
    {
        var host = Host with { NetworkMode = NetworkMode.Tap };
        var plan = (HotplugNow)PlanFixture.Change("net1", "name: a", "name: a\nnet1: virtio=BC:24:11:00:00:01,bridge=vmbr0", host);
        Assert.AreEqual(new TapInterface("tap100i1", "vmbr0") { Index = 1 }, plan.Taps[0]);
        Assert.AreEqual("""{"type":"tap","id":"net1","ifname":"tap100i1","script":"no","downscript":"no"}""", plan.Steps[0].ArgumentsJson);
        Assert.Contains("\"rx_queue_size\":1024", plan.Steps[1].ArgumentsJson);
    }

    [TestMethod]
    public void NicChange_OfCableOnly_KeepsTheCard()
    {
        var step = Steps("net0", "net0: virtio=BC:24:11:00:00:01", "net0: virtio=BC:24:11:00:00:01,link_down=1").Single();
        Assert.AreEqual("""{"name":"net0","up":false}""", step.ArgumentsJson);
        Assert.AreEqual("""{"name":"net0","up":true}""", step.Undo!.ArgumentsJson);
    }

    [TestMethod]
    public void NicChange_OfBridgeOnly_ConnectsTheTapAnew()
    {
        var plan = (HotplugNow)PlanFixture.Change("net0", "net0: virtio=BC:24:11:00:00:01,bridge=vmbr0", "net0: virtio=BC:24:11:00:00:01,bridge=vmbr1,tag=5",
            Host with { NetworkMode = NetworkMode.Tap });
        Assert.IsEmpty(plan.Steps);
        Assert.AreEqual(new TapInterface("tap100i0", "vmbr1") { VlanTag = 5 }, plan.Taps.Single());
    }

    [TestMethod]
    public void NicChange_OfModel_ReplacesTheCard() => CollectionAssert.AreEqual(
        (string[])["device_del", "netdev_del", "netdev_add", "device_add"],
        Steps("net0", "net0: virtio=BC:24:11:00:00:01", "net0: e1000=BC:24:11:00:00:01").Select(s => s.Command).ToArray());

    [TestMethod]
    public void LimitsChange_SetsEveryLimit_SoThatOldOnesGo()
    {
        var step = Steps("scsi0", "scsi0: local:100/a.raw,mbps_rd=10", "scsi0: local:100/a.raw,iops=100,backup=0").Single();
        Assert.AreEqual("qom-set", step.Command);
        Assert.Contains("\"iops-total\":100", step.ArgumentsJson);
        Assert.Contains("\"bps-read\":0", step.ArgumentsJson);
        Assert.Contains("\"bps-read\":10485760", step.Undo!.ArgumentsJson);
    }

    [TestMethod]
    public void MediumChange_OfEmptyDrive_OnlyInserts() => CollectionAssert.AreEqual(
        (string[])["blockdev-open-tray", "object-add", "blockdev-add", "blockdev-insert-medium", "blockdev-close-tray"],
        Steps("ide2", "ide2: none,media=cdrom", "ide2: local:iso/a.iso,media=cdrom").Select(s => s.Command).ToArray());

    [TestMethod]
    public void BalloonChange_IsInBytes_AndNeverAboveMemory()
    {
        Assert.AreEqual("{\"value\":268435456}", Steps("balloon", "memory: 512", "memory: 512\nballoon: 256").Single().ArgumentsJson);
        Assert.AreEqual("{\"value\":536870912}", Steps("balloon", "memory: 512\nballoon: 256", "memory: 512").Single().ArgumentsJson);
    }

    [TestMethod]
    public void ProcessorsChange_PlugsTheNextOnes()
    {
        const string Running = "cores: 2\nsockets: 2\nhotplug: cpu\nvcpus: ";
        var steps = Steps("vcpus", Running + "1", Running + "3");
        Assert.AreEqual("""{"driver":"qemu64-x86_64-cpu","id":"cpu2","socket-id":0,"core-id":1,"thread-id":0}""", steps[0].ArgumentsJson);
        Assert.AreEqual("""{"driver":"qemu64-x86_64-cpu","id":"cpu3","socket-id":1,"core-id":0,"thread-id":0}""", steps[1].ArgumentsJson);
        CollectionAssert.AreEqual((string[])["cpu3", "cpu2"], Steps("vcpus", Running + "3", Running + "1").Select(s => s.AwaitDeletedDevice).ToArray());
    }

    [TestMethod]
    [DataRow("name", "name: a", "name: b")]
    [DataRow("onboot", "name: a", "onboot: 1")]
    [DataRow("boot", "name: a", "boot: order=net0")]
    [DataRow("scsi0", "scsi0: local:100/a.raw", "scsi0: local:100/a.raw,backup=0,size=1G")]
    [DataRow("scsi0", "scsi0: local:100/a.raw", "scsi0: local:100/a.raw")]
    public void Change_ThatQemuDoesNotSee_NeedsNoStep(string key, string running, string wanted) => Assert.IsEmpty(Steps(key, running, wanted));

    [TestMethod]
    [DataRow("memory", "memory: 512", "memory: 1024")]
    [DataRow("ide0", "name: a", "ide0: local:100/a.raw")]
    [DataRow("sata0", "sata0: local:100/a.raw", "name: a")]
    [DataRow("scsi0", "hotplug: network", "hotplug: network\nscsi0: local:100/a.raw")]
    [DataRow("net0", "hotplug: 0", "hotplug: 0\nnet0: virtio=BC:24:11:00:00:01")]
    [DataRow("scsi0", "scsi0: local:100/a.raw", "scsi0: local:100/b.raw")]
    [DataRow("scsi0", "scsi0: local:100/a.raw", "scsi0: local:100/a.raw,ssd=1")]
    [DataRow("scsi0", "scsihw: virtio-scsi-single", "scsihw: virtio-scsi-single\nscsi0: local:100/a.raw")]
    [DataRow("balloon", "memory: 512", "balloon: 0")]
    [DataRow("vcpus", "cores: 2", "cores: 2\nvcpus: 1")]
    [DataRow("net0", "net0: ne2k_isa=BC:24:11:00:00:01", "name: a")]
    public void Change_ThatQemuCannotMake_WaitsForTheRestart(string key, string running, string wanted)
    {
        var plan = Assert.IsInstanceOfType<HotplugNeedsRestart>(PlanFixture.Change(key, running, wanted, Host));
        Assert.StartsWith($"'{key}' changes at the next start of VM 100: ", plan.Reason);
    }

    private static IReadOnlyList<QmpStep> Steps(string key, string running, string wanted) =>
        Assert.IsInstanceOfType<HotplugNow>(PlanFixture.Change(key, running, wanted, Host)).Steps;
}
