using Domar.Core.Qemu;

namespace Domar.Core.Tests.Qemu;

[TestClass]
public sealed class PlanErrorTests
{
    [TestMethod]
    [DataRow("scsi0: gone:vm-100-disk-0", "storage 'gone' of volume 'gone:vm-100-disk-0' does not exist.")]
    [DataRow("scsi0: local:../../etc/passwd", "is no volume's name")]
    [DataRow("scsi0: thin:iso/x.iso", "storage 'thin' does not support content-type 'iso'")]
    [DataRow("scsi0: none", "scsi0 has no volume")]
    [DataRow("scsi0: local:100/a.raw,aio=native,cache=writeback", "scsi0 has aio=native, which works only past the host's cache")]
    [DataRow("cores: 2\nvcpus: 3", "vcpus is 3, but 1 socket(s) of 2 core(s) make 2")]
    [DataRow("hotplug: memory", "Memory hotplug needs NUMA")]
    [DataRow("hotplug: memory\nnuma: 1\nmemory: 512", "with memory hotplug it must be at least 1024 MiB")]
    [DataRow("hotplug: memory\nnuma: 1\nmemory: 1600", "Set 'memory' to 1536 or 2048")]
    [DataRow("memory: 1025\nnuma: 1\nsockets: 2", "1025 MiB of memory cannot be split evenly over 2 sockets")]
    [DataRow("memory: 512\nnuma: 1\nnuma0: cpus=0,memory=256", "The NUMA nodes have 256 MiB together, the guest has 512")]
    [DataRow("hugepages: 2", "Huge pages need NUMA")]
    [DataRow("hugepages: 2\nnuma: 1", "has no huge pages of 2 MiB")]
    [DataRow("machine: pc,viommu=intel", "An Intel vIOMMU needs the machine type q35")]
    [DataRow("machine: q35,aw-bits=39", "cannot set aw-bits if no vIOMMU is configured")]
    [DataRow("machine: pc-i440fx-11.0", "is too old to run machine type 'pc-i440fx-11.0', please upgrade node 'test'")]
    [DataRow("cpu: custom-nosuch", "The CPU model 'custom-nosuch' is not defined on node 'test'")]
    [DataRow("hostpci0: 01:00.0", "node 'test' has no PCI device '0000:01:00.0'")]
    [DataRow("hostpci0: 01:00.0,pcie=1", "the q35 machine model is not enabled")]
    [DataRow("usb0: spice", "node 'test' has no SPICE")]
    [DataRow("usb5: host=1234:5678", "using usb5 is only possible with machine type >= 7.1 and ostype l26 or windows > 7")]
    [DataRow("tpmstate0: local:100/vm-100-disk-9.raw,version=v2.0", "has a TPM (tpmstate0), which this version cannot run")]
    [DataRow("args: -device \"open", "a quotation mark (\") is not closed")]
    [DataRow("amd-sev: type=es", "cannot run a guest with 'amd-sev: type=es'")]
    [DataRow("arch: aarch64", "needs UEFI")]
    public void Plan_OfImpossibleConfig_SaysWhatIsWrong(string config, string expected) =>
        Assert.Contains(expected, PlanFixture.PlanError(config, PlanFixture.StockHost("10.0")));

    [TestMethod]
    public void Plan_WithMissingVolume_NamesTheWayOut()
    {
        var config = PlanFixture.Config("scsi0: local:100/vm-100-disk-0.raw");
        var error = Assert.ThrowsExactly<PlanException>(() => QemuPlanner.Plan(
            PlanFixture.Id, config, new Dictionary<string, ResolvedVolume>(), PlanFixture.StockHost("10.0"), new QemuPaths("/run", PlanFixture.Id)));
        Assert.Contains("detach it with 'domar vm set 100 --delete scsi0'", error.Message);
    }

    [TestMethod]
    public void Plan_WithQemuOlderThanSix_IsRefused() =>
        Assert.Contains("Detected old QEMU binary ('5.2.0', at least 6.0 is required)", PlanFixture.PlanError("name: a", PlanFixture.StockHost("5.2.0")));

    [TestMethod]
    public void Plan_WithMoreProcessorsThanTheHost_IsRefused() =>
        Assert.Contains("MAX 4 vcpus allowed", PlanFixture.PlanError("cores: 8", PlanFixture.StockHost("10.0") with { ProcessorCount = 4 }));

    [TestMethod]
    public void Plan_WithMtuAboveBridge_IsRefused()
    {
        var host = PlanFixture.StockHost("10.0") with { NetworkMode = NetworkMode.Tap, BridgeMtus = new Dictionary<string, int> { ["vmbr0"] = 1500 } };
        Assert.Contains("net0: MTU 9000 is larger than that of bridge 'vmbr0', 1500", PlanFixture.PlanError("net0: virtio=BC:24:11:00:00:01,bridge=vmbr0,mtu=9000", host));
    }

    [TestMethod]
    public void Plan_WithoutSmallFirmware_NamesTheLargeOne()
    {
        var host = PlanFixture.StockHost("10.0") with { FirmwareFiles = new HashSet<string> { "OVMF_CODE_4M.fd" } };
        Assert.Contains("add an EFI disk with 'efitype=4m'", PlanFixture.PlanError("bios: ovmf", host));
    }

    [TestMethod]
    public void Paths_TooLongForASocket_AreRefused() =>
        Assert.Contains("may have 107 bytes", Assert.ThrowsExactly<PlanException>(() => new QemuPaths("/" + new string('r', 100), PlanFixture.Id)).Message);

    [TestMethod]
    [DataRow("")]
    [DataRow("[]")]
    [DataRow("{}")]
    [DataRow("{\"qemuVersion\":\"new\"}")]
    [DataRow("{\"qemuVersion\":\"10.0\",\"pciDevices\":3}")]
    public void HostFacts_OfBadJson_AreRefused(string json) =>
        Assert.Contains("The host facts cannot be read", Assert.ThrowsExactly<PlanException>(() => HostFacts.ParseJson(json)).Message);
}
