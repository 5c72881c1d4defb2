using Domar.HostTools.Host;
using Domar.TestKit;
using Microsoft.Extensions.Time.Testing;

namespace Domar.HostTools.Tests.Host;

[TestClass]
public sealed class HostInfoTests
{
    [TestMethod]
    public void Status_OfThisHost_IsPlausible()
    {
        var status = new HostInfo().ReadStatus();

        Assert.IsGreaterThan(TimeSpan.Zero, status.Uptime);
        Assert.IsInRange(0.0, 1.0, status.CpuUsage);
        Assert.AreEqual("Linux", status.Kernel.Name);
        Assert.IsGreaterThan(0, status.RootFileSystem.UsedBytes);
        Assert.IsLessThan(status.RootFileSystem.TotalBytes, status.RootFileSystem.AvailableBytes);
    }

    [TestMethod]
    public void CpuUsage_IsKept_UntilEnoughTimeHasPassed()
    {
        var time = new FakeTimeProvider();
        time.Advance(TimeSpan.FromSeconds(1));
        var info = new HostInfo(time);
        var first = info.ReadStatus();

        time.Advance(TimeSpan.FromMilliseconds(100));

        Assert.AreEqual((first.CpuUsage, first.IoWait), (info.ReadStatus().CpuUsage, info.ReadStatus().IoWait));
    }

    [TestMethod]
    public void OwnProcess_IsRead()
    {
        var usage = new HostInfo().ReadProcess(Environment.ProcessId)!;

        Assert.IsGreaterThan(10 << 20, usage.ResidentBytes);
        Assert.IsGreaterThan(TimeSpan.Zero, usage.CpuTime);
        Assert.IsNotNull(usage.WrittenBytes);
    }

    [TestMethod]
    public void MissingProcess_IsNull() => Assert.IsNull(new HostInfo().ReadProcess(int.MaxValue));

    [TestMethod]
    public void Platform_FindsBridges_HugePagesAndFirmware()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["sys/class/net/vmbr0/bridge"]);
        File.WriteAllText(folder["sys/class/net/vmbr0/mtu"], "9000\n");
        Directory.CreateDirectory(folder["sys/class/net/eth0"]);
        File.WriteAllText(folder["sys/class/net/eth0/mtu"], "1500\n");
        Directory.CreateDirectory(folder["sys/kernel/mm/hugepages/hugepages-1048576kB"]);
        Directory.CreateDirectory(folder["sys/kernel/mm/hugepages/hugepages-2048kB"]);
        Directory.CreateDirectory(folder["ovmf"]);
        File.WriteAllBytes(folder["ovmf/OVMF_CODE_4M.fd"], new byte[5]);
        File.CreateSymbolicLink(folder["ovmf/OVMF_CODE_4M.ms.fd"], "OVMF_CODE_4M.fd");
        File.CreateSymbolicLink(folder["ovmf/broken.fd"], "none");

        var facts = new PlatformProbe(folder["sys"], folder["ovmf"]).Read();

        CollectionAssert.AreEquivalent(new Dictionary<string, int> { ["vmbr0"] = 9000 }, facts.BridgeMtus.ToDictionary());
        CollectionAssert.AreEqual(new[] { 2, 1024 }, facts.HugepageSizesMiB.ToArray());
        CollectionAssert.AreEquivalent(new Dictionary<string, long> { ["OVMF_CODE_4M.fd"] = 5, ["OVMF_CODE_4M.ms.fd"] = 5 }, facts.FirmwareBytes.ToDictionary());
    }

    [TestMethod]
    public void Platform_WithoutAnything_IsEmpty()
    {
        using var folder = new TempFolder();

        var facts = new PlatformProbe(folder["none"], folder["none"]).Read();

        Assert.IsEmpty(facts.BridgeMtus);
        Assert.IsEmpty(facts.HugepageSizesMiB);
        Assert.IsEmpty(facts.FirmwareBytes);
    }
}
