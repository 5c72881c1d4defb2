using System.Globalization;
using System.Text.RegularExpressions;
using Domar.Core.Install.Inventory;
using Domar.Core.Install.Plans;
using Domar.Core.Steps;
using static Domar.Installer.Tests.Plans.PlanSupport;

namespace Domar.Installer.Tests.Plans;

/// <summary>What is done for each kind of layout.</summary>
[TestClass]
public sealed partial class LayoutTests
{
    private const string ByLabel = "/dev/disk/by-partlabel/domar-1f2e3d4c";
    private const string PoolOptions = "-o ashift=12 -o cachefile=none -O acltype=posixacl -O xattr=sa -O relatime=on -O compression=on -O checksum=on -O copies=1 -O mountpoint=none rpool";

    [TestMethod]
    public void OneDiskExt4_IsTheWholePlan()
    {
        var plan = Plan(Host(1), "ext4", "", Context with { IsUefi = false, SecureBoot = null });

        Assert.AreEqual(
            """
            Load drivers (beside what follows)
            modprobe --all vfat dm-thin-pool ext4
            Clear the disks
            wipefs --all --lock=yes /dev/sda
            Partition the disks
            sfdisk --quiet --lock=yes --wipe=always --wipe-partitions=always /dev/sda
            udevadm settle --timeout=60
            Write the system (beside what follows)
            copy 150003712 bytes of /run/domar-boot/medium/domar/root.img to P-roota-0, P-rootb-0, and compare
            mkfs.vfat -F 32 -n DOMAR-A P-boota-0
            mount -t vfat -o fmask=0133,dmask=0022 -- P-boota-0 W/boota-0
            copy /run/domar-boot/medium/boot/vmlinuz to W/boota-0/vmlinuz, 12000000 bytes
            copy /run/domar-boot/medium/boot/initrd to W/boota-0/initrd, 4000000 bytes
            copy /run/domar-boot/medium/domar/root.conf to W/boota-0/root.conf
            write W/boota-0/slot.cfg, mode 0644, 18 bytes
            umount W/boota-0
            mkfs.vfat -F 32 -n DOMAR-B P-bootb-0
            mount -t vfat -o fmask=0133,dmask=0022 -- P-bootb-0 W/bootb-0
            copy /run/domar-boot/medium/boot/vmlinuz to W/bootb-0/vmlinuz, 12000000 bytes
            copy /run/domar-boot/medium/boot/initrd to W/bootb-0/initrd, 4000000 bytes
            copy /run/domar-boot/medium/domar/root.conf to W/bootb-0/root.conf
            write W/bootb-0/slot.cfg, mode 0644, 18 bytes
            umount W/bootb-0
            Make the LVM volumes
            vgcreate --yes --force --dataalignment 1m --dataalignmentoffset 0 --physicalextentsize 4m pve P-pool-0
            lvcreate --yes --wipesignatures y --name state --size 25600m pve
            Make the volumes for guests and swap (beside what follows)
            lvcreate --yes --wipesignatures y --name swap --size 8192m pve
            mkswap --label domar-swap /dev/pve/swap
            lvcreate --yes --type thin-pool --name data --size 52404m --poolmetadatasize 524m pve
            Write the settings
            mkfs.ext4 -F -q -L domar-state /dev/pve/state
            mount -t ext4 -- /dev/pve/state W/state
            write W/state/install/etc/hostname, mode 0644, 6 bytes
            write W/state/install/etc/hosts, mode 0644, 163 bytes
            write W/state/install/etc/machine-id, mode 0444, 33 bytes
            write W/state/install/etc/timezone, mode 0644, 14 bytes
            ln --symbolic --force --no-dereference /usr/share/zoneinfo/Europe/Vienna W/state/install/etc/localtime
            write W/state/install/etc/vconsole.conf, mode 0644, 28 bytes
            write W/state/install/etc/default/keyboard, mode 0644, 88 bytes
            write W/state/install/etc/shadow, mode 0640: (secret)
            chgrp shadow W/state/install/etc/shadow
            write W/state/install/etc/systemd/network/10-vmbr0.netdev, mode 0644, 96 bytes
            write W/state/install/etc/systemd/network/10-vmbr0.network, mode 0644, 157 bytes
            write W/state/install/etc/systemd/network/20-enp1s0.network, mode 0644, 76 bytes
            make folder W/state/install/etc/ssh, mode 0755
            ssh-keygen -q -t ed25519 -N '' -C root@node1 -f W/state/install/etc/ssh/ssh_host_ed25519_key
            copy W/state/install/etc/ssh/ssh_host_ed25519_key.pub to W/ssh_host_ed25519_key.pub
            ssh-keygen -q -t ecdsa -N '' -C root@node1 -f W/state/install/etc/ssh/ssh_host_ecdsa_key
            copy W/state/install/etc/ssh/ssh_host_ecdsa_key.pub to W/ssh_host_ecdsa_key.pub
            make folder W/state/install/root, mode 0700
            make folder W/state/install/var/lib/domar, mode 0750
            write W/state/install/var/lib/domar/config/storage.cfg, mode 0640, 127 bytes
            write W/state/install/var/lib/domar/config/user.cfg, mode 0640, 41 bytes
            write W/state/schema, mode 0644, 2 bytes
            umount W/state
            Close the pool (when all before is done) (beside what follows)
            vgchange --activate n pve
            Make the disks start
            mkfs.vfat -F 32 -n DOMAR-ESP P-esp-0
            mount -t vfat -o fmask=0133,dmask=0022 -- P-esp-0 W/esp-0
            write W/esp-0/domar/good.env, mode 0644, 1024 bytes
            write W/esp-0/domar/trial.env, mode 0644, 1024 bytes
            write W/esp-0/domar/install.cfg, mode 0644, 63 bytes
            copy /usr/share/domar/boot/grub.cfg to W/esp-0/domar/grub.cfg
            copy /usr/share/domar/boot/find.cfg to W/esp-0/EFI/debian/grub.cfg
            copy /usr/share/domar/boot/mmx64.efi to W/esp-0/EFI/BOOT/mmx64.efi
            copy /usr/share/domar/boot/grubx64.efi to W/esp-0/EFI/BOOT/grubx64.efi
            copy /usr/share/domar/boot/BOOTX64.EFI to W/esp-0/EFI/BOOT/BOOTX64.EFI
            umount W/esp-0
            copy 150000 bytes of /usr/share/domar/boot/core.img to P-bios-0, and compare
            copy 440 bytes of /usr/share/domar/boot/boot.img to /dev/sda, and compare
            """,
            string.Join('\n', plan.Groups.SelectMany(static group => group.Steps.Select(StepText.Command).Prepend(StepText.Heading(group))))
                .Replace(ByLabel, "P", StringComparison.Ordinal).Replace("/run/domar-install", "W", StringComparison.Ordinal));
    }

    [TestMethod]
    public void Xfs_IsMadeAndMountedAsSuch()
    {
        var plan = Plan(Host(1), "xfs");

        Assert.Contains("mkfs.xfs -f -q -L domar-state /dev/pve/state", Commands(plan, "Write the settings"));
        Assert.Contains("mount -t xfs -- /dev/pve/state /run/domar-install/state", Commands(plan, "Write the settings"));
    }

    [TestMethod]
    [DataRow(1, "raid0", "{0}")]
    [DataRow(2, "raid0", "{0} {1}")]
    [DataRow(2, "raid1", "mirror {0} {1}")]
    [DataRow(3, "raid1", "mirror {0} {1} {2}")]
    [DataRow(4, "raid10", "mirror {0} {1} mirror {2} {3}")]
    [DataRow(8, "raid10", "mirror {0} {1} mirror {2} {3} mirror {4} {5} mirror {6} {7}")]
    [DataRow(3, "raidz-1", "raidz1 {0} {1} {2}")]
    [DataRow(4, "raidz-2", "raidz2 {0} {1} {2} {3}")]
    [DataRow(5, "raidz-3", "raidz3 {0} {1} {2} {3} {4}")]
    [DataRow(12, "raidz-3", "raidz3 {0} {1} {2} {3} {4} {5} {6} {7} {8} {9} {10} {11}")]
    public void Zfs_VdevsAreThePoolPartitions(int disks, string raid, string vdevs)
    {
        var partitions = Enumerable.Range(0, disks).Select(static i => (object)$"{ByLabel}-pool-{i}").ToArray();

        Assert.AreEqual(
            $"""
            modprobe zfs
            zpool create -f {PoolOptions} {string.Format(CultureInfo.InvariantCulture, vdevs, partitions)}
            zfs create -o mountpoint=legacy rpool/state
            zfs create rpool/data
            """,
            Commands(Plan(Host(disks), "zfs", $"zfs.raid = \"{raid}\""), "Make the ZFS pool"));
    }

    [TestMethod]
    public void Zfs_OptionsAreTakenOver()
    {
        var plan = Plan(Host(1), "zfs", "zfs = { raid = \"raid0\", ashift = 13, compress = \"zstd\", checksum = \"sha256\", copies = 2, arc-max = 1024 }");

        Assert.Contains("-o ashift=13 ", Commands(plan, "Make the ZFS pool"));
        Assert.Contains("-O compression=zstd -O checksum=sha256 -O copies=2 ", Commands(plan, "Make the ZFS pool"));
        Assert.AreEqual("set install=1f2e3d4c\nset pool=zfs\nset disks=1\nset arguments=\"spl.spl_hostid=0x1f2e3d4c zfs.zfs_arc_max=1073741824\"\n", FileText(plan, "/install.cfg"));
        Assert.AreEqual("options zfs zfs_arc_max=1073741824\n", FileText(plan, "/modprobe.d/zfs.conf"));
    }

    [TestMethod]
    public void Zfs_CacheBelowItsLeastSize_LowersThatToo()
    {
        var plan = Plan(Host(1) with { MemoryMiB = 1024 * 1024 }, "zfs", "zfs = { raid = \"raid0\", arc-max = 16384 }");

        Assert.AreEqual("options zfs zfs_arc_min=8589934592 zfs_arc_max=17179869184\n", FileText(plan, "/modprobe.d/zfs.conf"));
    }

    [TestMethod]
    public void Zfs_IsMountedAndExported()
    {
        var plan = Plan(Host(2), "zfs", "zfs.raid = \"raid1\"");
        var settings = plan.Groups.Single(static group => group.Title == "Write the settings").Steps;

        Assert.AreEqual("mount -t zfs -- rpool/state /run/domar-install/state", StepText.Command(settings[0]));
        Assert.AreEqual("umount /run/domar-install/state", StepText.Command(settings[^1]));

        // The disks are made to start only when the pool is closed: the installed system would not take it.
        CollectionAssert.AreEqual(
            new[] { "Close the pool (when all before is done)", "Make the disks start (when all before is done)" }, plan.Groups.TakeLast(2).Select(StepText.Heading).ToArray());
        Assert.AreEqual("zpool export rpool", Commands(plan, "Close the pool"));
    }

    [TestMethod]
    [DataRow("ext4", "", "vgchange --activate n pve")]
    [DataRow("zfs", "zfs.raid = \"raid0\"", "zpool export rpool")]
    public void Pool_IsClosedWhenALaterStepFails(string fileSystem, string options, string expected)
    {
        var undo = Plan(Host(1), fileSystem, options).Steps.SelectMany(static step => step.Undo).Single();

        Assert.AreEqual((expected, true), (StepText.Command(undo), undo.MayFail));
    }

    [TestMethod]
    public void EveryDisk_GetsAllThatItNeedsToStartAlone()
    {
        var plan = Plan(Host(3), "zfs", "zfs.raid = \"raid1\"");

        var root = plan.Steps.OfType<CopyBytes>().Single(static copy => copy.Source.EndsWith("root.img", StringComparison.Ordinal));
        Assert.AreEqual(6, root.Targets.Distinct().Count());
        CollectionAssert.AreEqual(
            new[] { "/dev/sda", "/dev/sdb", "/dev/sdc" },
            plan.Steps.OfType<CopyBytes>().Single(static copy => copy.LengthBytes == 440).Targets.Select(static target => target.Path).ToArray());
        for (var disk = 0; disk < 3; disk++)
        {
            foreach (var role in (string[])["esp", "boota", "bootb"])
            {
                Assert.HasCount(1, plan.Steps.OfType<Mount>().Where(mount => mount.Source == $"{ByLabel}-{role}-{disk}" && mount.Target == $"/run/domar-install/{role}-{disk}"));
                Assert.HasCount(1, plan.Steps.OfType<RunCommand>().Where(run => run.Program == "umount" && run.Arguments[0] == $"/run/domar-install/{role}-{disk}"));
            }
        }
    }

    [TestMethod]
    public void Uefi_EntersTheDisks_TheFirstLast_AndMayFail()
    {
        var entries = Plan(Host(2), "zfs", "zfs.raid = \"raid1\"").Steps.TakeLast(3).SkipLast(1).ToList();

        Assert.AreEqual(
            """
            efibootmgr --quiet --create --disk /dev/sdb --part 2 --label Domar --loader '\EFI\BOOT\BOOTX64.EFI'
            efibootmgr --quiet --create --disk /dev/sda --part 2 --label Domar --loader '\EFI\BOOT\BOOTX64.EFI'
            """,
            Commands(entries));
        Assert.IsTrue(entries.All(static step => step.MayFail));
    }

    [TestMethod]
    public void BootCode_ComesAfterAllThatItWouldStart()
    {
        var steps = Plan(Host(1), "ext4").Steps.ToList();

        var core = steps.FindIndex(static step => step is CopyBytes { LengthBytes: 150_000 });
        var code = steps.FindIndex(static step => step is CopyBytes { LengthBytes: 440 });
        Assert.IsTrue(core > steps.FindLastIndex(static step => step is CopyFile) && code > core);
    }

    [TestMethod]
    [DataRow(512)]
    [DataRow(4096)]
    public void Partitions_FollowEachOther_AndLeaveRoomForTheTables(int sectorBytes)
    {
        // Not a whole number of MiB, as real disks are.
        var plan = Plan(Host(2, (100 * GiB) + (sectorBytes * 37), sectorBytes), "zfs", "zfs.raid = \"raid1\"");

        var script = plan.Steps.OfType<RunCommand>().Last(static run => run.Program == "sfdisk").Input!;
        Assert.AreEqual(
            """
            label: gpt
            1 : start=1MiB, size=1MiB, type=21686148-6449-6e6f-744e-656564454649, name="domar-1f2e3d4c-bios-1"
            2 : start=2MiB, size=272MiB, type=c12a7328-f81f-11d2-ba4b-00a0c93ec93b, name="domar-1f2e3d4c-esp-1"
            3 : start=274MiB, size=272MiB, type=0fc63daf-8483-4772-8e79-3d69d8477de4, name="domar-1f2e3d4c-boota-1"
            4 : start=546MiB, size=272MiB, type=0fc63daf-8483-4772-8e79-3d69d8477de4, name="domar-1f2e3d4c-bootb-1"
            5 : start=818MiB, size=768MiB, type=0fc63daf-8483-4772-8e79-3d69d8477de4, name="domar-1f2e3d4c-roota-1"
            6 : start=1586MiB, size=768MiB, type=0fc63daf-8483-4772-8e79-3d69d8477de4, name="domar-1f2e3d4c-rootb-1"
            7 : start=2354MiB, size=100045MiB, type=6a898cc3-1dd2-11b2-99a6-080020736631, name="domar-1f2e3d4c-pool-1"

            """,
            script);
    }

    [TestMethod]
    [DataRow("hdsize = 50", 48846)]
    [DataRow("hdsize = 99.999", 100044)]
    public void HdSize_LimitsThePool(string size, int poolMiB)
    {
        var script = Plan(Host(1), "ext4", $"lvm = {{ {size} }}").Steps.OfType<RunCommand>().Single(static run => run.Program == "sfdisk").Input!;

        Assert.Contains($"7 : start=2354MiB, size={poolMiB}MiB, type=e6d6d379-f507-44c2-a23c-238f2a3df928", script);
    }

    [TestMethod]
    public void DisksOfDifferentSizes_AreUsedAsFarAsTheSmallest_WithANote()
    {
        var facts = Host(Disk(0), Disk(1, 200 * GiB), Disk(2, 101 * GiB));
        var result = InstallPlanner.Plan(Settings(facts, "zfs", "zfs.raid = \"raid1\""), facts, Context);

        Assert.AreEqual("sdb has 200 GiB, of which 100 GiB are used: as much as the smallest of the disks has", string.Join('\n', result.Notes));
        Assert.AreEqual(1, PoolSize().Matches(string.Concat(result.Plan!.Steps.OfType<RunCommand>().Select(static run => run.Input))).Select(static match => match.Value).Distinct().Count());
    }

    [TestMethod]
    public void OldContents_AreCleared_OnTheTargetsOnly()
    {
        var facts = Host(
            Disk(0, children: [Part("sda1", "vfat"), Part("sda2", "LVM2_member", null, new BlockDevice { Name = "pve-root", Path = "/dev/mapper/pve-root", Kind = "lvm", SizeBytes = GiB, FileSystem = "ext4" })]),
            Disk(1, children: [Part("sdb1", "zfs_member", "rpool"), Part("sdb9")]),
            Disk(2, children: [Part("sdc1", "zfs_member", "tank"), Part("sdc2", "LVM2_member")]));
        var plan = InstallPlanner.Plan(Settings(facts, "zfs", "zfs.raid = \"raid1\"", 2), facts, Context).Plan!;

        Assert.AreEqual(
            """
            vgchange --activate n --devices /dev/sda2
            wipefs --all --lock=yes /dev/sda1
            wipefs --all --lock=yes /dev/sda2
            wipefs --all --lock=yes /dev/sda
            zpool labelclear -f /dev/sdb1
            wipefs --all --lock=yes /dev/sdb1
            wipefs --all --lock=yes /dev/sdb9
            wipefs --all --lock=yes /dev/sdb
            """,
            Commands(plan, "Clear the disks"));
        Assert.DoesNotContain("sdc", StepJson.Format(plan));
    }

    [TestMethod]
    public void StepsGrowWithTheDisks_AndNotFaster()
    {
        var counts = new[] { 4, 8, 12 }.Select(static disks => Plan(Host(disks), "zfs", "zfs.raid = \"raid10\"").Steps.Count()).ToArray();

        Assert.AreEqual(counts[1] - counts[0], counts[2] - counts[1]);
    }

    [GeneratedRegex("7 : start=2354MiB, size=[0-9]+MiB")]
    private static partial Regex PoolSize();
}
