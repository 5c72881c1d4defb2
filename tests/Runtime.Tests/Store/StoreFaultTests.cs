using Domar.HostTools.Files;
using Domar.Runtime.Store;
using Domar.StoreWriter;
using Domar.TestKit;
using Domar.TestKit.Files;
using Microsoft.Extensions.Logging.Abstractions;

namespace Domar.Runtime.Tests.Store;

[TestClass]
public sealed class StoreFaultTests
{
    private const string Path = "nodes/pve1/qemu-server/100.conf";

    [TestMethod]
    [DataRow(5, "Input/output error")]
    [DataRow(28, "Free space on that file system")]
    [DataRow(30, "Read-only file system")]
    public void Write_EachCallFailsInTurn_OldOrNewText_NoTempFile_AndAMessageWithTheReason(int errno, string reason)
    {
        int failed = 0, unconfirmed = 0;
        for (var call = 1; ; call++)
        {
            using var folder = new TempFolder();
            var layer = new FaultyFileLayer(LinuxFileLayer.Instance);
            var store = new FileConfigStore(layer, folder.Path, NullLogger.Instance);
            var old = store.Write(Path, Generations.Text(1), null);
            layer.FailAt(call, errno);
            try
            {
                store.Write(Path, Generations.Text(2), old.Version);
                Assert.AreEqual(0, layer.Failures, $"call {call}: the failure was not told");
            }
            catch (StoreException e)
            {
                var isNew = e.InnerException is FileNotDurableException;
                Assert.AreEqual(isNew ? 2 : 1, Generations.Of(File.ReadAllText(folder[Path])), $"call {call}: {e.Message}");
                Assert.IsTrue(isNew || e.Message.Contains(reason, StringComparison.Ordinal), e.Message);
                Assert.Contains("100.conf", e.Message);
                (failed, unconfirmed) = isNew ? (failed, unconfirmed + 1) : (failed + 1, unconfirmed);
            }

            Assert.HasCount(1, Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories), $"call {call} left a temporary file");
            Assert.AreEqual(File.ReadAllText(folder[Path]), store.Read(Path)!.Text, $"call {call}: memory and disk differ");
            if (layer.Failures == 0)
            {
                break;
            }
        }

        Assert.IsGreaterThanOrEqualTo(6, failed);
        Assert.AreEqual(1, unconfirmed);
    }

    [TestMethod]
    public void Delete_EachCallFailsInTurn_MemoryAndDiskAgree()
    {
        for (var call = 1; ; call++)
        {
            using var folder = new TempFolder();
            var layer = new FaultyFileLayer(LinuxFileLayer.Instance);
            var store = new FileConfigStore(layer, folder.Path, NullLogger.Instance);
            var old = store.Write(Path, Generations.Text(1), null);
            layer.FailAt(call, errno: 5);
            try
            {
                store.Delete(Path, old.Version);
            }
            catch (StoreException) when (layer.Failures > 0)
            {
                Assert.AreEqual(1, layer.Failures);
            }

            Assert.AreEqual(File.Exists(folder[Path]), store.Read(Path) is not null, $"call {call}");
            if (layer.Failures == 0)
            {
                Assert.IsFalse(File.Exists(folder[Path]));
                break;
            }
        }
    }

    [TestMethod]
    public void Write_PowerCutAtEachCall_OldOrNewTextAfterReopening_NewOnceReturned()
    {
        int sawOld = 0, sawNew = 0, returnedCount = 0;
        for (var call = 1; call <= 20; call++)
        {
            for (var seed = 0; seed < 40; seed++)
            {
                var disk = new MemoryFileLayer();
                disk.Put($"/s/{Path}", Generations.Text(1));
                disk.Put("/s/storage.cfg", "dir: local\n");
                var layer = new FaultyFileLayer(disk);
                var store = new FileConfigStore(layer, "/s", NullLogger.Instance);
                layer.CutAt(call);
                var returned = Cut(() => store.Write(Path, Generations.Text(2), store.Read(Path)!.Version));

                var after = disk.AfterPowerCut(new Random(seed));
                var reopened = new FileConfigStore(after, "/s", NullLogger.Instance);
                var generation = Generations.Of(reopened.Read(Path)!.Text);
                Assert.IsTrue(generation == 2 || (generation == 1 && !returned), $"call {call}, seed {seed}: {generation}");
                Assert.AreEqual("dir: local\n", reopened.Read("storage.cfg")!.Text);
                Assert.HasCount(1, after.List("/s/nodes/pve1/qemu-server"));
                sawOld += generation == 1 ? 1 : 0;
                sawNew += generation == 2 ? 1 : 0;
                returnedCount += returned ? 1 : 0;
            }
        }

        Assert.IsTrue(sawOld > 0 && sawNew > returnedCount && returnedCount > 0, $"{sawOld} {sawNew} {returnedCount}: not every outcome was seen");
    }

    private static bool Cut(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (ProcessCutException)
        {
            return false;
        }
    }
}
