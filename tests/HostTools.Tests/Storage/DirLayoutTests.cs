using CsCheck;
using Domar.Core.Primitives;
using Domar.HostTools.Storage;

namespace Domar.HostTools.Tests.Storage;

[TestClass]
public sealed class DirLayoutTests
{
    private static readonly DirLayout Layout = new(new DirStorageConfig
    {
        Id = "local",
        Path = "/srv/local",
        Content = new HashSet<string> { "images", "iso", "vztmpl", "backup", "snippets", "import" },
        ContentFolders = new Dictionary<string, string> { ["snippets"] = "custom/snips" },
    });

    [TestMethod]
    [DataRow("100/vm-100-disk-0.qcow2", "images", "qcow2", 100, "/srv/local/images/100/vm-100-disk-0.qcow2")]
    [DataRow("100/vm-100-cloudinit.raw", "images", "raw", 100, "/srv/local/images/100/vm-100-cloudinit.raw")]
    [DataRow("100/base-100-disk-0.raw", "images", "raw", 100, "/srv/local/images/100/base-100-disk-0.raw")]
    [DataRow("100/base-100-disk-0.raw/101/vm-101-disk-0.qcow2", "images", "qcow2", 101, "/srv/local/images/101/vm-101-disk-0.qcow2")]
    [DataRow("iso/debian-13.iso", "iso", "iso", 0, "/srv/local/template/iso/debian-13.iso")]
    [DataRow("vztmpl/debian.tar.zst", "vztmpl", "tar.zst", 0, "/srv/local/template/cache/debian.tar.zst")]
    [DataRow("backup/vzdump-qemu-100-2024_01_01-00_00_00.vma.zst", "backup", "vma.zst", 0, "/srv/local/dump/vzdump-qemu-100-2024_01_01-00_00_00.vma.zst")]
    [DataRow("snippets/user.yaml", "snippets", "snippet", 0, "/srv/local/custom/snips/user.yaml")]
    [DataRow("import/cloud.qcow2", "import", "qcow2", 0, "/srv/local/import/cloud.qcow2")]
    public void Name_IsReadPlacedAndWrittenBack(string name, string content, string format, int owner, string path)
    {
        Assert.IsTrue(DirLayout.TryParse(name, out var volume));
        Assert.AreEqual((content, format, owner), (volume.Content, volume.Format, volume.Owner?.Value ?? 0));
        Assert.AreEqual(path, Layout.FilePath(volume));
        Assert.AreEqual(name, volume.Name);
    }

    [TestMethod]
    [DataRow("100/vm-101-disk-0.qcow2")]
    [DataRow("100/vm-100.qcow2")]
    [DataRow("100/vm-100-.vdi")]
    [DataRow("99/vm-99-disk-0.raw")]
    [DataRow("100/../101/vm-101-disk-0.raw")]
    [DataRow("../100/vm-100-disk-0.raw")]
    [DataRow("/100/vm-100-disk-0.raw")]
    [DataRow("100//vm-100-disk-0.raw")]
    [DataRow("100/vm-100-disk-0.raw,if=none.raw")]
    [DataRow("100/vm-100-a\nb.raw")]
    [DataRow("100/vm-100-disk-0.raw/101/vm-101-disk-0.qcow2")]
    [DataRow("iso/..")]
    [DataRow("iso/.hidden.iso")]
    [DataRow("iso/a.txt")]
    [DataRow("iso/a/b.iso")]
    [DataRow("vztmpl/.tar.gz")]
    [DataRow("images/x.raw")]
    [DataRow("nothing/x.iso")]
    [DataRow("")]
    public void OddName_IsRefused(string name) => Assert.IsFalse(DirLayout.TryParse(name, out _));

    [TestMethod]
    public void AnyText_NeverLeavesTheFolder() => Gen.OneOf(
        Gen.String[Gen.Char["./vm-10base\\iso,raw\0"], 0, 40],
        Gen.Select(Gen.OneOfConst("iso", "snippets", "100", "import"), Gen.String[Gen.Char["./a-"], 0, 20], (a, b) => $"{a}/{b}")).Sample(name =>
        {
            if (DirLayout.TryParse(name, out var volume))
            {
                var path = Layout.FilePath(volume);
                Assert.StartsWith("/srv/local/", path);
                Assert.AreEqual(Path.GetFullPath(path), path);
            }
        });

    [TestMethod]
    public void NextDiskNumber_IsTheLowestFree_WhateverTheFormat()
    {
        var id = new GuestId(100);
        Assert.AreEqual(0, DirLayout.NextDiskNumber(id, []));
        Assert.AreEqual(2, DirLayout.NextDiskNumber(id, ["vm-100-disk-0.raw", "base-100-disk-1.qcow2", "vm-100-disk-3.raw", "vm-1001-disk-2.raw", "vm-100-disk-x"]));
        Assert.AreEqual(1, DirLayout.NextDiskNumber(id, ["vm-100-disk-0.raw", "vm-100-disk-0.qcow2", "vm-100-disk-99999999999999999999.raw"]));
    }

    [TestMethod]
    public void Qcow2Header_AnyBytes_AreReadOrRefused() => Gen.Byte.Array[0, 200].Sample(bytes =>
    {
        byte[] withMagic = [0x51, 0x46, 0x49, 0xFB, 0, 0, 0, 3, .. bytes];
        if (Qcow2Header.TryParse(withMagic, out var header))
        {
            Assert.IsGreaterThanOrEqualTo(0, header.VirtualSizeBytes);
        }
    });
}
