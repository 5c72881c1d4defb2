using Domar.Image.Builder.Plans;
using Domar.Image.Builder.Trees;

namespace Domar.Image.Builder.Tests.Trees;

/// <summary>What stays of a tree on disk.</summary>
[TestClass]
public sealed class TreeTrimmerTests
{
    [TestMethod]
    public void Remove_TakesWhatItMatches_AndKeepProtects()
    {
        using var tree = new TestTree().File("/usr/share/man/man1/ls.1").File("/usr/share/doc/acl/copyright").File("/usr/share/doc/acl/changelog").File("/usr/share/doc/bash/README")
            .File("/usr/share/info/a/b").File("/usr/bin/ls");
        var plan = Trim(tree, new ImagePlan
        {
            Variant = "v",
            Description = "d",
            Remove = ["/usr/share/man/**", "/usr/share/doc/**", "/usr/share/info"],
            Keep = ["/usr/share/doc/*/copyright"],
        });
        // A pattern that ends in /** leaves the folder before it; one that names the folder takes it.
        Assert.AreEqual("/usr\n/usr/bin\n/usr/bin/ls\n/usr/share\n/usr/share/doc\n/usr/share/doc/acl\n/usr/share/doc/acl/copyright\n/usr/share/man", tree.Listing());
        Assert.IsEmpty(plan.Warnings);
    }

    [TestMethod]
    public void Keep_OfAFolder_ProtectsWhatIsInIt_AndWhatIsAbove()
    {
        using var tree = new TestTree().File("/usr/share/zoneinfo/Europe/Berlin").File("/usr/share/zoneinfo/Asia/Tokyo");
        Trim(tree, Plan(remove: ["/usr/share/zoneinfo"], keep: ["/usr/share/zoneinfo/Europe"]));
        Assert.AreEqual("/usr\n/usr/share\n/usr/share/zoneinfo\n/usr/share/zoneinfo/Europe\n/usr/share/zoneinfo/Europe/Berlin", tree.Listing());
    }

    [TestMethod]
    public void Folders_ThatNoPatternMatches_Stay_AlsoEmpty()
    {
        using var tree = new TestTree().File("/var/lib/dbus/machine-id").Folder("/var/empty").File("/var/log/a/b");
        Trim(tree, Plan(remove: ["/var/lib/dbus/machine-id", "/var/log/**"]));
        Assert.AreEqual("/var\n/var/empty\n/var/lib\n/var/lib/dbus\n/var/log", tree.Listing());
    }

    [TestMethod]
    public void Links_AreTakenThemselves_AndNeverFollowed()
    {
        using var tree = new TestTree();
        Directory.CreateDirectory(tree.Beside("outside"));
        File.WriteAllText(tree.Beside("outside/precious"), "x");
        tree.File("/usr/lib/a").Link("/lib", "usr/lib").Link("/opt/out", tree.Beside("outside")).Link("/opt/up", "../../outside").Link("/opt/gone", "nowhere").Link("/opt/loop", "loop");
        var plan = Trim(tree, Plan(remove: ["/opt/**", "/opt/out/precious", "/lib/**"]));
        Assert.AreEqual("/lib\n/opt\n/usr\n/usr/lib\n/usr/lib/a", tree.Listing());
        Assert.IsTrue(File.Exists(tree.Beside("outside/precious")));
        Assert.AreEqual("remove '/opt/out/precious' matches nothing in the tree\nremove '/lib/**' matches nothing in the tree", string.Join('\n', plan.Warnings));
    }

    [TestMethod]
    public void HardLinks_AreFreed_WithTheirLastName()
    {
        using var tree = new TestTree().File("/a/one", 1000).HardLink("/a/two", "/a/one").HardLink("/b/three", "/a/one").File("/a/own", 10).File("/c/x", 500).HardLink("/c/y", "/c/x");
        var plan = Trim(tree, Plan(remove: ["/a/*", "/c/**"]));
        Assert.AreEqual(510, plan.FreedBytes[TrimReason.Recipe]);
        Assert.AreEqual(1000, new FileInfo(tree.Root + "/b/three").Length);
    }

    [TestMethod]
    public void Patterns_ThatMatchNothing_AreWarnings()
    {
        using var tree = new TestTree().File("/usr/lib/firmware/a.bin");
        var plan = Trim(tree, Plan(remove: ["/no/*"], keep: ["/nor/this"]) with { Firmware = ["a.bin", "b.bin"] });
        Assert.AreEqual(
            "remove '/no/*' matches nothing in the tree\nkeep '/nor/this' matches nothing in the tree\nfirmware 'b.bin' matches nothing in /usr/lib/firmware",
            string.Join('\n', plan.Warnings));
    }

    [TestMethod]
    public void Modules_ArePlannedOnes_WhatTheyNeed_AndWhatIsOutsideOfKernel()
    {
        using var tree = ModuleTree();
        var plan = Trim(tree, Plan() with { Modules = ["dm_thin-pool", "drivers/net/ethernet/intel/**", "ext4"], InitramfsModules = ["squashfs"] });
        Assert.AreEqual(
            """
            kernel
            kernel/crypto
            kernel/crypto/spl-need.ko
            kernel/drivers
            kernel/drivers/md
            kernel/drivers/md/dm-bufio.ko.xz
            kernel/drivers/md/dm-mod.ko.xz
            kernel/drivers/md/dm-thin-pool.ko.xz
            kernel/drivers/net
            kernel/drivers/net/ethernet
            kernel/drivers/net/ethernet/intel
            kernel/drivers/net/ethernet/intel/e1000
            kernel/drivers/net/ethernet/intel/e1000/e1000.ko.zst
            kernel/fs
            kernel/fs/README
            kernel/fs/squashfs.ko
            modules.builtin
            modules.dep
            updates
            updates/dkms
            updates/dkms/zfs.ko.xz
            """.ReplaceLineEndings("\n"),
            string.Join('\n', tree.Listing().Split('\n').Where(static p => p.StartsWith("/usr/lib/modules/6.12/", StringComparison.Ordinal)).Select(static p => p["/usr/lib/modules/6.12/".Length..])));
        Assert.AreEqual(2000, plan.FreedBytes[TrimReason.Module]);
    }

    [TestMethod]
    public void NoModulesPlanned_KeepsAll_AndNeedsNoModulesDep()
    {
        using var tree = ModuleTree();
        File.Delete(tree.Root + "/usr/lib/modules/6.12/modules.dep");
        var before = tree.Listing();
        Trim(tree, Plan() with { InitramfsModules = ["squashfs"] });
        Assert.AreEqual(before, tree.Listing());
    }

    [TestMethod]
    public void ModulesThatAreNotThere_AreAllNamed_AndNothingIsRemoved()
    {
        using var tree = ModuleTree();
        var before = tree.Listing();
        var error = Assert.ThrowsExactly<BuildException>(() => Trim(tree, Plan(remove: ["/usr/lib/modules/**"]) with { Modules = ["nosuch", "fs/nosuch/**", "loop"], InitramfsModules = ["nor-this"] }));
        Assert.AreEqual(
            "kernel 6.12 has no module 'nosuch', neither as a file nor built in; correct the name in the recipe\n"
            + "'fs/nosuch/**' matches no module of kernel 6.12; correct the pattern in the recipe\n"
            + "kernel 6.12 has no module 'nor-this', neither as a file nor built in; correct the name in the recipe", error.Message);
        Assert.AreEqual(before, tree.Listing());
    }

    [TestMethod]
    public void ADependencyThatIsNotThere_IsAnError()
    {
        using var tree = ModuleTree();
        File.Delete(tree.Root + "/usr/lib/modules/6.12/kernel/drivers/md/dm-bufio.ko.xz");
        Assert.AreEqual(
            "module 'kernel/drivers/md/dm-thin-pool.ko.xz' of kernel 6.12 needs 'kernel/drivers/md/dm-bufio.ko.xz', which is not in the tree; run depmod, or bring the file back",
            Assert.ThrowsExactly<BuildException>(() => Trim(tree, Plan() with { Modules = ["dm-thin-pool"] })).Message);
    }

    [TestMethod]
    public void ModulesPlanned_WithoutKernelOrModulesDep_IsAnError()
    {
        using var tree = new TestTree().Folder("/usr");
        Assert.AreEqual(
            "modules are planned, but /usr/lib/modules has no kernel; add the kernel's package to a recipe",
            Assert.ThrowsExactly<BuildException>(() => Trim(tree, Plan() with { Modules = ["loop"] })).Message);
        tree.Folder("/usr/lib/modules/6.12");
        Assert.AreEqual(
            "'/usr/lib/modules/6.12/modules.dep' is not in the tree; run depmod for kernel 6.12 on it first",
            Assert.ThrowsExactly<BuildException>(() => Trim(tree, Plan() with { Modules = ["loop"] })).Message);
    }

    [TestMethod]
    public void Firmware_IsWhatIsAskedFor_AndWhatItsLinksLeadTo()
    {
        using var tree = new TestTree().File("/usr/lib/firmware/bnx2/a.fw", 5).File("/usr/lib/firmware/radeon/x.bin", 700).File("/usr/lib/firmware/radeon/deep/y.bin", 70)
            .File("/usr/lib/firmware/shared/real.bin", 3).Link("/usr/lib/firmware/intel/link.bin", "../shared/real.bin")
            .Link("/usr/lib/firmware/intel/folder", "/lib/firmware/whole").File("/usr/lib/firmware/whole/1").File("/usr/lib/firmware/whole/2").Folder("/usr/lib/firmware/empty");
        var plan = Trim(tree, Plan() with { Firmware = ["bnx2/**", "intel/*"] });
        Assert.AreEqual(
            "bnx2\nbnx2/a.fw\nempty\nintel\nintel/folder\nintel/link.bin\nshared\nshared/real.bin\nwhole\nwhole/1\nwhole/2",
            string.Join('\n', tree.Listing().Split('\n').Where(static p => p.StartsWith("/usr/lib/firmware/", StringComparison.Ordinal)).Select(static p => p["/usr/lib/firmware/".Length..])));
        Assert.AreEqual(770, plan.FreedBytes[TrimReason.Firmware]);
        Assert.IsEmpty(plan.Warnings);
    }

    [TestMethod]
    public void Firmware_BehindALinkToAFolder_StaysWithTheLink()
    {
        using var tree = new TestTree().Link("/usr/lib/firmware/wanted.bin", "alias/x.bin").Link("/usr/lib/firmware/alias", "real").File("/usr/lib/firmware/real/x.bin")
            .File("/usr/lib/firmware/other.bin");
        Trim(tree, Plan() with { Firmware = ["wanted.bin"] });
        Assert.AreEqual(
            "/usr\n/usr/lib\n/usr/lib/firmware\n/usr/lib/firmware/alias\n/usr/lib/firmware/real\n/usr/lib/firmware/real/x.bin\n/usr/lib/firmware/wanted.bin", tree.Listing());
    }

    [TestMethod]
    public void NoFirmwarePlanned_KeepsAll()
    {
        using var tree = new TestTree().File("/usr/lib/firmware/a.bin");
        Trim(tree, Plan());
        Assert.Contains("/usr/lib/firmware/a.bin", tree.Listing());
    }

    [TestMethod]
    [DataRow("/")]
    [DataRow("//")]
    [DataRow("/usr/..")]
    public void RootOfThisSystem_IsRefused(string folder) => Assert.AreEqual(
        $"'{folder}' is the root of this system; name an unpacked root tree with --root", Assert.ThrowsExactly<BuildException>(() => new TreeFolder(folder)).Message);

    [TestMethod]
    public void TextsInATree_AreReadWithinIt_WhateverTheLinksSay()
    {
        using var tree = new TestTree().File("/usr/share/doc/real/copyright", "inside").Link("/usr/share/doc/alias", "real").Link("/usr/share/doc/far", "/usr/share/doc/real")
            .Link("/usr/share/doc/loop", "loop").Link("/usr/share/doc/out", "../../../../../../etc").Folder("/etc");
        var open = tree.Open();
        Assert.AreEqual("inside", open.ReadText("/usr/share/doc/alias/copyright"));
        Assert.AreEqual("inside", open.ReadText("/usr/share/doc/far/copyright"));
        Assert.IsNull(open.ReadText("/usr/share/doc/loop/copyright"));
        Assert.IsNull(open.ReadText("/usr/share/doc/out/passwd"), "/etc/passwd of this system is not in the tree.");
        Assert.IsNull(open.ReadText("/nowhere"));
    }

    private static ImagePlan Plan(string[]? remove = null, string[]? keep = null) =>
        new() { Variant = "v", Description = "d", Remove = remove ?? [], Keep = keep ?? [] };

    private static TrimPlan Trim(TestTree tree, ImagePlan plan) => TreeTrimmer.Trim(tree.Open(), plan);

    private static TestTree ModuleTree() => new TestTree()
        .File("/usr/lib/modules/6.12/modules.dep", """
            kernel/drivers/md/dm-mod.ko.xz:
            kernel/drivers/md/dm-bufio.ko.xz: kernel/drivers/md/dm-mod.ko.xz
            kernel/drivers/md/dm-thin-pool.ko.xz: kernel/drivers/md/dm-bufio.ko.xz
            kernel/drivers/md/dm-crypt.ko.xz: kernel/drivers/md/dm-mod.ko.xz
            kernel/drivers/net/ethernet/intel/e1000/e1000.ko.zst:
            kernel/drivers/sound/snd.ko.xz:
            kernel/fs/squashfs.ko:
            kernel/crypto/spl-need.ko:
            updates/dkms/zfs.ko.xz: kernel/crypto/spl-need.ko
            """)
        .File("/usr/lib/modules/6.12/modules.builtin", "kernel/fs/ext4/ext4.ko\nkernel/drivers/block/loop.ko\n")
        .File("/usr/lib/modules/6.12/kernel/drivers/md/dm-mod.ko.xz").File("/usr/lib/modules/6.12/kernel/drivers/md/dm-bufio.ko.xz")
        .File("/usr/lib/modules/6.12/kernel/drivers/md/dm-thin-pool.ko.xz").File("/usr/lib/modules/6.12/kernel/drivers/md/dm-crypt.ko.xz", 1500)
        .File("/usr/lib/modules/6.12/kernel/drivers/net/ethernet/intel/e1000/e1000.ko.zst").File("/usr/lib/modules/6.12/kernel/drivers/sound/snd.ko.xz", 500)
        .File("/usr/lib/modules/6.12/kernel/fs/squashfs.ko").File("/usr/lib/modules/6.12/kernel/fs/README").File("/usr/lib/modules/6.12/kernel/crypto/spl-need.ko")
        .File("/usr/lib/modules/6.12/updates/dkms/zfs.ko.xz");
}
