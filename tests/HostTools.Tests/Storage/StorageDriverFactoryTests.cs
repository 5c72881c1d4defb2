using Domar.Core.Config;
using Domar.HostTools.Storage;
using Domar.TestKit.Fakes;

namespace Domar.HostTools.Tests.Storage;

[TestClass]
public sealed class StorageDriverFactoryTests
{
    [TestMethod]
    public void Dir_Defaults()
    {
        var config = StorageDriverFactory.Dir(Section("dir: local\n\tpath /var/lib/vz/\n\tcontent iso,images\n"));

        Assert.AreEqual(("local", "/var/lib/vz"), (config.Id, config.Path));
        Assert.IsTrue(config is { CreateBasePath: true, CreateSubfolders: true, MountPoint: null, Preallocation: null, DefaultFormat: null, IsShared: false });
        CollectionAssert.AreEquivalent(new[] { "images", "iso" }, config.Content.ToArray());
    }

    [TestMethod]
    public void Dir_AllProperties()
    {
        var config = StorageDriverFactory.Dir(Section(
            "dir: usb\n\tpath /mnt/usb\n\tis_mountpoint 1\n\tmkdir 0\n\tshared 1\n\tpreallocation off\n\tformat qcow2\n\tcontent-dirs iso=isos,backup=a/b\n"));

        Assert.IsTrue(config is { CreateBasePath: false, CreateSubfolders: false, MountPoint: "/mnt/usb", Preallocation: "off", DefaultFormat: "qcow2", IsShared: true });
        Assert.AreEqual("isos", config.ContentFolders["iso"]);
        Assert.AreEqual("/mnt", StorageDriverFactory.Dir(Section("dir: usb\n\tpath /mnt/usb\n\tis_mountpoint /mnt\n")).MountPoint);
        Assert.IsNull(StorageDriverFactory.Dir(Section("dir: usb\n\tpath /mnt/usb\n\tis_mountpoint 0\n")).MountPoint);
    }

    [TestMethod]
    public void LvmThin_AsTheInstallerWritesIt()
    {
        var section = Section("lvmthin: local-lvm\n\tthinpool data\n\tvgname pve\n\tcontent rootdir,images\n");

        var config = StorageDriverFactory.LvmThin(section);

        Assert.AreEqual(("local-lvm", "pve", "data"), (config.Id, config.Group, config.Pool));
        Assert.IsInstanceOfType<LvmThinStorage>(Factory().Create(section));
    }

    [TestMethod]
    public void ZfsPool_AsTheInstallerWritesIt()
    {
        var section = Section("zfspool: local-zfs\n\tpool rpool/data\n\tsparse\n\tcontent images,rootdir\n");

        var config = StorageDriverFactory.ZfsPool(section);

        Assert.AreEqual(("local-zfs", "rpool/data", "rpool", true, (string?)null, (string?)null), (config.Id, config.Dataset, config.Pool, config.IsSparse, config.BlockSize, config.MountPoint));
        Assert.IsInstanceOfType<ZfsStorage>(Factory().Create(section));
        Assert.IsFalse(StorageDriverFactory.ZfsPool(Section("zfspool: tank\n\tpool tank\n\tsparse 0\n")).IsSparse);
    }

    [TestMethod]
    [DataRow("lvmthin: x1\n\tthinpool data\n\tvgname ../sda\n")]
    [DataRow("lvmthin: x1\n\tthinpool -f\n\tvgname pve\n")]
    [DataRow("lvmthin: x1\n\tthinpool data\n")]
    [DataRow("zfspool: x1\n\tpool -r\n")]
    [DataRow("zfspool: x1\n\tpool rpool/../x\n")]
    [DataRow("zfspool: x1\n\tpool rpool/data@snap\n")]
    [DataRow("zfspool: x1\n\tpool rpool\n\tmountpoint here\n")]
    public void NamesThatToolsWouldMisread_AreRefused(string text)
    {
        // The parser of storage.cfg refuses some of them already; the factory is the last line of defence.
        var error = Assert.Throws<Exception>(() => Factory().Create(Section(text)));
        Assert.IsTrue(error is ConfigParseException || (error is StorageException && error.Message.StartsWith("Storage 'x1' needs", StringComparison.Ordinal)), error.ToString());
    }

    [TestMethod]
    public void UnsupportedType_IsNamed()
    {
        var error = Assert.ThrowsExactly<StorageException>(() => Factory().Create(Section("rbd: ceph\n\tpool tank\n")));
        Assert.AreEqual("Storage 'ceph' is of type 'rbd', which this version of Domar does not support yet. Supported: dir, lvmthin, zfspool.", error.Message);
    }

    private static StorageDriverFactory Factory() => new(new FakeQemuImg(), new FakeLvmVolumes(), new FakeZfs(), new FakeDeviceNodes());

    private static StorageSection Section(string text) => StorageConfig.Parse(text, "storage.cfg").Storages[0];
}
