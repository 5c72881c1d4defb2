using System.Threading.Channels;
using Domar.HostTools.Files;
using Domar.TestKit;

namespace Domar.HostTools.Tests.Files;

[TestClass]
public sealed class FolderWatcherTests
{
    private readonly Channel<string?> _changes = Channel.CreateUnbounded<string?>();

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Reports_WriteRenameAndRemoval()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["sub"]);
        using var watcher = Watch(folder.Path);

        await File.WriteAllTextAsync(folder["sub/a"], "1", TestContext.CancellationToken);
        Assert.AreEqual("sub/a", await NextAsync());

        File.Move(folder["sub/a"], folder["b"]);
        CollectionAssert.AreEquivalent(new[] { "sub/a", "b" }, new[] { await NextAsync(), await NextAsync() });

        File.Delete(folder["b"]);
        Assert.AreEqual("b", await NextAsync());
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task NewFolder_AsksForALookAtAll_AndIsWatched()
    {
        using var folder = new TempFolder();
        using var watcher = Watch(folder.Path);

        Directory.CreateDirectory(folder["x/y"]);
        Assert.IsNull(await NextAsync());
        // The folder below may have come before or after the first was watched: write until the watcher tells of the file by name.
        string? seen;
        do
        {
            await File.WriteAllTextAsync(folder["x/y/a"], "1", TestContext.CancellationToken);
            seen = await NextAsync();
        }
        while (seen is null);

        Assert.AreEqual("x/y/a", seen);
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task MovedFolder_IsReportedByItsNewName()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["old"]);
        using var watcher = Watch(folder.Path);

        Directory.Move(folder["old"], folder["new"]);
        Assert.IsNull(await NextAsync());
        string? seen;
        do
        {
            await File.WriteAllTextAsync(folder["new/a"], "1", TestContext.CancellationToken);
            seen = await NextAsync();
        }
        while (seen is null);

        Assert.AreEqual("new/a", seen);
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task EditorsFiles_AreNotReported()
    {
        using var folder = new TempFolder();
        using var watcher = Watch(folder.Path);

        foreach (var name in new[] { ".a.swp", "a~", "4913", AtomicFile.NewTempName(), "#a#" })
        {
            await File.WriteAllTextAsync(folder[name], "", TestContext.CancellationToken);
        }

        await File.WriteAllTextAsync(folder["a"], "", TestContext.CancellationToken);
        Assert.AreEqual("a", await NextAsync());
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task RootRemoved_EndsWithAnError()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["root"]);
        using var watcher = Watch(folder["root"]);

        Directory.Delete(folder["root"]);

        await Assert.ThrowsExactlyAsync<FileLayerException>(() => watcher.Completion.WaitAsync(TestContext.CancellationToken));
    }

    [TestMethod]
    public void Dispose_EndsTheThread()
    {
        using var folder = new TempFolder();
        var watcher = Watch(folder.Path);
        watcher.Dispose();
        Assert.IsTrue(watcher.Completion.IsCompletedSuccessfully);
        watcher.Dispose();
    }

    [TestMethod]
    public void RootAbsent_IsRefused()
    {
        using var folder = new TempFolder();
        Assert.ThrowsExactly<FileLayerException>(() => Watch(folder["none"]));
    }

    private FolderWatcher Watch(string path) => new(path, change => _changes.Writer.TryWrite(change), EditorFiles.IsTransient);

    private async Task<string?> NextAsync() => await _changes.Reader.ReadAsync(TestContext.CancellationToken);
}
