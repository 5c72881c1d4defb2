using Domar.Core.Install.Answers;
using Domar.Core.Install.Inventory;
using Domar.Core.Install.Plans;
using Domar.Core.Install.Settings;
using Domar.Installer.Tests.Support;
using static Domar.Installer.Tests.Plans.PlanSupport;

namespace Domar.Installer.Tests.Plans;

/// <summary>What stands against an installation: each with what, why, what to do; and no plan.</summary>
[TestClass]
public sealed class ProblemTests
{
    private const string Raid0 = "zfs.raid = \"raid0\"";
    private const string Raid1 = "zfs.raid = \"raid1\"";

    [TestMethod]
    public void PoolOfTheSameName_OnAnotherDisk() => Expect(
        "sdb has a ZFS pool 'rpool' already, and a second one of this name could not be told from it; install on sdb too (then it is erased), take it out, or rename the pool: 'zpool import -f rpool oldpool', then 'zpool export oldpool'",
        Host(Disk(0), Disk(1, children: Part("sdb3", "zfs_member", "rpool"))),
        "zfs",
        Raid0);

    [TestMethod]
    public void PoolOfTheSameName_OnATarget_OrBesideLvm_IsNone()
    {
        var facts = Host(Disk(0, children: Part("sda3", "zfs_member", "rpool")), Disk(1, children: Part("sdb3", "zfs_member", "rpool")));

        Expect("", facts, "zfs", Raid1, 2);
        Expect("", facts, "ext4");
    }

    [TestMethod]
    public void GroupOfTheSameName_OnAnotherDisk() => Expect(
        "sdb has an LVM volume group 'pve' already, and a second one of this name could not be told from it; take it out, or rename the group: 'vgrename pve oldpve'",
        Host(2),
        "xfs",
        context: Context with { VolumeGroups = [new ExistingStorage("pve", ["/dev/sdb"])] });

    [TestMethod]
    public void GroupOfTheSameName_OnATarget_OrBesideZfs_IsNone()
    {
        Expect("", Host(2), "xfs", context: Context with { VolumeGroups = [new ExistingStorage("pve", ["/dev/sda"])] });
        Expect("", Host(2), "zfs", Raid0, context: Context with { VolumeGroups = [new ExistingStorage("pve", ["/dev/sdb"])] });
    }

    [TestMethod]
    public void GroupThatWouldBeLostInPart() => Expect(
        "the LVM volume group 'data' is on sda, which would be erased, and on sdb, which would not: it would be lost in part. Choose all of its disks, or none, or take it off with 'pvmove' and 'vgreduce' before",
        Host(2),
        "ext4",
        context: Context with { VolumeGroups = [new ExistingStorage("data", ["/dev/sda", "/dev/sdb"]), new ExistingStorage("other", ["/dev/sdb"])] });

    [TestMethod]
    public void PoolThatLosesADisk_IsANote()
    {
        var facts = Host(Disk(0, children: Part("sda1", "zfs_member", "tank")), Disk(1, children: Part("sdb1", "zfs_member", "tank")));

        var result = InstallPlanner.Plan(Settings(facts, "ext4", disks: 1), facts, Context);

        Assert.AreEqual("the ZFS pool 'tank' loses sda; what remains of it is on sdb", string.Join('\n', result.Notes));
        Assert.IsNotNull(result.Plan);
    }

    [TestMethod]
    public void Btrfs() => Expect("Domar has no layout with btrfs; choose ext4, xfs or zfs", Host(1), "btrfs", "btrfs.raid = \"raid0\"");

    [TestMethod]
    public void LargeSectors_WithBios_AndSmallAshift()
    {
        const string Sectors = "sda and sdb have sectors of 4096 bytes, ";

        Expect(
            Sectors + "and BIOS cannot start from such disks; switch the firmware to UEFI and start the medium again, or choose disks with sectors of 512 bytes (many can be reformatted with their maker's tool)\n"
                + Sectors + "which need ashift 12 or more, and zfs.ashift is 9; leave it out",
            Host(2, sectorBytes: 4096),
            "zfs",
            "zfs = { raid = \"raid1\", ashift = 9 }",
            2,
            Context with { IsUefi = false });
    }

    [TestMethod]
    public void MixedSectors_AreFineWithUefi() => Expect("", Host(Disk(0), Disk(1, sectorBytes: 4096)), "zfs", Raid1, 2);

    [TestMethod]
    public void SecureBoot_WithZfs()
    {
        var context = Context with { SecureBoot = true };

        Expect(
            "Secure Boot is on, and the kernel refuses the ZFS module then, because nobody whom the firmware trusts has signed it; choose ext4 or xfs, or turn Secure Boot off in the firmware",
            Host(1),
            "zfs",
            Raid0,
            context: context);
        Expect("", Host(1), "ext4", context: context);
        Expect("", Host(1), "zfs", Raid0, context: Context with { SecureBoot = null });
    }

    [TestMethod]
    public void TwoNamesOfOneDisk()
    {
        var twin = new InstallDisk("1", Disk(1).Device, Hosts.Properties(("DEVLINKS", "/dev/disk/by-id/wwn-0x1 /dev/disk/by-id/ata-ACME_0")));

        Expect(
            "sda and sdb cannot be told apart: /dev/disk/by-id/ata-ACME_0 means both. They are one disk on two cables, or have the same serial number; choose one of them",
            Host(Disk(0), twin),
            "zfs",
            Raid1,
            2);
        Expect("", Host(Disk(0), twin), "ext4");
    }

    [TestMethod]
    public void MappingOnATarget() => Expect(
        "sda is in use by vault (crypt); end that first (cryptsetup close vault), or choose another disk",
        Host(Disk(0, children: Part("sda1", "crypto_LUKS", null, new BlockDevice { Name = "vault", Path = "/dev/mapper/vault", Kind = "crypt", SizeBytes = GiB }))),
        "ext4");

    [TestMethod]
    public void TooSmallPart() => Expect(
        "5 GiB of each disk are too little: 2.3 GiB are for starting and for two slots, and with state and guests at least 6.3 GiB are needed; raise hdsize",
        Host(1),
        "zfs",
        Raid0,
        change: static settings => settings with { Disks = settings.Disks with { HdSizeGiB = 5 } });

    [TestMethod]
    public void DiskSmallerThanHdSize() => Expect(
        "sdb has 50 GiB, less than hdsize, 80 GiB; lower hdsize, or choose another disk",
        Host(Disk(0), Disk(1, 50 * GiB)),
        "zfs",
        Raid1,
        2,
        change: static settings => settings with { Disks = settings.Disks with { HdSizeGiB = 80 } });

    [TestMethod]
    public void RefusedDisk_AndTooFewForTheLevel() => Expect(
        "sda cannot be used: it cannot be written: a switch on it, its firmware, or a fault protects it\nZFS RAID1 needs at least 2 disks, and 1 is chosen; choose more, or another level",
        Host(1),
        "zfs",
        Raid0,
        change: static settings => settings with
        {
            Disks = settings.Disks with { Raid = RaidLevel.Raid1, Targets = [new InstallDisk("0", settings.Disks.Targets[0].Device with { IsReadOnly = true }, settings.Disks.Targets[0].Properties)] },
        });

    [TestMethod]
    public void SeveralDisksForLvm_AndNone()
    {
        Expect("ext4 uses one disk, and sda and sdb are chosen; choose one of them, or use ZFS", Host(2), "ext4", change: settings => settings with { Disks = settings.Disks with { Targets = Host(2).Disks } });
        Expect("no disk is chosen; choose at least one", Host(1), "ext4", change: static settings => settings with { Disks = settings.Disks with { Targets = [] } });
    }

    [TestMethod]
    public void OddNumberForPairs() => Expect(
        "ZFS RAID10 needs pairs of disks, and 5 are chosen; add or leave out one",
        Host(5),
        "zfs",
        Raid1,
        5,
        change: static settings => settings with { Disks = settings.Disks with { Raid = RaidLevel.Raid10 } });

    [TestMethod]
    public void VolumesThatDoNotFit() => Expect(
        "4 GiB of swap (lvm.swapsize), 0.5 GiB of free space (lvm.minfree) and 2 GiB of state, the least, do not fit: LVM has 5.69 GiB of the disk; write less, or raise hdsize",
        Host(1),
        "ext4",
        "lvm = { hdsize = 8, swapsize = 4, minfree = 0.5 }");

    [TestMethod]
    public void ImageThatDoesNotFit() => Expect(
        "the medium does not fit this installer: the root image has 900000000 bytes, and there is room for 805306368; start from the medium that belongs to this version\n"
            + "the medium does not fit this installer: kernel and initramfs together has 300000000 bytes, and there is room for 276824064; start from the medium that belongs to this version\n"
            + "the medium does not fit this installer: GRUB's core for BIOS has 1048577 bytes, and there is room for 1048576; start from the medium that belongs to this version",
        Host(1),
        "ext4",
        context: Context with { Image = new InstallImage("1", 200_000_000, 100_000_000, 900_000_000, 1_048_577) });

    [TestMethod]
    public void AllProblems_AreToldAtOnce() => Assert.HasCount(4, InstallPlanner.Plan(
        Settings(Host(1, sectorBytes: 4096), "zfs", "zfs = { raid = \"raid0\", ashift = 9 }") is var settings ? settings with { Disks = settings.Disks with { HdSizeGiB = 3 } } : null!,
        Host(1, sectorBytes: 4096),
        Context with { IsUefi = false, SecureBoot = true }).Problems);

    private static void Expect(
        string problems, InstallFacts facts, string fileSystem, string options = "", int disks = 1, InstallContext? context = null, Func<InstallSettings, InstallSettings>? change = null)
    {
        var settings = Settings(facts, fileSystem, options, disks);
        var result = InstallPlanner.Plan(change is null ? settings : change(settings), facts, context ?? Context);

        Assert.AreEqual(problems, string.Join('\n', result.Problems));
        Assert.AreEqual(problems.Length == 0, result.Plan is not null);
    }
}
