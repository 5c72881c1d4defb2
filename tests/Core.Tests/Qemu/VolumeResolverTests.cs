using Domar.Core.Config;
using Domar.Core.Primitives;
using Domar.Core.Qemu;
using Domar.Core.Storage;

namespace Domar.Core.Tests.Qemu;

[TestClass]
public sealed class VolumeResolverTests
{
    private static readonly StorageConfig Storages = StorageConfig.Parse(
        "dir: local\n\tpath /srv\n\tcontent images,iso\n\n" +
        "dir: moved\n\tpath /srv\n\tcontent images,iso\n\tcontent-dirs images=disks,iso=cds\n\n" +
        "nfs: share\n\tserver 192.0.2.1\n\texport /x\n\tcontent images\n\n" +
        "btrfs: tree\n\tpath /butter\n\tcontent images\n\n" +
        "lvm: thick\n\tvgname vg\n\tcontent images\n\n" +
        "lvmthin: thin\n\tvgname vg\n\tthinpool p\n\tcontent images\n\n" +
        "zfspool: tank\n\tpool tank/vm\n\tcontent images\n\n" +
        "rbd: ceph\n\tmonhost 192.0.2.1,[2001:db8::1]:6789\n\tpool rbdpool\n\tcontent images\n\n" +
        "dir: off\n\tpath /off\n\tcontent images\n\tdisable 1\n",
        "storage.cfg");

    [TestMethod]
    [DataRow("local:100/vm-100-disk-0.qcow2", "FileLocation { Path = /srv/images/100/vm-100-disk-0.qcow2 }", "qcow2")]
    [DataRow("local:100/base-100-disk-0.raw/101/vm-101-disk-0.qcow2", "FileLocation { Path = /srv/images/101/vm-101-disk-0.qcow2 }", "qcow2")]
    [DataRow("local:iso/debian.iso", "FileLocation { Path = /srv/template/iso/debian.iso }", "raw")]
    [DataRow("moved:100/a.raw", "FileLocation { Path = /srv/disks/100/a.raw }", "raw")]
    [DataRow("moved:iso/a.iso", "FileLocation { Path = /srv/cds/a.iso }", "raw")]
    [DataRow("share:100/a.vmdk", "FileLocation { Path = /mnt/pve/share/images/100/a.vmdk }", "vmdk")]
    [DataRow("tree:100/a.raw", "FileLocation { Path = /butter/images/100/a/disk.raw }", "raw")]
    [DataRow("tree:100/a.qcow2", "FileLocation { Path = /butter/images/100/a.qcow2 }", "qcow2")]
    [DataRow("thick:vm-100-disk-0", "BlockDeviceLocation { Path = /dev/vg/vm-100-disk-0 }", "raw")]
    [DataRow("thin:base-100-disk-0/vm-101-disk-0", "BlockDeviceLocation { Path = /dev/vg/vm-101-disk-0 }", "raw")]
    [DataRow("tank:vm-100-disk-0", "BlockDeviceLocation { Path = /dev/zvol/tank/vm/vm-100-disk-0 }", "raw")]
    [DataRow("/dev/sdx", "BlockDeviceLocation { Path = /dev/sdx }", "raw")]
    [DataRow("/srv/a.qcow2", "FileLocation { Path = /srv/a.qcow2 }", "qcow2")]
    [DataRow("cdrom", "CdromDriveLocation { Path = /dev/cdrom }", "raw")]
    public void ResolveText_OfAVolume_TellsWhereItIs(string text, string location, string format)
    {
        var volume = VolumeResolver.ResolveText(Storages, text, PlanFixture.StockHost("10.0"), "scsi0");
        Assert.AreEqual(location, volume.Location.ToString());
        Assert.AreEqual(format, volume.Format);
    }

    [TestMethod]
    public void Resolve_OfRbd_ReadsMonitors()
    {
        var rbd = Assert.IsInstanceOfType<RbdLocation>(Resolve("ceph:vm-100-disk-0").Location);
        CollectionAssert.AreEqual((string[])["192.0.2.1 3300", "2001:db8::1 6789"], rbd.Monitors.Select(m => $"{m.Host} {m.Port}").ToArray());
    }

    [TestMethod]
    [DataRow("off:100/a.raw", "is disabled")]
    [DataRow("nosuch:100/a.raw", "does not exist")]
    [DataRow("local:100", "is no volume's name")]
    [DataRow("local:100/../../../etc/shadow", "is no volume's name")]
    [DataRow("local:x/a.raw", "is no volume's name")]
    [DataRow("thin:iso/a.iso", "does not support content-type 'iso'")]
    public void Resolve_OfWhatCannotBe_SaysWhy(string text, string expected) =>
        Assert.Contains(expected, Assert.ThrowsExactly<PlanException>(() => Resolve(text)).Message);

    [TestMethod]
    public void Resolve_OfStorages_KnowsTheirQuirks()
    {
        Assert.AreEqual(IoUringUse.Never, Resolve("thick:vm-100-disk-0").IoUring);
        Assert.AreEqual(IoUringUse.Always, Resolve("thin:vm-100-disk-0").IoUring);
        Assert.IsTrue(Resolve("tree:100/a.raw").PrefersHostCache);
        Assert.IsTrue(Resolve("local:iso/a.iso").IsReadOnly);
    }

    private static ResolvedVolume Resolve(string text) =>
        VolumeResolver.Resolve(Storages, VolumeId.TryParse(text, out var id) ? id : throw new ArgumentException(text), PlanFixture.StockHost("10.0"));
}
