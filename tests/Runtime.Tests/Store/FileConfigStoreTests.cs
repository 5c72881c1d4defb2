using System.Runtime.Versioning;
using Domar.HostTools.Files;
using Domar.Runtime.Store;
using Domar.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Domar.Runtime.Tests.Store;

[TestClass]
[SupportedOSPlatform("linux")]
public sealed class FileConfigStoreTests : IDisposable
{
    private const string Path = "nodes/pve1/qemu-server/100.conf";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void Write_ThenRead_SameTextAndProxmoxDigest()
    {
        var store = Open();

        var written = store.Write(Path, "name: a\n", null);

        // printf 'name: a\n' | sha1sum
        Assert.AreEqual("52727e27895c147e0e1a1e961e63f59d3cc7fdb5", written.Version);
        Assert.AreEqual(written, store.Read(Path));
        Assert.AreEqual(written, Open().Read(Path));
        Assert.AreEqual("name: a\n", File.ReadAllText(_folder[Path]));
    }

    [TestMethod]
    public void Write_MakesFilesThatOthersCannotRead()
    {
        var store = Open();
        store.Write("storage.cfg", "", null);
        store.Write("priv/token.cfg", "", null);

        Assert.AreEqual(UnixFileMode.None, File.GetUnixFileMode(_folder["storage.cfg"]) & UnixFileMode.OtherRead);
        Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder["priv/token.cfg"]));
    }

    [TestMethod]
    public void Write_OverAnUnnoticedHandEdit_IsAConflict_AndTheEditStays()
    {
        var store = Open();
        var first = store.Write(Path, "name: a\n", null);
        File.WriteAllText(_folder[Path], "name: by-hand\n");

        var error = Assert.ThrowsExactly<StoreConflictException>(() => store.Write(Path, "name: b\n", first.Version));

        Assert.Contains("somebody changed it", error.Message);
        Assert.AreEqual("name: by-hand\n", File.ReadAllText(_folder[Path]));
        Assert.AreEqual("name: by-hand\n", store.Read(Path)!.Text);
    }

    [TestMethod]
    public void Write_HandEditDuringTheSync_IsAConflict_AndTheEditStays()
    {
        var hooked = new HookedFileLayer(LinuxFileLayer.Instance);
        var store = new FileConfigStore(hooked, _folder.Path, NullLogger.Instance);
        var first = store.Write("a.cfg", "1\n", null);
        hooked.AfterSync = () => File.WriteAllText(_folder["a.cfg"], "hand\n");

        Assert.ThrowsExactly<StoreConflictException>(() => store.Write("a.cfg", "2\n", first.Version));

        Assert.AreEqual("hand\n", File.ReadAllText(_folder["a.cfg"]));
        Assert.HasCount(1, Directory.GetFileSystemEntries(_folder.Path));
    }

    [TestMethod]
    public void Write_FileExists_NewWasExpected_IsAConflict()
    {
        var store = Open();
        store.Write(Path, "name: a\n", null);
        Assert.Contains("exists already", Assert.ThrowsExactly<StoreConflictException>(() => store.Write(Path, "name: b\n", null)).Message);
    }

    [TestMethod]
    public void Write_FileWasRemovedMeanwhile_IsAConflict()
    {
        var store = Open();
        var first = store.Write(Path, "name: a\n", null);
        File.Delete(_folder[Path]);
        Assert.Contains("somebody removed it", Assert.ThrowsExactly<StoreConflictException>(() => store.Write(Path, "name: b\n", first.Version)).Message);
        Assert.IsNull(store.Read(Path));
    }

    [TestMethod]
    public void Delete_RemovesTheFile_AndChecksTheVersion()
    {
        var store = Open();
        var first = store.Write(Path, "name: a\n", null);
        var second = store.Write(Path, "name: b\n", first.Version);

        Assert.ThrowsExactly<StoreConflictException>(() => store.Delete(Path, first.Version));
        store.Delete(Path, second.Version);

        Assert.IsNull(store.Read(Path));
        Assert.IsFalse(File.Exists(_folder[Path]));
        Assert.ThrowsExactly<StoreConflictException>(() => store.Delete(Path, second.Version));
    }

    [TestMethod]
    public void ReadFolder_ListsFilesOfThatFolderOnly_Sorted()
    {
        var store = Open();
        store.Write("b.cfg", "b", null);
        store.Write("a.cfg", "a", null);
        store.Write(Path, "c", null);

        CollectionAssert.AreEqual(new[] { "a.cfg", "b.cfg" }, store.ReadFolder("").Select(entry => entry.Path).ToArray());
        CollectionAssert.AreEqual(new[] { Path }, store.ReadFolder("nodes/pve1/qemu-server").Select(entry => entry.Path).ToArray());
        Assert.IsEmpty(store.ReadFolder("nodes/pve2/qemu-server"));
    }

    [TestMethod]
    [DataRow("/etc/passwd")]
    [DataRow("../x")]
    [DataRow("a/../../x")]
    [DataRow("a//b")]
    [DataRow("./a")]
    [DataRow("a/")]
    [DataRow("")]
    [DataRow(".lock")]
    [DataRow("a.cfg~")]
    [DataRow("a\0b")]
    [DataRow("a\nb")]
    public void PathThatIsNone_IsRefusedEverywhere(string path)
    {
        var store = Open();
        Assert.ThrowsExactly<StoreException>(() => store.Read(path));
        Assert.ThrowsExactly<StoreException>(() => store.Write(path, "x", null));
        Assert.ThrowsExactly<StoreException>(() => store.Delete(path, "x"));
        Assert.IsEmpty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [TestMethod]
    public void NotUtf8_IsAnErrorThatNamesFileAndLine_AndHidesNoOther()
    {
        File.WriteAllBytes(_folder["a.cfg"], [.. "good\nb"u8, 0xE9, .. "se\n"u8]);
        File.WriteAllText(_folder["b.cfg"], "fine\n");
        var store = Open();

        var error = Assert.ThrowsExactly<StoreException>(() => store.Read("a.cfg"));

        Assert.StartsWith("'a.cfg' is not valid UTF-8 (line 2, byte 0xE9)", error.Message);
        Assert.AreEqual("fine\n", store.Read("b.cfg")!.Text);
        var listed = store.ReadFolder("");
        Assert.HasCount(2, listed);
        Assert.IsNotNull(listed[0].Problem);
        Assert.ThrowsExactly<StoreException>(() => store.Write("a.cfg", "x", listed[0].Version));
        Assert.HasCount(10, File.ReadAllBytes(_folder["a.cfg"]));
    }

    [TestMethod]
    public void SymbolicLinks_AreNotFollowed()
    {
        using var elsewhere = new TempFolder();
        File.WriteAllText(elsewhere["secret"], "secret");
        File.CreateSymbolicLink(_folder["a.cfg"], elsewhere["secret"]);
        Directory.CreateSymbolicLink(_folder["nodes"], elsewhere.Path);
        var store = Open();

        Assert.Contains("symbolic link", Assert.ThrowsExactly<StoreException>(() => store.Read("a.cfg")).Message);
        Assert.Contains("symbolic link", Assert.ThrowsExactly<StoreException>(() => store.Write("nodes/x.cfg", "x", null)).Message);
        Assert.AreEqual("secret", File.ReadAllText(elsewhere["secret"]));
        Assert.HasCount(1, Directory.GetFileSystemEntries(elsewhere.Path));
    }

    [TestMethod]
    public void TooLargeFile_IsRefused_BothWays()
    {
        var store = Open();
        Assert.Contains("more than", Assert.ThrowsExactly<StoreException>(() => store.Write("a.cfg", new string('x', (1 << 20) + 1), null)).Message);
        File.WriteAllText(_folder["b.cfg"], new string('x', (1 << 20) + 1));
        store.Refresh("b.cfg");
        Assert.ThrowsExactly<StoreException>(() => store.Read("b.cfg"));
    }

    [TestMethod]
    public void Reopen_RemovesWhatACrashLeft()
    {
        Directory.CreateDirectory(_folder["nodes"]);
        File.WriteAllText(System.IO.Path.Combine(_folder["nodes"], AtomicFile.NewTempName()), "half");

        Open();

        Assert.IsEmpty(Directory.GetFileSystemEntries(_folder["nodes"]));
    }

    [TestMethod]
    public void Watchers_SeeWritesRemovalsAndEdits_FromTheirCallOn()
    {
        var store = Open();
        store.Write("before.cfg", "", null);
        var changes = store.WatchAsync(CancellationToken.None).GetAsyncEnumerator();

        var first = store.Write("a.cfg", "1", null);
        Assert.AreEqual(new StoreChange("a.cfg", first), Next(changes));
        store.Delete("a.cfg", first.Version);
        Assert.AreEqual(new StoreChange("a.cfg", null), Next(changes));
        File.WriteAllText(_folder["b.cfg"], "hand");
        store.RefreshAll();
        Assert.AreEqual("hand", Next(changes).Entry!.Text);
        File.Delete(_folder["b.cfg"]);
        store.RefreshAll();
        Assert.IsNull(Next(changes).Entry);
        store.RefreshAll();
        Assert.IsFalse(changes.MoveNextAsync().AsTask().IsCompleted);
    }

    [TestMethod]
    public void SlowWatcher_GetsTheLatestOfEachFile()
    {
        var store = Open();
        var changes = store.WatchAsync(CancellationToken.None).GetAsyncEnumerator();
        var entry = store.Write("a.cfg", "0", null);
        store.Write("b.cfg", "b", null);
        for (var i = 1; i <= 5; i++)
        {
            entry = store.Write("a.cfg", $"{i}", entry.Version);
        }

        Assert.AreEqual("5", Next(changes).Entry!.Text);
        Assert.AreEqual("b", Next(changes).Entry!.Text);
        Assert.IsFalse(changes.MoveNextAsync().AsTask().IsCompleted);
    }

    private static StoreChange Next(IAsyncEnumerator<StoreChange> changes)
    {
        var next = changes.MoveNextAsync().AsTask();
        Assert.IsTrue(next.IsCompletedSuccessfully, "No change was told.");
        return changes.Current;
    }

    private FileConfigStore Open() => new(LinuxFileLayer.Instance, _folder.Path, NullLogger.Instance);
}
