using System.Runtime.Versioning;
using System.Text;
using Domar.Core.Primitives;
using Domar.HostTools.Exec;
using Domar.HostTools.Files;
using Domar.HostTools.QemuImg;
using Domar.HostTools.Storage;
using Domar.TestKit;
using Domar.TestKit.Files;
using Tool = Domar.HostTools.QemuImg.QemuImg;

namespace Domar.HostTools.Tests.Storage;

[TestClass]
[SupportedOSPlatform("linux")]
public sealed class DirStorageTests : IDisposable
{
    private const long MiB = 1024 * 1024;

    private static readonly GuestId Guest = new(100);

    private readonly TempFolder _folder = new();

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public async Task Allocate_Raw_IsSparse_NotReadableByOthers_AndNumberedFromZero()
    {
        var storage = Open();

        var first = await storage.AllocateAsync(Request(10 * MiB), Token);
        var second = await storage.AllocateAsync(Request(10 * MiB), Token);

        Assert.AreEqual("100/vm-100-disk-0.raw", first);
        Assert.AreEqual("100/vm-100-disk-1.raw", second);
        var info = await storage.GetAsync(first, Token);
        Assert.AreEqual((10 * MiB, "raw", "images", (GuestId?)Guest), (info.SizeBytes, info.Format, info.Content, info.Owner));
        Assert.IsLessThan(MiB, info.UsedBytes!.Value);
        Assert.AreEqual(UnixFileMode.None, File.GetUnixFileMode(info.Path) & UnixFileMode.OtherRead);
        CollectionAssert.AreEqual(new[] { "vm-100-disk-0.raw", "vm-100-disk-1.raw" }, Files("images/100"));
    }

    [TestMethod]
    public async Task Allocate_Qcow2_HasItsVirtualSize()
    {
        var storage = Open();
        var name = await storage.AllocateAsync(Request(64 * MiB) with { Format = "qcow2" }, Token);

        var info = await storage.GetAsync(name, Token);

        Assert.AreEqual("100/vm-100-disk-0.qcow2", name);
        Assert.AreEqual(64 * MiB, info.SizeBytes);
        Assert.AreEqual(64 * MiB, (await Real().InfoAsync(info.Path, "qcow2", Token)).VirtualSizeBytes);
        Assert.AreEqual(UnixFileMode.None, File.GetUnixFileMode(info.Path) & UnixFileMode.OtherRead);
    }

    [TestMethod]
    public async Task Allocate_OddSize_IsRoundedUp()
    {
        var storage = Open();
        var name = await storage.AllocateAsync(Request(1025), Token);
        Assert.AreEqual(2048, (await storage.GetAsync(name, Token)).SizeBytes);
    }

    [TestMethod]
    public async Task Allocate_StoragesFormat_IsUsedWhenNoneIsAskedFor()
    {
        var storage = Open(config => config with { DefaultFormat = "qcow2" });
        Assert.AreEqual("100/vm-100-disk-0.qcow2", await storage.AllocateAsync(Request(MiB), Token));
        Assert.AreEqual("100/vm-100-disk-1.raw", await storage.AllocateAsync(Request(MiB) with { Format = "raw" }, Token));
    }

    [TestMethod]
    public async Task Allocate_Preallocated_TakesTheSpace()
    {
        var storage = Open(config => config with { Preallocation = "falloc" });
        var name = await storage.AllocateAsync(Request(4 * MiB), Token);
        Assert.IsGreaterThanOrEqualTo(4 * MiB, (await storage.GetAsync(name, Token)).UsedBytes!.Value);
    }

    [TestMethod]
    public async Task Allocate_NameThatExists_IsRefused_AndTheVolumeUntouched()
    {
        var storage = Open();
        var name = await storage.AllocateAsync(Request(MiB) with { Name = "vm-100-data.raw" }, Token);
        File.WriteAllText(_folder["images/100/vm-100-data.raw"], "content");

        var error = await Assert.ThrowsExactlyAsync<StorageException>(() => storage.AllocateAsync(Request(MiB) with { Name = "vm-100-data.raw" }, Token));

        Assert.AreEqual("100/vm-100-data.raw", name);
        Assert.StartsWith("Volume 'local:100/vm-100-data.raw' exists already.", error.Message);
        Assert.AreEqual("content", File.ReadAllText(_folder["images/100/vm-100-data.raw"]));
        CollectionAssert.AreEqual(new[] { "vm-100-data.raw" }, Files("images/100"));
    }

    [TestMethod]
    [DataRow("vm-101-disk-0.raw", "cannot be the name")]
    [DataRow("../x.raw", "cannot be the name")]
    [DataRow("base-100-disk-0.raw", "cannot be the name")]
    [DataRow("vm-100-disk-0", "cannot be the name")]
    [DataRow("vm-100-disk-0.qcow2", "says qcow2")]
    public async Task Allocate_BadName_IsRefused_AndNothingIsMade(string name, string reason)
    {
        var storage = Open();
        var error = await Assert.ThrowsExactlyAsync<StorageException>(() => storage.AllocateAsync(Request(MiB) with { Name = name, Format = "raw" }, Token));
        Assert.Contains(reason, error.Message);
        Assert.IsEmpty(Files("images"));
    }

    [TestMethod]
    public async Task Allocate_BadFormatOrSize_IsRefused()
    {
        var storage = Open();
        Assert.Contains("format 'vdi'", (await Assert.ThrowsExactlyAsync<StorageException>(() => storage.AllocateAsync(Request(MiB) with { Format = "vdi" }, Token))).Message);
        Assert.Contains("above zero", (await Assert.ThrowsExactlyAsync<StorageException>(() => storage.AllocateAsync(Request(0), Token))).Message);
        Assert.IsEmpty(Files("images"));
    }

    [TestMethod]
    public async Task Allocate_StorageWithoutImages_IsRefused()
    {
        var storage = Open(config => config with { Content = new HashSet<string> { "iso" } });
        Assert.Contains("holds no disks of guests, only iso", (await Assert.ThrowsExactlyAsync<StorageException>(() => storage.AllocateAsync(Request(MiB), Token))).Message);
    }

    [TestMethod]
    public async Task Allocate_ManyAtOnce_AllGetDifferentNames()
    {
        var storage = Open();
        var names = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => storage.AllocateAsync(Request(MiB) with { Owner = new GuestId(100 + (i % 2)) }, Token)));
        Assert.HasCount(30, names.Distinct());
        Assert.HasCount(15, Files("images/100"));
        Assert.HasCount(30, await storage.ListAsync(null, Token));
    }

    [TestMethod]
    public async Task Allocate_EachCallFailsInTurn_NothingIsLeft()
    {
        for (var call = 1; ; call++)
        {
            using var folder = new TempFolder();
            Directory.CreateDirectory(folder["images"]);
            var layer = new FaultyFileLayer(LinuxFileLayer.Instance);
            var storage = new DirStorage(Config(folder.Path), Real(), layer);
            await storage.ActivateAsync(Token);
            layer.FailAt(call, errno: 28);
            try
            {
                await storage.AllocateAsync(Request(MiB), Token);
                if (layer.Failures == 0)
                {
                    break;
                }

                // Only the calls that clean up may fail without failing the allocation.
                Assert.IsTrue(File.Exists(folder["images/100/vm-100-disk-0.raw"]));
            }
            catch (StorageException e)
            {
                Assert.Contains("'local'", e.Message);
                Assert.IsEmpty(Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories).Where(file => !AtomicFile.IsTempName(Path.GetFileName(file))), $"call {call}: {e.Message}");
            }
        }
    }

    [TestMethod]
    public async Task Allocate_DiskFull_NamesStorageAndSizes_AndLeavesNothing()
    {
        var storage = Open(layer: new FullDisk(LinuxFileLayer.Instance), space: _ => new FileSpace(100 * MiB, 9 * MiB, 3 * MiB / 2));

        var error = await Assert.ThrowsExactlyAsync<StorageException>(() => storage.AllocateAsync(Request(10 * MiB), Token));

        Assert.StartsWith("Storage 'local' is full: 10 MiB are wanted, 1.5 MiB are available. Nothing was changed.", error.Message);
        Assert.IsEmpty(Files("images"));
    }

    [TestMethod]
    public async Task Import_MoreThanFits_IsRefusedBeforeItBegins()
    {
        var source = new byte[2 * MiB];
        Random.Shared.NextBytes(source);
        File.WriteAllBytes(_folder["source.raw"], source);
        var storage = Open(space: _ => new FileSpace(100 * MiB, MiB, MiB));

        var error = await Assert.ThrowsExactlyAsync<StorageException>(() => storage.AllocateAsync(Request(0) with { ImportFrom = _folder["source.raw"] }, Token));

        Assert.Contains("2 MiB are wanted, 1 MiB are available", error.Message);
        Assert.IsEmpty(Files("images"));
    }

    [TestMethod]
    public async Task Import_RawIntoRaw_SameContent_HolesStay_AndItGrows()
    {
        using (var source = File.Create(_folder["source.raw"]))
        {
            source.Write("start"u8);
            source.Position = 20 * MiB;
            source.Write("middle"u8);
            source.SetLength((30 * MiB) + 5);
        }

        var storage = Open();
        List<double> progress = [];
        var name = await storage.AllocateAsync(Request(32 * MiB) with { ImportFrom = _folder["source.raw"], OnProgress = progress.Add }, Token);

        var info = await storage.GetAsync(name, Token);
        Assert.AreEqual(32 * MiB, info.SizeBytes);
        Assert.IsLessThan(2 * MiB, info.UsedBytes!.Value);
        var content = File.ReadAllBytes(info.Path);
        Assert.AreEqual("start", Encoding.ASCII.GetString(content.AsSpan(0, 5)));
        Assert.AreEqual("middle", Encoding.ASCII.GetString(content.AsSpan((int)(20 * MiB), 6)));
        Assert.AreEqual(11, content.Count(b => b != 0));
        Assert.AreEqual(1, progress[^1]);
    }

    [TestMethod]
    public async Task Import_IsAtLeastAsLargeAsTheImage()
    {
        File.WriteAllBytes(_folder["source.raw"], new byte[3 * MiB]);
        var storage = Open();
        var name = await storage.AllocateAsync(Request(MiB) with { ImportFrom = _folder["source.raw"] }, Token);
        Assert.AreEqual(3 * MiB, (await storage.GetAsync(name, Token)).SizeBytes);
    }

    [TestMethod]
    [DataRow("raw")]
    [DataRow("qcow2")]
    public async Task Import_Qcow2_IsConvertedAndGrown(string format)
    {
        await Real().CreateAsync(new QemuImgCreate { Path = _folder["cloud.img"], Format = "qcow2", SizeBytes = 8 * MiB }, Token);
        var storage = Open();

        var name = await storage.AllocateAsync(Request(16 * MiB) with { Format = format, ImportFrom = _folder["cloud.img"] }, Token);

        Assert.AreEqual($"100/vm-100-disk-0.{format}", name);
        Assert.AreEqual((16 * MiB, format), ((await Real().InfoAsync(_folder[$"images/{name}"], format, Token)).VirtualSizeBytes, format));
        Assert.HasCount(1, Files("images/100"));
    }

    [TestMethod]
    public async Task Import_ImageThatNamesAnotherFile_IsRefused()
    {
        var header = new byte[4096];
        await Real().CreateAsync(new QemuImgCreate { Path = _folder["evil.qcow2"], Format = "qcow2", SizeBytes = MiB }, Token);
        using (var file = File.Open(_folder["evil.qcow2"], FileMode.Open))
        {
            file.ReadExactly(header);
            var name = "/etc/shadow"u8;
            header[8 + 6] = 0x08;
            header[16 + 3] = (byte)name.Length;
            name.CopyTo(header.AsSpan(0x800));
            file.Position = 0;
            file.Write(header);
        }

        var storage = Open();
        var error = await Assert.ThrowsExactlyAsync<StorageException>(() => storage.AllocateAsync(Request(MiB) with { ImportFrom = _folder["evil.qcow2"] }, Token));
        Assert.Contains("it needs another file, '/etc/shadow'", error.Message);
        Assert.IsEmpty(Files("images"));
    }

    [TestMethod]
    public async Task Import_NoSuchFile_OrNoImage_IsRefused()
    {
        File.WriteAllText(_folder["no.qcow2"], "no image");
        var storage = Open();
        Assert.Contains("there is no such file", (await Assert.ThrowsExactlyAsync<StorageException>(() => storage.AllocateAsync(Request(MiB) with { ImportFrom = _folder["none.raw"] }, Token))).Message);
        Assert.Contains("no.qcow2", (await Assert.ThrowsExactlyAsync<StorageException>(() => storage.AllocateAsync(Request(MiB) with { ImportFrom = _folder["no.qcow2"] }, Token))).Message);
        Assert.IsEmpty(Files("images"));
    }

    [TestMethod]
    public async Task Import_Cancelled_LeavesNothing()
    {
        File.WriteAllBytes(_folder["source.raw"], [.. Enumerable.Repeat((byte)1, (int)(2 * MiB))]);
        var storage = Open();
        using var stop = new CancellationTokenSource();

        await Assert.ThrowsAsync<OperationCanceledException>(() => storage.AllocateAsync(
            Request(MiB) with { ImportFrom = _folder["source.raw"], OnProgress = _ => stop.Cancel() }, stop.Token));

        Assert.IsEmpty(Files("images"));
    }

    [TestMethod]
    public async Task Resize_Grows_AndRefusesToShrink()
    {
        var storage = Open();
        foreach (var format in new[] { "raw", "qcow2" })
        {
            var name = await storage.AllocateAsync(Request(2 * MiB) with { Format = format }, Token);

            await storage.ResizeAsync(name, 5 * MiB, Token);
            Assert.AreEqual(5 * MiB, (await storage.GetAsync(name, Token)).SizeBytes);
            var error = await Assert.ThrowsExactlyAsync<StorageException>(() => storage.ResizeAsync(name, 4 * MiB, Token));
            Assert.Contains("to 4 MiB: it has 5 MiB", error.Message);
            Assert.AreEqual(5 * MiB, (await storage.GetAsync(name, Token)).SizeBytes);
        }
    }

    [TestMethod]
    public async Task Free_RemovesTheVolume_AndTheGuestsFolderWithTheLast()
    {
        var storage = Open();
        var first = await storage.AllocateAsync(Request(MiB), Token);
        var second = await storage.AllocateAsync(Request(MiB), Token);

        await storage.FreeAsync(first, Token);
        Assert.HasCount(1, Files("images/100"));
        await storage.FreeAsync(second, Token);

        Assert.IsEmpty(Files("images"));
        Assert.Contains("does not exist", (await Assert.ThrowsExactlyAsync<VolumeNotFoundException>(() => storage.FreeAsync(second, Token))).Message);
        await Assert.ThrowsExactlyAsync<VolumeNotFoundException>(() => storage.GetAsync(second, Token));
        Assert.AreEqual("100/vm-100-disk-0.raw", await storage.AllocateAsync(Request(MiB), Token));
    }

    [TestMethod]
    public async Task Free_PathTricks_AreRefused()
    {
        File.WriteAllText(_folder["precious.iso"], "");
        var storage = Open();
        await storage.ActivateAsync(Token);
        foreach (var name in new[] { "iso/../../precious.iso", "../precious.iso", "100/../../precious.iso", _folder["precious.iso"] })
        {
            Assert.Contains("no name of a volume", (await Assert.ThrowsExactlyAsync<StorageException>(() => storage.FreeAsync(name, Token))).Message);
        }

        Assert.IsTrue(File.Exists(_folder["precious.iso"]));
    }

    [TestMethod]
    public async Task Free_BaseOfAClone_IsRefused()
    {
        var storage = Open();
        await storage.AllocateAsync(Request(MiB) with { Format = "qcow2" }, Token);
        File.Move(_folder["images/100/vm-100-disk-0.qcow2"], _folder["images/100/base-100-disk-0.qcow2"]);
        Directory.CreateDirectory(_folder["images/101"]);
        var made = await new ToolRunner().RunAsync(new ToolCommand(
            "qemu-img",
            ["create", "-q", "-f", "qcow2", "-b", "../100/base-100-disk-0.qcow2", "-F", "qcow2", _folder["images/101/vm-101-disk-0.qcow2"]]), Token);
        Assert.AreEqual(0, made.ExitCode, made.Error);
        const string clone = "100/base-100-disk-0.qcow2/101/vm-101-disk-0.qcow2";

        Assert.AreEqual(clone, (await storage.ListAsync(new GuestId(101), Token)).Single().Name);
        Assert.Contains($"'local:{clone}' is based on it", (await Assert.ThrowsExactlyAsync<StorageException>(() => storage.FreeAsync("100/base-100-disk-0.qcow2", Token))).Message);
        await storage.FreeAsync(clone, Token);
        await storage.FreeAsync("100/base-100-disk-0.qcow2", Token);
        Assert.IsEmpty(Files("images"));
    }

    [TestMethod]
    public async Task List_HasAllContentOfTheStorage_AndNothingElse()
    {
        var storage = Open(config => config with { Content = new HashSet<string> { "images", "iso", "snippets" } });
        await storage.AllocateAsync(Request(MiB), Token);
        await storage.AllocateAsync(Request(MiB) with { Owner = new GuestId(101) }, Token);
        File.WriteAllText(_folder["template/iso/b.iso"], "12345");
        File.WriteAllText(_folder["elsewhere"], "123");
        File.CreateSymbolicLink(_folder["template/iso/a.ISO"], _folder["elsewhere"]);
        File.CreateSymbolicLink(_folder["template/iso/gone.iso"], _folder["nowhere"]);
        File.WriteAllText(_folder["template/iso/.hidden.iso"], "");
        File.WriteAllText(_folder["template/iso/readme.txt"], "");
        File.WriteAllText(_folder["images/100/vm-999-disk-0.raw"], "");
        Directory.CreateDirectory(_folder["images/100/vm-100-folder.raw"]);
        Directory.CreateDirectory(_folder["template/cache"]);
        File.WriteAllText(_folder["template/cache/x.tar.gz"], "");

        var all = await storage.ListAsync(null, Token);

        CollectionAssert.AreEqual(
            new[] { "100/vm-100-disk-0.raw", "101/vm-101-disk-0.raw", "iso/a.ISO", "iso/b.iso" }, all.Select(volume => volume.Name).ToArray());
        CollectionAssert.AreEqual(new[] { 3L, 5L }, all.Skip(2).Select(volume => volume.SizeBytes).ToArray());
        Assert.AreEqual("101/vm-101-disk-0.raw", (await storage.ListAsync(new GuestId(101), Token)).Single().Name);
        Assert.AreEqual("iso", (await storage.GetAsync("iso/b.iso", Token)).Content);
    }

    [TestMethod]
    public async Task Activate_MakesFolders_UnlessToldNotTo()
    {
        var made = Open(config => config with { Path = _folder["new/base"] });
        await made.ActivateAsync(Token);
        Assert.IsTrue(Directory.Exists(_folder["new/base/template/iso"]));

        var notMade = Open(config => config with { Path = _folder["other"], CreateBasePath = false });
        Assert.Contains("does not exist", (await Assert.ThrowsExactlyAsync<StorageException>(() => notMade.GetStatusAsync(Token))).Message);
        Assert.IsFalse(Directory.Exists(_folder["other"]));
    }

    [TestMethod]
    public async Task Activate_NotMounted_IsRefused_AndNothingIsWrittenBelow()
    {
        var storage = Open(config => config with { Path = _folder["mnt"], MountPoint = _folder["mnt"] });
        Directory.CreateDirectory(_folder["mnt"]);

        Assert.Contains("nothing is mounted", (await Assert.ThrowsExactlyAsync<StorageException>(() => storage.AllocateAsync(Request(MiB), Token))).Message);

        Assert.IsEmpty(Files("mnt"));
        var mounted = Open(config => config with { Path = _folder["mnt"], MountPoint = "/proc" });
        await mounted.ActivateAsync(Token);
    }

    [TestMethod]
    public async Task Activate_RemovesWhatADeadDaemonLeft_ButNotOwnWork()
    {
        Directory.CreateDirectory(_folder["images/100"]);
        File.WriteAllText(_folder[$"images/100/{AtomicFile.TempPrefix}7fffffff-1-1"], "half");
        var own = AtomicFile.NewTempName();
        Directory.CreateDirectory(_folder["images/101"]);
        File.WriteAllText(_folder[$"images/101/{own}"], "half");

        await Open().ActivateAsync(Token);

        Assert.IsFalse(Directory.Exists(_folder["images/100"]));
        CollectionAssert.AreEqual(new[] { own }, Files("images/101"));
    }

    [TestMethod]
    public async Task Status_IsThatOfTheFileSystem()
    {
        var storage = Open(space: _ => new FileSpace(100, 40, 30));
        Assert.AreEqual(new StorageStatus(100, 60, 30), await storage.GetStatusAsync(Token));
    }

    private static VolumeRequest Request(long sizeBytes) => new() { Owner = Guest, SizeBytes = sizeBytes };

    private static Tool Real() => new(new ToolRunner());

    private static DirStorageConfig Config(string path) => new() { Id = "local", Path = path, Content = new HashSet<string> { "images", "iso" } };

    private DirStorage Open(Func<DirStorageConfig, DirStorageConfig>? change = null, IFileLayer? layer = null, Func<string, FileSpace>? space = null) =>
        new((change ?? (config => config))(Config(_folder.Path)), Real(), layer, space);

    private string[] Files(string folder) => [.. Directory.GetFileSystemEntries(_folder[folder]).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
}
