using Domar.Core.Config;
using Domar.Core.Primitives;
using Domar.Core.Qemu;
using Domar.Core.Units;

namespace Domar.Core.Tests.Units;

[TestClass]
public sealed class GuestResourcesTests
{
    private const long MiB = 1 << 20;

    private static readonly UnitFacts Kvm = new() { OnlineCpus = [0, 1, 2, 3, 8, 9] };

    [TestMethod]
    public void Vm_WithoutLimits_HasHeadRoomBesideItsMemory()
    {
        var limits = Vm("memory: 2048\n");
        // 256 for QEMU, 8 for the processor, 64 for the screen.
        Assert.AreEqual((2048 + 256 + 8 + 64) * MiB, limits.MemoryMaxBytes);
        Assert.AreEqual(1024 + 4, limits.TasksMax);
        Assert.IsNull(limits.CpuTimePerSecond);
        Assert.IsNull(limits.CpuWeight);
        Assert.IsNull(limits.AllowedCpus);
        Assert.IsNull(limits.SwapMaxBytes);
    }

    [TestMethod]
    [DataRow("memory: 16384\n", 16384 + 983 + 8 + 64)]
    [DataRow("memory: current=1024\ncores: 2\nsockets: 2\n", 1024 + 256 + 32 + 64)]
    [DataRow("memory: 1024\ncores: 4\nvcpus: 2\n", 1024 + 256 + 16 + 64)]
    [DataRow("memory: 1024\nscsi0: local:a\nide2: none,media=cdrom\n", 1024 + 256 + 8 + 32 + 64)]
    [DataRow("memory: 1024\nvga: qxl3,memory=128\n", 1024 + 256 + 8 + 384)]
    [DataRow("memory: 1024\nhugepages: 2\n", 256 + 8 + 64)]
    [DataRow("memory: 1024\nivshmem: size=100\n", 1024 + 256 + 8 + 64 + 100)]
    [DataRow("memory: 1024\nkvm: 0\n", 1024 + 256 + 8 + 64 + 1024)]
    [DataRow("memory: 1024\narch: aarch64\n", 1024 + 256 + 8 + 64 + 1024)]
    [DataRow("", 512 + 256 + 8 + 64)]
    public void Vm_Memory_FollowsItsHardware(string config, int expectedMiB) => Assert.AreEqual(expectedMiB * MiB, Vm(config).MemoryMaxBytes);

    [TestMethod]
    public void Vm_UnderTcg_HasRoomForTranslatedCode() =>
        Assert.AreEqual(1024 * MiB, Vm("", Kvm with { Accelerator = Accelerator.Tcg }).MemoryMaxBytes - Vm("").MemoryMaxBytes);

    [TestMethod]
    public void Vm_Tasks_GrowWithProcessorsAndDisks() => Assert.AreEqual(1024 + 16 + 128, Vm("cores: 4\nscsi0: local:a\nvirtio1: local:b\n").TasksMax);

    [TestMethod]
    public void Vm_Affinity_IsCutToOnlineProcessors() => CollectionAssert.AreEqual(new[] { 0, 2, 3, 8 }, Vm("affinity: 2-8,0\n").AllowedCpus!.ToArray());

    [TestMethod]
    public void Vm_AffinityWithoutOnlineProcessor_IsRefused() =>
        StringAssert.Contains(Assert.ThrowsExactly<PlanException>(() => Vm("affinity: 4-7\n")).Message, "none of the processors");

    [TestMethod]
    public void Vm_NonsenseNumbers_DoNotOverflow()
    {
        const string nonsense = "[special:nonsense]\nmemory: 9223372036854775807\ncores: 9223372036854775807\nsockets: 9223372036854775807\nvga: qxl,memory=9223372036854775807\n";
        var limits = GuestResources.ForVm(GuestConfig.Parse(nonsense, GuestKind.Qemu, "100.conf").Section("special:nonsense")!, Kvm);
        Assert.IsGreaterThan(0, limits.MemoryMaxBytes!.Value);
        Assert.IsGreaterThan(0, limits.TasksMax!.Value);
    }

    [TestMethod]
    [DataRow(GuestKind.Qemu)]
    [DataRow(GuestKind.Lxc)]
    public void CpuLimit_IsTime_AndZeroIsNone(GuestKind kind)
    {
        Assert.AreEqual(TimeSpan.FromMilliseconds(1500), Plan(kind, "cpulimit: 1.5\n").CpuTimePerSecond);
        Assert.IsNull(Plan(kind, "cpulimit: 0\n").CpuTimePerSecond);
    }

    [TestMethod]
    [DataRow("0", 1)]
    [DataRow("1", 1)]
    [DataRow("100", 100)]
    [DataRow("10000", 10000)]
    [DataRow("262144", 10000)]
    public void CpuUnits_AreAWeight_SharesOfVersion1AreCut(string units, int weight) =>
        Assert.AreEqual(weight, Plan(GuestKind.Lxc, $"cpuunits: {units}\n").CpuWeight);

    [TestMethod]
    [DataRow("", 512, 512)]
    [DataRow("memory: 64\nswap: 0\n", 64, 0)]
    [DataRow("memory: 2048\nswap: 4096\n", 2048, 4096)]
    public void Container_HasItsMemory_AndSwapBesideIt(string config, int memory, int swap)
    {
        var limits = Plan(GuestKind.Lxc, config);
        Assert.AreEqual((memory * MiB, swap * MiB), (limits.MemoryMaxBytes, limits.SwapMaxBytes));
        Assert.IsNull(limits.TasksMax);
    }

    [TestMethod]
    [DataRow(2, 0, "0,1")]
    [DataRow(2, 1, "2,3")]
    [DataRow(2, 2, "8,9")]
    [DataRow(2, 3, "0,1")]
    [DataRow(4, 1, "0,1,8,9")]
    [DataRow(1, 1000000005, "3")]
    [DataRow(6, 1, null)]
    [DataRow(64, 1, null)]
    public void Container_Cores_AreProcessors_SpreadByOffset(int cores, int offset, string? cpus)
    {
        var limits = GuestResources.ForContainer(Parse(GuestKind.Lxc, $"cores: {cores}\n"), Kvm with { CpuOffset = offset });
        Assert.AreEqual(cpus, limits.AllowedCpus is null ? null : string.Join(',', limits.AllowedCpus));
        Assert.IsNull(limits.CpuTimePerSecond);
    }

    [TestMethod]
    [DataRow("0", "0")]
    [DataRow("0,5,8-11", "0,5,8,9,10,11")]
    [DataRow("3-3, 1,1", "1,3")]
    [DataRow("8191", "8191")]
    public void CpuList_IsRead(string text, string expected)
    {
        Assert.IsTrue(CpuList.TryParse(text, out var cpus));
        Assert.AreEqual(expected, string.Join(',', cpus));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("a")]
    [DataRow("1-")]
    [DataRow("-1")]
    [DataRow("3-1")]
    [DataRow("1-2-3")]
    [DataRow("8192")]
    [DataRow("0-99999999999")]
    public void CpuList_ThatIsNone_IsNotRead(string text) => Assert.IsFalse(CpuList.TryParse(text, out _));

    private static UnitResources Vm(string config, UnitFacts? facts = null) => GuestResources.ForVm(Parse(GuestKind.Qemu, config), facts ?? Kvm);

    private static UnitResources Plan(GuestKind kind, string config) =>
        kind == GuestKind.Qemu ? Vm(config) : GuestResources.ForContainer(Parse(kind, config), Kvm);

    private static ConfigSection Parse(GuestKind kind, string config) => GuestConfig.Parse(config, kind, "100.conf").Current;
}
