using Domar.Runtime.Store;
using Domar.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Domar.Runtime.Tests.Store;

[TestClass]
public sealed class StoreHostTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task SecondDaemon_IsRefused_AndToldWho()
    {
        using var folder = new TempFolder();
        await using (var first = Open(folder["config"]))
        {
            var error = Assert.ThrowsExactly<StoreException>(() => Open(folder["config"]));
            Assert.Contains($"in use by another domar daemon (pid {Environment.ProcessId})", error.Message);
        }

        await using var second = Open(folder["config"]);
        Assert.IsEmpty(second.Store.ReadFolder(""));
    }

    [TestMethod]
    public void FolderThatCannotBeMade_IsAnErrorThatNamesIt()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["file"], "");
        Assert.Contains(folder["file/config"], Assert.ThrowsExactly<StoreException>(() => Open(folder["file/config"])).Message);
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task HandEdits_AreSeenWithinASecond()
    {
        using var folder = new TempFolder();
        await using var host = Open(folder.Path);
        await using var changes = host.Store.WatchAsync(TestContext.CancellationToken).GetAsyncEnumerator(TestContext.CancellationToken);

        // A folder that is new, with a file that is already in it when it is first seen.
        Directory.CreateDirectory(folder["nodes/pve1/qemu-server"]);
        await File.WriteAllTextAsync(folder["nodes/pve1/qemu-server/100.conf"], "name: a\n", TestContext.CancellationToken);
        Assert.AreEqual("name: a\n", (await NextWithinASecondAsync(changes)).Entry!.Text);
        Assert.AreEqual("name: a\n", host.Store.Read("nodes/pve1/qemu-server/100.conf")!.Text);

        // In place, as nano does.
        await File.WriteAllTextAsync(folder["nodes/pve1/qemu-server/100.conf"], "name: b\n", TestContext.CancellationToken);
        Assert.AreEqual("name: b\n", (await NextWithinASecondAsync(changes)).Entry!.Text);

        // By a temporary file and a rename, as sed -i does.
        await File.WriteAllTextAsync(folder["nodes/pve1/qemu-server/sedX"], "name: c\n", TestContext.CancellationToken);
        File.Move(folder["nodes/pve1/qemu-server/sedX"], folder["nodes/pve1/qemu-server/100.conf"], overwrite: true);
        var change = await NextWithinASecondAsync(changes);
        while (change.Path.EndsWith("sedX", StringComparison.Ordinal))
        {
            change = await NextWithinASecondAsync(changes);
        }

        Assert.AreEqual("name: c\n", change.Entry!.Text);

        Directory.Delete(folder["nodes"], recursive: true);
        change = await NextWithinASecondAsync(changes);
        Assert.AreEqual(new StoreChange("nodes/pve1/qemu-server/100.conf", null), change);
        Assert.IsNull(host.Store.Read("nodes/pve1/qemu-server/100.conf"));
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task VimSave_IsOneChange_NotARemoval()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder["a.cfg"], "old\n", TestContext.CancellationToken);
        await using var host = Open(folder.Path);
        await using var changes = host.Store.WatchAsync(TestContext.CancellationToken).GetAsyncEnumerator(TestContext.CancellationToken);

        // What vim does with its default backupcopy: probe, move the old one away, write the new one, remove the backup.
        await File.WriteAllTextAsync(folder["4913"], "", TestContext.CancellationToken);
        File.Delete(folder["4913"]);
        File.Move(folder["a.cfg"], folder["a.cfg~"]);
        await File.WriteAllTextAsync(folder["a.cfg"], "new\n", TestContext.CancellationToken);
        File.Delete(folder["a.cfg~"]);

        var change = await NextWithinASecondAsync(changes);
        Assert.AreEqual("a.cfg", change.Path);
        Assert.AreEqual("new\n", change.Entry?.Text);
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task ManyFilesAtOnce_AreAllSeen()
    {
        using var folder = new TempFolder();
        await using var host = Open(folder.Path);
        await using var changes = host.Store.WatchAsync(TestContext.CancellationToken).GetAsyncEnumerator(TestContext.CancellationToken);

        Parallel.For(0, 500, i =>
        {
            Directory.CreateDirectory(folder[$"d{i % 10}"]);
            File.WriteAllText(folder[$"d{i % 10}/{i}.cfg"], $"{i}");
        });

        var seen = new HashSet<string>();
        while (seen.Count < 500)
        {
            Assert.IsTrue(await changes.MoveNextAsync());
            seen.Add(changes.Current.Path);
        }

        Assert.HasCount(50, host.Store.ReadFolder("d3"));
    }

    private static StoreHost Open(string folder) => StoreHost.Open(folder, NullLogger<StoreHost>.Instance, TimeProvider.System);

    private async Task<StoreChange> NextWithinASecondAsync(IAsyncEnumerator<StoreChange> changes)
    {
        // The promise is a second; the test allows ten, for a busy machine.
        Assert.IsTrue(await changes.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10), TestContext.CancellationToken));
        return changes.Current;
    }
}
