using Domar.Core.Config;
using Domar.HostTools.Exec;
using Domar.HostTools.Storage;
using Tool = Domar.HostTools.QemuImg.QemuImg;

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
    public void UnsupportedType_IsNamed()
    {
        var error = Assert.ThrowsExactly<StorageException>(() => new StorageDriverFactory(new Tool(new ToolRunner())).Create(Section("zfspool: tank\n\tpool tank\n")));
        Assert.AreEqual("Storage 'tank' is of type 'zfspool', which this version of Domar does not support yet. Supported: dir.", error.Message);
    }

    private static StorageSection Section(string text) => StorageConfig.Parse(text, "storage.cfg").Storages[0];
}
