using CsCheck;
using Domar.Core.Install.Plans;
using Domar.Core.Install.Settings;
using static Domar.Installer.Tests.Plans.PlanSupport;

namespace Domar.Installer.Tests.Plans;

/// <summary>How a volume group is divided.</summary>
[TestClass]
public sealed class LvmSizePlannerTests
{
    private static readonly LvmSettings NoWishes = new(null, null, null, null);

    [TestMethod]
    // Disk in GiB, memory in GiB; swap, state, thin pool, its metadata, and what stays free in MiB.
    [DataRow(8, 2, 1024, 2048, 1700, 20, 1024)]
    [DataRow(16, 16, 2048, 4096, 5716, 60, 2048)]
    [DataRow(32, 4, 4096, 8192, 13748, 140, 4096)]
    [DataRow(100, 6, 6144, 25600, 54412, 544, 12800)]
    [DataRow(500, 64, 8192, 98304, 379180, 3792, 16384)]
    [DataRow(20000, 64, 8192, 98304, 20324044, 15360, 16384)]
    public void Defaults_AreTheDocumentedOnes(int diskGiB, int memoryGiB, int swap, int state, int data, int metadata, int free)
    {
        var sizes = LvmSizePlanner.Plan((diskGiB * 1024) - 2354 - 1, diskGiB, memoryGiB * 1024, NoWishes)!;

        Assert.AreEqual((swap, state, data, metadata), (sizes.SwapMiB, sizes.StateMiB, sizes.DataMiB, sizes.MetadataMiB));
        Assert.IsTrue(sizes.FreeMiB >= free && sizes.FreeMiB < free + 16, $"{sizes.FreeMiB} MiB stay free");
    }

    [TestMethod]
    public void NoSwap_NoThinPool_IsPossible()
    {
        var sizes = LvmSizePlanner.Plan(100_000, 100, 8192, new LvmSettings(0, 10, 0, 0))!;

        Assert.AreEqual(new LvmSizes(0, 10240, 0, 0, 99996 - 10240), sizes);
    }

    [TestMethod]
    public void TooSmallForAThinPool_TheStateTakesTheRest_WithANote()
    {
        var facts = Host(1, 8 * GiB);
        var result = InstallPlanner.Plan(Settings(facts, "ext4", "lvm = { swapsize = 3 }"), facts, Context);

        Assert.AreEqual("there is no thin pool, and no storage local-lvm: less than 1 GiB would be left for it. Guests' disks are files in the storage local", string.Join('\n', result.Notes));
        Assert.DoesNotContain("thin-pool", Commands(result.Plan!, "Make the LVM volumes"));
        Assert.AreEqual("dir: local\n\tpath /var/lib/vz\n\tcontent iso,vztmpl,backup,rootdir,images\n", FileText(result.Plan!, "/storage.cfg"));
    }

    [TestMethod]
    public void Volumes_FitTheGroup_AndKeepToTheWishes() => Gen.Select(
        Gen.Double[6.5, 5000], Gen.Long[512, 4_000_000], Wish(0, 200), Wish(2, 500), Wish(0, 200), Wish(0, 5000), Gen.Long[0, 4096]).Sample(static (diskGiB, memoryMiB, swap, root, free, vz, lessMiB) =>
    {
        var partition = (long)(diskGiB * 1024) - 2354 - 1 - Math.Min(lessMiB, 3);
        var sizes = LvmSizePlanner.Plan(partition, diskGiB, memoryMiB, new LvmSettings(swap, root, free, vz));
        if (sizes is null)
        {
            // Only wishes can be too much.
            Assert.IsTrue((swap ?? 0) + (free ?? 0) + 2 > (partition / 1024.0) - Math.Min(8, diskGiB / 8) - 0.1);
            Assert.IsTrue(swap is not null || free is not null);
            return;
        }

        var used = sizes.SwapMiB + sizes.StateMiB + sizes.DataMiB + (2 * sizes.MetadataMiB);
        Assert.AreEqual(LvmSizePlanner.GroupMiB(partition), used + sizes.FreeMiB);
        Assert.IsTrue(LvmSizePlanner.GroupMiB(partition) < partition);
        Assert.IsTrue(new[] { sizes.SwapMiB, sizes.StateMiB, sizes.DataMiB, sizes.MetadataMiB, sizes.FreeMiB }.All(static size => size >= 0 && size % LvmSizePlanner.ExtentMiB == 0));
        Assert.IsTrue(sizes.StateMiB >= LvmSizePlanner.LeastStateMiB && (root is null || sizes.StateMiB <= root * 1024));
        Assert.IsTrue(free is null || sizes.FreeMiB >= free * 1024);
        Assert.IsTrue(swap is null || (sizes.SwapMiB >= swap * 1024 && sizes.SwapMiB <= (swap * 1024) + 4));
        Assert.IsTrue(vz is not null || sizes.DataMiB == 0 || free is not null || sizes.FreeMiB < Math.Min(16 * 1024, diskGiB * 128) + 16);
        Assert.IsTrue(vz is null || sizes.DataMiB <= vz * 1024);
        Assert.IsTrue(sizes.DataMiB == 0 ? sizes.MetadataMiB == 0 : sizes.DataMiB >= LvmSizePlanner.LeastDataMiB && sizes.MetadataMiB >= Math.Min(sizes.DataMiB / 100, 15000));
    });

    private static Gen<double?> Wish(double least, double most) => Gen.OneOf(Gen.Const((double?)null), Gen.Double[least, most].Select(static size => (double?)size), Gen.Const((double?)least));
}
