using Domar.Image.Builder.Plans;
using Domar.Image.Builder.Recipes;

namespace Domar.Image.Builder.Tests.Recipes;

/// <summary>What a variant consists of.</summary>
[TestClass]
public sealed class RecipeSelectorTests
{
    internal static readonly (string File, string Text)[] GoodSet =
    [
        ("30-storage.toml", """
            description = "LVM and ZFS"
            packages = ["zfsutils-linux", "lvm2"]
            modules = ["dm-thin-pool", "drivers/nvme/**"]
            initramfs-modules = ["squashfs", "loop"]
            firmware = ["bnx2/**"]
            [units]
            mask = ["zfs-import-scan.service"]
            [budget]
            packages-mb = 120
            """),
        ("10-base.toml", """
            description = "What every image has"
            packages = ["systemd"]
            remove = ["/usr/share/man/**", "/usr/share/doc/**"]
            keep = ["/usr/share/doc/*/copyright"]
            modules = ["dm-thin-pool"]
            initramfs-modules = ["overlay", "squashfs"]
            [units]
            enable = ["systemd-networkd.service"]
            disable = ["apt-daily.timer"]
            [budget]
            root-mb = 700
            iso-mb = 300
            """),
        ("80-live.toml", "description = \"Live medium\"\ntarget = \"live\"\nunits.enable = [\"domar-installer.service\"]\n"),
        ("81-installed.toml", "description = \"Installed\"\ntarget = \"installed\"\nunits.enable = [\"domar.service\", \"domar.service\"]\n"),
        ("variants/small.toml", "description = \"Without storage\"\ninclude = [\"*\"]\nexclude = [\"3?-*\"]\nbudget.root-mb = 400\n"),
        ("variants/storage.toml", "description = \"Storage only\"\ninclude = [\"30-*\"]\n"),
    ];

    [TestMethod]
    public void DefaultVariant_NeedsNoFile_AndTakesAll() => Equal("""
        variant: default
        description: Every recipe
        packages: lvm2, systemd, zfsutils-linux
        remove: /usr/share/doc/**, /usr/share/man/**
        keep: /usr/share/doc/*/copyright
        modules: dm-thin-pool, drivers/nvme/**
        initramfs-modules: overlay, squashfs, loop
        firmware: bnx2/**
        enable: both systemd-networkd.service, installed domar.service, live domar-installer.service
        disable: apt-daily.timer
        mask: zfs-import-scan.service
        budget: iso-mb 300, root-mb 700
        recipe-packages: 10-base systemd, 30-storage lvm2, 30-storage zfsutils-linux
        recipe-budgets: 30-storage 120
        """, "default");

    [TestMethod]
    public void Variant_LeavesRecipesOut_AndSetsItsOwnBudget() => Equal("""
        variant: small
        description: Without storage
        packages: systemd
        remove: /usr/share/doc/**, /usr/share/man/**
        keep: /usr/share/doc/*/copyright
        modules: dm-thin-pool
        initramfs-modules: overlay, squashfs
        firmware:
        enable: both systemd-networkd.service, installed domar.service, live domar-installer.service
        disable: apt-daily.timer
        mask:
        budget: iso-mb 300, root-mb 400
        recipe-packages: 10-base systemd
        recipe-budgets:
        """, "small");

    [TestMethod]
    public void Variant_WithoutTheRecipeOfABudget_HasNone()
    {
        var plan = RecipeSelector.Select(Sample.Read(GoodSet), "storage");
        Assert.IsNull(plan.RootMegabytes);
        Assert.IsNull(plan.IsoMegabytes);
    }

    [TestMethod]
    public void DefaultVariant_WithAFile_IsWhatTheFileSays()
    {
        var set = Sample.Read([.. GoodSet, ("variants/default.toml", "description = \"Mine\"\ninclude = [\"10-base\"]\n")]);
        CollectionAssert.AreEqual(new[] { "systemd" }, RecipeSelector.Select(set, "default").Packages.ToArray());
    }

    [TestMethod]
    public void UnknownVariant_NamesThoseThereAre() => Assert.AreEqual(
        "there is no variant 'big'; there are: default, small, storage",
        Assert.ThrowsExactly<BuildException>(static () => RecipeSelector.Select(Sample.Read(GoodSet), "big")).Message);

    private static void Equal(string expected, string variant)
    {
        var set = Sample.Read(GoodSet);
        Assert.AreEqual("", set.Problems());
        var text = string.Join('\n', PlanFolder.Format(RecipeSelector.Select(set, variant)).Select(static f => $"{f.File}: {string.Join(", ", f.Lines)}".TrimEnd()));
        Assert.AreEqual(expected.ReplaceLineEndings("\n"), text);
    }
}
