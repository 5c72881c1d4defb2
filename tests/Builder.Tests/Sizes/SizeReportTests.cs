using Domar.Image.Builder.Locks;
using Domar.Image.Builder.Plans;
using Domar.Image.Builder.Sizes;
using Domar.Image.Builder.Tests.Trees;

namespace Domar.Image.Builder.Tests.Sizes;

/// <summary>What takes how much, and whether it may.</summary>
[TestClass]
public sealed class SizeReportTests
{
    private static readonly ImagePlan Plan = new()
    {
        Variant = "small",
        Description = "d",
        RecipePackages = ["10-base bash", "10-base acl", "30-storage lvm2"],
    };

    private static readonly PackageLock Lock = new(
    [
        new LockEntry("image", "bash", "5.2-1", "amd64", 1_400_000, new string('0', 64), "debian", "pool/b.deb"),
        new LockEntry("build", "lvm2", "9", "amd64", 1, new string('0', 64), "debian", "pool/l.deb"),
    ], "recipes/packages.lock");

    [TestMethod]
    public void Tree_IsMeasured_ByFolderPackageAndOwner()
    {
        using var tree = SampleTree();
        var sizes = SizeMeasurer.Measure(tree.Open().List(), PackageFiles.Read(tree.Open()));
        Assert.AreEqual(3_000_000 + 500_000 + 200_000 + 40_000 + ListBytes(tree), sizes.TotalBytes);
        // bash is told at /bin, through the link; its second name and the file that is gone count nothing; acl is one package of two architectures.
        Assert.AreEqual(3_000_000, sizes.Packages["bash"]);
        Assert.AreEqual(540_000, sizes.Packages["acl"]);
        Assert.AreEqual(0, sizes.Packages["lvm2"]);
        Assert.AreEqual(3_000_000, sizes.Folders["/usr/bin"]);
        Assert.AreEqual(200_000, sizes.Folders["/opt/mine"]);
        CollectionAssert.Contains(sizes.Unowned.ToArray(), ("/opt/mine/file", 200_000L));
    }

    [TestMethod]
    public void Report_ShowsAll()
    {
        var sizes = new TreeSizes
        {
            TotalBytes = 4_000_000,
            Folders = new Dictionary<string, long> { ["/usr/bin"] = 3_000_000, ["/opt"] = 1_000_000 },
            Packages = new Dictionary<string, long> { ["bash"] = 2_500_000, ["acl"] = 60_000, ["lvm2"] = 900_000 },
            Unowned = [("/etc/b", 20_000), ("/etc/a", 20_000), ("/opt/x", 500_000)],
        };
        Assert.AreEqual("""
            Sizes of variant small, in MB (10^6 bytes). Files with several names count once.

            Totals
                 4.0  root tree (budget 5)
                 2.0  root image
                   -  ISO (not measured) (budget 9)

            Folders
                 3.0  /usr/bin
                 1.0  /opt

            Recipes (files of their own packages, without those that these depend on)
                 2.6  10-base
                 0.9  30-storage (budget 1)

            Packages (unpacked, packed, name, version)
                 2.5      1.4  bash 5.2-1
                 0.9        -  lvm2 (not in the lock)
                 0.1        -  acl (not in the lock)

            Files of no package: 0.5 in 3, the largest
                 0.5  /opt/x
                 0.0  /etc/a
                 0.0  /etc/b

            """.ReplaceLineEndings("\n"),
            SizeReport.Format(Plan with { RootMegabytes = 5, IsoMegabytes = 9, RecipeBudgets = ["30-storage 1"] }, sizes, Lock, 2_000_000, null));
    }

    [TestMethod]
    [DataRow(700_000_000L, 300_000_000L, 120_000_000L, "")]
    [DataRow(712_400_000L, 1L, 1L, "budget root-mb of 700 MB is passed: the root tree takes 712.4 MB, 12.4 MB too much; see 'Packages' and 'Files of no package' in out/sizes.txt, leave something out or raise the budget in the recipe")]
    [DataRow(700_000_001L, 1L, 1L, "budget root-mb of 700 MB is passed: the root tree takes 700.0 MB, 1 bytes too much; see 'Packages' and 'Files of no package' in out/sizes.txt, leave something out or raise the budget in the recipe")]
    [DataRow(1L, 301_000_000L, 1L, "budget iso-mb of 300 MB is passed: the ISO takes 301.0 MB, 1.0 MB too much; see 'Totals' and 'Folders' in out/sizes.txt, leave something out or raise the budget in the recipe")]
    [DataRow(1L, 1L, 121_000_000L, "budget packages-mb of 120 MB is passed: what recipe 30-storage installs takes 121.0 MB, 1.0 MB too much; see its packages in 'Packages' of out/sizes.txt, leave something out or raise the budget in the recipe")]
    public void Budget_Passed_IsNamedWithItsFigures(long root, long iso, long storage, string expected)
    {
        var plan = Plan with { RootMegabytes = 700, IsoMegabytes = 300, RecipeBudgets = ["10-base 1", "30-storage 120"] };
        var sizes = Sizes(root, new() { ["lvm2"] = storage, ["other"] = 999_000_000_000 });
        Assert.AreEqual(expected, string.Join('\n', SizeReport.PassedBudgets(plan, sizes, iso, "out/sizes.txt")));
    }

    [TestMethod]
    public void Budgets_AllPassed_AreAllNamed_AndOfNoFigureNone()
    {
        var plan = Plan with { RootMegabytes = 1, IsoMegabytes = 1, RecipeBudgets = ["10-base 1"] };
        Assert.HasCount(3, SizeReport.PassedBudgets(plan, Sizes(9_000_000, new() { ["bash"] = 9_000_000 }), 9_000_000, "r"));
        Assert.HasCount(2, SizeReport.PassedBudgets(plan, Sizes(9_000_000, new() { ["bash"] = 9_000_000 }), null, "r"));
        Assert.IsEmpty(SizeReport.PassedBudgets(Plan, Sizes(9_000_000, new() { ["bash"] = 9_000_000 }), 9_000_000, "r"));
    }

    [TestMethod]
    public void Tree_WithoutFileLists_IsAnError()
    {
        using var tree = new TestTree().File("/usr/bin/bash");
        Assert.AreEqual(
            "the tree has no file lists in /var/lib/dpkg/info; measure before they are left out, or keep them",
            Assert.ThrowsExactly<BuildException>(() => PackageFiles.Read(tree.Open())).Message);
    }

    internal static TestTree SampleTree() => new TestTree().Link("/bin", "usr/bin").File("/usr/bin/bash", 3_000_000).HardLink("/usr/bin/rbash", "/usr/bin/bash")
        .File("/usr/lib/libacl.so", 500_000).File("/usr/lib32/libacl.so", 40_000).File("/opt/mine/file", 200_000)
        .File("/var/lib/dpkg/info/bash.list", "/.\n/bin\n/bin/bash\n/usr/share/man/gone\n")
        .File("/var/lib/dpkg/info/acl:amd64.list", "/usr/lib/libacl.so\n").File("/var/lib/dpkg/info/acl:i386.list", "/usr/lib32/libacl.so\n")
        .File("/var/lib/dpkg/info/lvm2.list", "/.\n").File("/var/lib/dpkg/info/bash.md5sums", "");

    private static long ListBytes(TestTree tree) => new DirectoryInfo(tree.Root + "/var/lib/dpkg/info").EnumerateFiles().Sum(static f => f.Length);

    private static TreeSizes Sizes(long total, Dictionary<string, long> packages) =>
        new() { TotalBytes = total, Folders = new Dictionary<string, long>(), Packages = packages, Unowned = [] };
}
