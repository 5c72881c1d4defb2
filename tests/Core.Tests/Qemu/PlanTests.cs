using System.Text.RegularExpressions;
using CsCheck;
using Domar.Core.Qemu;

namespace Domar.Core.Tests.Qemu;

[TestClass]
public sealed partial class PlanTests
{
    private static readonly HostFacts Host = PlanFixture.StockHost("10.0");

    [TestMethod]
    [DataRow("pc")]
    [DataRow("q35")]
    public void Plan_OfEveryDeviceAtOnce_GivesEachASlotOfItsOwn(string machine)
    {
        var lines = new List<string> { $"machine: {machine}", "scsihw: virtio-scsi-single", "agent: 1", "rng0: source=/dev/urandom", "watchdog: model=i6300esb",
            "audio0: device=AC97", "ivshmem: size=4", "sata0: none,media=cdrom", "ostype: win10", "vga: qxl4", "usb0: host=1:2,usb3=1".Replace("1:2", "0001:0002", StringComparison.Ordinal) };
        lines.AddRange(Enumerable.Range(0, 32).Select(i => $"net{i}: virtio=BC:24:11:00:00:{i:X2}"));
        lines.AddRange(Enumerable.Range(0, 31).Select(i => $"scsi{i}: local:100/vm-100-disk-{i}.raw"));
        lines.AddRange(Enumerable.Range(0, 16).Select(i => $"virtio{i}: local:100/vm-100-disk-{i}.raw"));
        lines.AddRange(Enumerable.Range(0, 16).Select(i => $"hostpci{i}: 0000:{i:x2}:00.0"));
        var host = Host with { PciDevices = [.. Enumerable.Range(0, 16).Select(i => new PciDeviceFacts($"0000:{i:x2}:00.0"))] };
        var slots = PlanFixture.Plan(string.Join('\n', lines), host).Arguments.Select(a => Slot().Match(a)).Where(m => m.Success)
            .Select(m => m.Groups[1].Value + " " + Convert.ToInt32(m.Groups[2].Value, 16) + m.Groups[3].Value).ToList();
        Assert.IsGreaterThan(90, slots.Count);
        Assert.AreEqual("", string.Join(", ", slots.GroupBy(s => s).Where(g => g.Count() > 1).Select(g => g.Key)));
    }

    [TestMethod]
    public void Plan_WithEmptyBootKey_BootsFromNothing() =>
        Assert.DoesNotContain("bootindex", Text("boot: \nscsi0: local:100/a.raw\nbootdisk: scsi0\nnet0: virtio=BC:24:11:00:00:01"));

    [TestMethod]
    [DataRow("boot: order=net0;scsi0", "id=net0,rx_queue_size=1024,tx_queue_size=256,bootindex=100", "device_id=drive-scsi0,bootindex=101")]
    [DataRow("boot: nc\nbootdisk: scsi0", "tx_queue_size=256,bootindex=100", "device_id=drive-scsi0,bootindex=200")]
    [DataRow("bootdisk: scsi0", "tx_queue_size=256,bootindex=300", "device_id=drive-scsi0,bootindex=100")]
    public void Plan_WithBootOrder_NumbersTheDevices(string boot, string first, string second)
    {
        var text = Text($"{boot}\nscsi0: local:100/a.raw\nnet0: virtio=BC:24:11:00:00:01");
        Assert.Contains(first, text);
        Assert.Contains(second, text);
    }

    [TestMethod]
    [DataRow("l26", "9.2", "pc", "type=pc-i440fx", false)]
    [DataRow("win11", "9.2", "pc", "type=pc-i440fx-5.1", true)]
    [DataRow("win11\nmeta: creation-qemu=7.2.0,ctime=1", "9.2", "q35", "type=pc-q35-7.2", true)]
    [DataRow("win10", "7.2", "pc-i440fx-6.2+pve1", "type=pc-i440fx-6.2", true)]
    public void Plan_OfWindows_PinsTheMachineType(string os, string qemu, string machine, string expected, bool isPinned) =>
        Assert.AreEqual(isPinned, PlanFixture.Plan($"ostype: {os}\nmachine: {machine}", PlanFixture.StockHost(qemu)).Arguments.Any(a => a.EndsWith(expected, StringComparison.Ordinal)));

    [TestMethod]
    public void Plan_OnOldQemu_LeavesOutWhatItLacks()
    {
        const string Config = "machine: q35\nostype: win11\ncpu: host\nscsi0: chain:100/a.qcow2";
        var storage = ChainStorage();
        var section = PlanFixture.Config(Config);
        string On(string version)
        {
            var host = PlanFixture.StockHost(version) with { Accelerator = Accelerator.Kvm, VolumeChains = new Dictionary<string, IReadOnlyList<string>> { ["/c/images/100/a.qcow2"] = ["/c/images/100/snap1-a.qcow2"] } };
            return string.Join(' ', QemuPlanner.Plan(PlanFixture.Id, section, Domar.Core.Storage.VolumeResolver.ResolveAll(section, storage, host), host, new QemuPaths("/run", PlanFixture.Id)).Arguments);
        }

        Assert.DoesNotContain("discard-no-unref", On("7.2"));
        Assert.Contains("\"discard-no-unref\":true", On("10.0"));
        Assert.Contains("snap1-a.qcow2", On("10.0"));
        Assert.DoesNotContain("cet-ss", On("10.0"));
        Assert.Contains("-cet-ss", On("11.0"));
    }

    [TestMethod]
    public void Plan_UnderTcg_HasNoFlagOfKvm()
    {
        var text = Text("cpu: host,flags=+hv-tlbflush;+pcid\nostype: win11");
        Assert.Contains("-cpu max,+pcid ", text);
        Assert.DoesNotContain("kvm", text);
    }

    [TestMethod]
    public void Plan_WithKvmSwitchedOff_UsesTcgOnAKvmHost()
    {
        var plan = PlanFixture.Plan("kvm: 0\ncpu: kvm64", Host with { Accelerator = Accelerator.Kvm });
        Assert.AreEqual(Accelerator.Tcg, plan.Accelerator);
        Assert.Contains("-accel tcg,thread=multi", string.Join(' ', plan.Arguments));
        Assert.Contains("-cpu qemu64", string.Join(' ', plan.Arguments));
    }

    [TestMethod]
    public void Plan_OfTaps_ListsThemForTheHost()
    {
        var host = Host with { NetworkMode = NetworkMode.Tap, Accelerator = Accelerator.Kvm, HasVhostNet = true };
        var plan = PlanFixture.Plan("net0: virtio=BC:24:11:00:00:01,bridge=vmbr0,queues=4,tag=7\nnet3: e1000=BC:24:11:00:00:02,bridge=vmbr1\nnet4: virtio=BC:24:11:00:00:03", host);
        Assert.AreEqual(new TapInterface("tap100i0", "vmbr0") { Index = 0, Queues = 4, VlanTag = 7 }, plan.Taps[0]);
        Assert.AreEqual(new TapInterface("tap100i3", "vmbr1") { Index = 3 }, plan.Taps[1]);
        Assert.HasCount(2, plan.Taps);
    }

    [TestMethod]
    public void Plan_TellsSockets_AndWhatFollowsTheStart()
    {
        var plan = PlanFixture.Plan("serial0: socket\nserial2: /dev/ttyS5\nagent: 1\nmemory: 1024\nballoon: 512\nnet0: virtio=BC:24:11:00:00:01,link_down=1", Host, runFolder: "/r");
        Assert.AreEqual("/r/100.qmp", plan.QmpSocketPath);
        Assert.AreEqual("/r/100.vnc", plan.VncSocketPath);
        Assert.AreEqual("/r/100.qga", plan.AgentSocketPath);
        Assert.AreEqual("/r/100.serial0", plan.SerialSocketPaths[0]);
        Assert.HasCount(1, plan.SerialSocketPaths);
        Assert.AreEqual("pc-i440fx-10.0", plan.MachineType);
        CollectionAssert.AreEqual((string[])["qom-set", "balloon", "set_link"], plan.AfterStart.Select(s => s.Command).ToArray());
        Assert.AreEqual("{\"value\":536870912}", plan.AfterStart[1].ArgumentsJson);
        Assert.AreEqual("{\"name\":\"net0\",\"up\":false}", plan.AfterStart[2].ArgumentsJson);
    }

    [TestMethod]
    public void Plan_WithCommasInNames_DoublesThem() =>
        Assert.Contains("filename\":\"/a,b/images/100/vm.raw\"", string.Join(' ', PlanFixture.Plan("bios: seabios\nscsi0: local:100/vm.raw\nserial0: socket", Host, "/a,b", "/r,s").Arguments));

    [TestMethod]
    public void Plan_WithCommaInRunFolder_DoublesItInOptions() =>
        Assert.Contains("path=/r,,s/100.serial0,server=on", string.Join(' ', PlanFixture.Plan("serial0: socket", Host, runFolder: "/r,s").Arguments));

    [TestMethod]
    public void Plan_OfArgs_SplitsThemAsAShellDoes() =>
        CollectionAssert.AreEqual(
            (string[])["-a", "b c", "d\"e", "f\\g", "", "h i"],
            PlanFixture.Plan("args: -a 'b c' \"d\\\"e\" 'f\\g' '' h\\ i", Host).Arguments.TakeLast(6).ToArray());

    [TestMethod]
    public void Plan_OfAnyArgsText_PlansOrRefuses() => Gen.String[Gen.Char["ab '\"\\$\t-"], 0, 40].Sample(text =>
    {
        try
        {
            PlanFixture.Plan($"name: a\nargs: -x {text.Trim()}", Host);
        }
        catch (PlanException e)
        {
            Assert.Contains("args: ", e.Message);
        }
    });

    [TestMethod]
    public void Plan_OfSameInput_IsTheSame()
    {
        const string Config = "scsihw: virtio-scsi-single\nscsi0: local:100/a.qcow2,iothread=1\nnet0: virtio=BC:24:11:00:00:01\nbios: ovmf";
        Assert.AreEqual(Text(Config), Text(Config));
    }

    [TestMethod]
    public void Plan_WithoutDirectIo_UsesTheHostCache()
    {
        var config = PlanFixture.Config("scsi0: local:100/a.raw,cache=none");
        var volume = new ResolvedVolume("local:100/a.raw", new FileLocation("/tmp/a.raw"), "raw") { LacksDirectIo = true };
        var plan = QemuPlanner.Plan(PlanFixture.Id, config, new Dictionary<string, ResolvedVolume> { ["scsi0"] = volume }, Host, new QemuPaths("/run", PlanFixture.Id));
        Assert.DoesNotContain("\"direct\":true", string.Join(' ', plan.Arguments));
    }

    [TestMethod]
    public void Plan_WithoutSeccomp_HasNoSandbox() =>
        CollectionAssert.DoesNotContain(PlanFixture.Plan("name: a", Host with { Qemu = Host.Qemu with { HasSandbox = false } }).Arguments.ToList(), "-sandbox");

    [TestMethod]
    public void CommandText_QuotesForAShell() => Assert.AreEqual(
        "/usr/bin/qemu \\\n  -name 'it'\\''s' \\\n  -S \\\n  -blockdev '{\"driver\":\"raw\"}' \\\n  -x ''\n",
        CommandText.Format("/usr/bin/qemu", ["-name", "it's", "-S", "-blockdev", "{\"driver\":\"raw\"}", "-x", ""]));

    private static Domar.Core.Config.StorageConfig ChainStorage() =>
        Domar.Core.Config.StorageConfig.Parse("dir: chain\n\tpath /c\n\tcontent images\n\tsnapshot-as-volume-chain 1\n", "storage.cfg");

    private static string Text(string config) => string.Join(' ', PlanFixture.Plan(config, Host).Arguments);

    [GeneratedRegex(@"bus=(pci[e.\w-]*|ich9-pcie-port-\d+),addr=(?:0x)?([0-9a-f]+)((?:\.\w+)?)")]
    private static partial Regex Slot();
}
