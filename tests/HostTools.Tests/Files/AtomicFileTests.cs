using System.Text;
using Domar.HostTools.Files;
using Domar.TestKit;
using Domar.TestKit.Files;

namespace Domar.HostTools.Tests.Files;

[TestClass]
public sealed class AtomicFileTests
{
    private const string Old = "old content\n";
    private const string New = "new content, which is longer\n";

    [TestMethod]
    public void Write_RealDisk_ReplacesAndLeavesNothingBehind()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["a"], Old);

        AtomicFile.Write(LinuxFileLayer.Instance, folder["a"], Encoding.UTF8.GetBytes(New));

        Assert.AreEqual(New, File.ReadAllText(folder["a"]));
        Assert.HasCount(1, Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    public void Write_AnyCallFails_OldOrNewContentAndNoTempFile()
    {
        var outcomes = new HashSet<string>();
        for (var call = 1; ; call++)
        {
            using var folder = new TempFolder();
            File.WriteAllText(folder["a"], Old);
            var layer = new FaultyFileLayer(LinuxFileLayer.Instance);
            layer.FailAt(call, errno: 5);
            try
            {
                AtomicFile.Write(layer, folder["a"], Encoding.UTF8.GetBytes(New));
                outcomes.Add("written");
            }
            catch (FileNotDurableException)
            {
                Assert.AreEqual(New, File.ReadAllText(folder["a"]), $"call {call}");
                outcomes.Add("unconfirmed");
            }
            catch (FileLayerException)
            {
                Assert.AreEqual(Old, File.ReadAllText(folder["a"]), $"call {call}");
                outcomes.Add("failed");
            }

            Assert.HasCount(1, Directory.GetFileSystemEntries(folder.Path), $"call {call} left a temporary file");
            if (layer.Failures == 0)
            {
                break;
            }
        }

        Assert.HasCount(3, outcomes);
    }

    [TestMethod]
    public void Write_PowerCutAtAnyCall_OldOrNewContentAndNewOnceReturned()
    {
        var sawOld = false;
        for (var call = 1; call <= 8; call++)
        {
            for (var seed = 0; seed < 64; seed++)
            {
                var disk = new MemoryFileLayer();
                disk.Put("/s/a", Old);
                var layer = new FaultyFileLayer(disk);
                layer.CutAt(call);
                var returned = Writes(layer);

                var after = disk.AfterPowerCut(new Random(seed));
                var text = Encoding.UTF8.GetString(after.Read("/s/a", 1000)!);
                Assert.IsTrue(text == New || (text == Old && !returned), $"call {call}, seed {seed}: '{text}'");
                sawOld |= text == Old;

                AtomicFile.Sweep(after, "/s");
                Assert.HasCount(1, after.List("/s"));
            }
        }

        Assert.IsTrue(sawOld);
    }

    [TestMethod]
    public void PowerCutModel_FindsAWriteWithoutSync()
    {
        // The model must be able to show a defect: the same write without its syncs loses content for some power cut.
        var broken = Enumerable.Range(0, 64).Count(seed =>
        {
            var disk = new MemoryFileLayer();
            disk.Put("/s/a", Old);
            using (var file = disk.CreateNew("/s/t", AtomicFile.DefaultMode))
            {
                file.Write(Encoding.UTF8.GetBytes(New));
            }

            disk.Rename("/s/t", "/s/a");
            return disk.AfterPowerCut(new Random(seed)).Read("/s/a", 1000) is { } bytes && Encoding.UTF8.GetString(bytes) is not (Old or New);
        });

        Assert.IsGreaterThan(0, broken);
    }

    [TestMethod]
    public void Sweep_RemovesTempFilesOfAllFolders_AndNothingElse()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["b"]);
        File.WriteAllText(folder["a"], "");
        File.WriteAllText(folder[AtomicFile.NewTempName()], "");
        File.WriteAllText(Path.Combine(folder["b"], AtomicFile.NewTempName()), "");

        Assert.AreEqual(2, AtomicFile.Sweep(LinuxFileLayer.Instance, folder.Path));
        Assert.HasCount(2, Directory.GetFileSystemEntries(folder.Path, "*", SearchOption.AllDirectories));
    }

    private static bool Writes(FaultyFileLayer layer)
    {
        try
        {
            AtomicFile.Write(layer, "/s/a", Encoding.UTF8.GetBytes(New));
            return true;
        }
        catch (ProcessCutException)
        {
            return false;
        }
    }
}
