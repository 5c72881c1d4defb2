using System.Runtime.Versioning;
using System.Text;
using Domar.HostTools.Files;
using Domar.TestKit;

namespace Domar.HostTools.Tests.Files;

[TestClass]
[SupportedOSPlatform("linux")]
public sealed class LinuxFileLayerTests
{
    private static readonly LinuxFileLayer Layer = LinuxFileLayer.Instance;

    [TestMethod]
    public void CreateNew_WritesContentAndMode()
    {
        using var folder = new TempFolder();
        using (var file = Layer.CreateNew(folder["a"], AtomicFile.DefaultMode))
        {
            file.Write("hello"u8);
            file.Sync();
        }

        Assert.AreEqual("hello", Encoding.UTF8.GetString(Layer.Read(folder["a"], 100)!));
        Assert.AreEqual(AtomicFile.DefaultMode, File.GetUnixFileMode(folder["a"]) | UnixFileMode.GroupRead);
    }

    [TestMethod]
    public void CreateNew_NameIsTaken_IsRefused()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["a"], "old");

        var error = Assert.ThrowsExactly<FileLayerException>(() => Layer.CreateNew(folder["a"], AtomicFile.DefaultMode));

        Assert.IsTrue(error.IsTaken);
        Assert.AreEqual("old", File.ReadAllText(folder["a"]));
    }

    [TestMethod]
    public void Read_AbsentFile_IsNull()
    {
        using var folder = new TempFolder();
        Assert.IsNull(Layer.Read(folder["a"], 100));
        Assert.IsNull(Layer.Read(folder["a/b"], 100));
    }

    [TestMethod]
    public void Read_MoreThanPermitted_IsRefused()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["a"], "123456");

        Assert.HasCount(6, Layer.Read(folder["a"], 6)!);
        Assert.ThrowsExactly<FileLayerException>(() => Layer.Read(folder["a"], 5));
    }

    [TestMethod]
    public void Read_FileThatClaimsNoSize_IsReadWhole() => Assert.IsGreaterThan(100, Layer.Read("/proc/self/status", 1 << 20)!.Length);

    [TestMethod]
    public void Read_SymbolicLink_IsNotFollowed()
    {
        using var folder = new TempFolder();
        File.CreateSymbolicLink(folder["link"], "/etc/passwd");

        Assert.ThrowsExactly<FileLayerException>(() => Layer.Read(folder["link"], 1 << 20));
        Assert.AreEqual(FileKind.Link, Layer.Stat(folder["link"])!.Value.Kind);
    }

    [TestMethod]
    public void Stat_TellsSizeHolesAndTime()
    {
        using var folder = new TempFolder();
        using (var file = File.Create(folder["a"]))
        {
            file.SetLength(1 << 20);
        }

        var facts = Layer.Stat(folder["a"])!.Value;
        Assert.AreEqual(FileKind.File, facts.Kind);
        Assert.AreEqual(1 << 20, facts.SizeBytes);
        Assert.IsLessThan(1 << 20, facts.AllocatedBytes);
        Assert.AreEqual(File.GetLastWriteTimeUtc(folder["a"]), facts.ModifiedAt.UtcDateTime);
        Assert.IsNull(Layer.Stat(folder["b"]));
        Assert.AreEqual(FileKind.Folder, Layer.Stat(folder.Path)!.Value.Kind);
        Assert.AreNotEqual(facts.Device, Layer.Stat("/proc")!.Value.Device);
    }

    [TestMethod]
    public void RenameExclusive_NameIsTaken_IsRefused()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["a"], "a");
        File.WriteAllText(folder["b"], "b");

        Assert.IsTrue(Assert.ThrowsExactly<FileLayerException>(() => Layer.RenameExclusive(folder["a"], folder["b"])).IsTaken);
        Layer.RenameExclusive(folder["a"], folder["c"]);

        CollectionAssert.AreEqual(new[] { "b", "c" }, Layer.List(folder.Path).ToArray());
    }

    [TestMethod]
    public void Unlink_AbsentFile_IsFalse()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["a"], "");
        Assert.IsTrue(Layer.Unlink(folder["a"]));
        Assert.IsFalse(Layer.Unlink(folder["a"]));
        Assert.IsEmpty(Layer.List(folder["none"]));
    }

    [TestMethod]
    public void SyncFolder_NoFolder_NamesItAndTheReason()
    {
        using var folder = new TempFolder();
        var error = Assert.ThrowsExactly<FileLayerException>(() => Layer.SyncFolder(folder["none"]));
        Assert.AreEqual($"Cannot sync folder '{folder["none"]}': No such file or directory", error.Message);
        Layer.SyncFolder(folder.Path);
    }

    [TestMethod]
    public void Paths_WithZeroByte_AreRefused() => Assert.ThrowsExactly<ArgumentException>(() => Layer.Stat("/tmp\0/x"));

    [TestMethod]
    public void DiskFull_IsToldApart()
    {
        var error = new FileLayerException("write", "/x", 28);
        Assert.IsTrue(error.IsDiskFull);
        Assert.AreEqual("Cannot write '/x': No space left on device", error.Message);
        Assert.IsFalse(new FileLayerException("write", "/x", 5).IsDiskFull);
    }

    [TestMethod]
    public void FileSpace_IsPlausible()
    {
        using var folder = new TempFolder();
        var space = FileSpace.Of(folder.Path);
        Assert.AreEqual(new DriveInfo(folder.Path).TotalSize, space.TotalBytes);
        Assert.IsLessThanOrEqualTo(space.FreeBytes, space.AvailableBytes);
        Assert.ThrowsExactly<FileLayerException>(() => FileSpace.Of(folder["none"]));
    }
}
