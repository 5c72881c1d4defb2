using Domar.Core.Install;
using Domar.Core.Install.Inventory;

namespace Domar.Installer.Tests.Resolving;

/// <summary>Which devices may be offered. The devices are written by hand: no machine has them all.</summary>
[TestClass]
public sealed class InstallTargetPolicyTests
{
    private static readonly BlockDevice Good = new() { Name = "sda", Path = "/dev/sda", Kind = "disk", SizeBytes = InstallTargetPolicy.MinimumBytes };

    [TestMethod]
    public void BlankDisk_IsUsable() => Assert.IsEmpty(((TargetUsable)InstallTargetPolicy.Judge(Good)).Contents);

    [TestMethod]
    public void OneByteTooSmall_IsRefused() => Assert.AreEqual(
        "it is too small: 7.99 GB, and at least 8 GB are needed", Reason(Good with { SizeBytes = InstallTargetPolicy.MinimumBytes - 1 }));

    [TestMethod]
    [DataRow("loop0", "loop", "it is a file that is used as a device")]
    [DataRow("zram0", "disk", "it is compressed memory")]
    [DataRow("ram0", "disk", "it is memory")]
    [DataRow("sr0", "rom", "it is an optical drive")]
    [DataRow("fd0", "disk", "it is a floppy drive")]
    [DataRow("md127", "raid1", "it is an array of other disks")]
    [DataRow("dm-0", "mpath", "it is a mapping onto other disks")]
    [DataRow("nbd0", "disk", "it is a disk over the network")]
    [DataRow("zd16", "disk", "it is a volume of a ZFS pool")]
    [DataRow("mmcblk0boot0", "disk", "it is a boot area of an eMMC")]
    [DataRow("mmcblk0rpmb", "disk", "it is a boot area of an eMMC")]
    [DataRow("sdz", "tape", "it is no disk but of type 'tape'")]
    public void NoDisk_IsRefused(string name, string kind, string reason) => Assert.AreEqual(reason, Reason(Good with { Name = name, Kind = kind, SizeBytes = 1L << 40 }));

    [TestMethod]
    [DataRow("sda")]
    [DataRow("vdb")]
    [DataRow("nvme0n1")]
    [DataRow("mmcblk0")]
    [DataRow("pmem0")]
    [DataRow("xvda")]
    [DataRow("sram")]
    public void Disk_OfEachKind_IsUsable(string name) => Assert.IsInstanceOfType<TargetUsable>(InstallTargetPolicy.Judge(Good with { Name = name }));

    [TestMethod]
    public void Medium_IsRefused_AlsoWhereItIsAFileOnTheDisk()
    {
        Assert.AreEqual("Domar is running from it", Reason(Good with { MountPoints = ["/run/domar-boot/medium"] }));
        Assert.AreEqual("Domar is running from it", Reason(Good with { Children = [Partition with { MountPoints = ["/run/domar-boot/stick"] }] }));
        // It is refused as the medium first: any other reason would be one that a user could try to remove.
        Assert.AreEqual("Domar is running from it", Reason(Good with { IsReadOnly = true, SizeBytes = 1, MountPoints = ["/run/domar-boot/medium"] }));
    }

    [TestMethod]
    public void ReadOnly_IsRefused() => Assert.AreEqual("it cannot be written: a switch on it, its firmware, or a fault protects it", Reason(Good with { IsReadOnly = true }));

    [TestMethod]
    public void EmptyDrive_IsRefused() => Assert.AreEqual("there is no medium in it", Reason(Good with { SizeBytes = 0 }));

    [TestMethod]
    public void SectorsOf520Bytes_AreRefused() => Assert.AreEqual(
        "its sectors have 520 bytes, and firmware starts from disks with 512 or 4096 only; reformat it with its maker's tool", Reason(Good with { LogicalSectorBytes = 520 }));

    [TestMethod]
    public void SectorsOf4096Bytes_AreUsable() => Assert.IsInstanceOfType<TargetUsable>(InstallTargetPolicy.Judge(Good with { LogicalSectorBytes = 4096, PhysicalSectorBytes = 4096 }));

    [TestMethod]
    public void MountedDeepBelow_IsRefused()
    {
        var volume = Partition with { Name = "pve-root", Kind = "lvm", MountPoints = ["/mnt/a"] };
        var encrypted = Partition with { Name = "luks", Kind = "crypt", Children = [volume, volume with { MountPoints = ["[SWAP]"] }] };

        Assert.AreEqual("it is in use here, at /mnt/a, [SWAP]; unmount that first", Reason(Good with { Children = [Partition with { Children = [encrypted] }] }));
    }

    [TestMethod]
    public void Contents_AreDescribed_WithWhatIsInThem()
    {
        var disk = Good with
        {
            PartitionTable = "gpt",
            Children =
            [
                Partition with { PartitionLabel = "EFI\u001b[31m", FileSystem = "vfat", SizeBytes = 536_870_912 },
                Partition with
                {
                    Name = "sda2", FileSystem = "LVM2_member", SizeBytes = 250_000_000_000,
                    Children = [Partition with { Name = "pve-root", Kind = "lvm", FileSystem = "ext4", Label = "root", SizeBytes = 96_000_000_000 }],
                },
                Partition with { Name = "sda3", FileSystem = "zfs_member", Label = "rpool", SizeBytes = 100_000_000_000 },
                Partition with { Name = "sda4", FileSystem = "crypto_LUKS", SizeBytes = 1_000_000_000 },
                Partition with { Name = "sda5", SizeBytes = 1_000_000_000 },
            ],
        };

        Assert.AreEqual(
            """
            partition table gpt with 5 partitions
            sda1 'EFI\u001b[31m': 536 MB, vfat
            sda2: 250 GB, LVM physical volume
              pve-root: 96 GB, ext4 'root'
            sda3: 100 GB, ZFS pool 'rpool'
            sda4: 1 GB, encrypted (LUKS)
            sda5: 1 GB, nothing that is known
            """,
            string.Join('\n', ((TargetUsable)InstallTargetPolicy.Judge(disk)).Contents));
    }

    private static BlockDevice Partition => new() { Name = "sda1", Path = "/dev/sda1", Kind = "part", SizeBytes = 1 };

    private static string Reason(BlockDevice device) => ((TargetRefused)InstallTargetPolicy.Judge(device)).Reason;
}
