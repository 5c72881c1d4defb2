using Domar.Core.Config;
using Domar.Core.Primitives;
using Domar.TestKit;

namespace Domar.Core.Tests.Config;

/// <summary>The configurations of the reference data.</summary>
[TestClass]
public sealed class SharedConfigTests
{
    [TestMethod]
    public void Parse_EveryReferenceGuest_RoundTrips()
    {
        var files = Directory.GetFiles(SharedData.Require("pve", "vm-command"), "*.conf", SearchOption.AllDirectories);
        Assert.IsGreaterThan(50, files.Length);
        foreach (var file in files)
        {
            var text = File.ReadAllText(file);
            var config = GuestConfig.Parse(text, GuestKind.Qemu, Path.GetFileName(file));
            Assert.AreEqual(text, config.ToText());
            Assert.IsEmpty(config.Warnings, string.Join('\n', config.Warnings));
            var name = config.Current["name"];
            var renamed = config.Set("name", "other-name");
            Assert.AreEqual("other-name", renamed.Current["name"]);
            Assert.AreEqual(text, (name is null ? renamed.Remove("name") : renamed.Set("name", name)).ToText(), file);
        }
    }

    [TestMethod]
    public void Parse_ReferenceStorages_RoundTripAndSayWhatTheyHold()
    {
        var text = File.ReadAllText(SharedData.Require("pve", "vm-command", "storage.cfg"));
        var config = StorageConfig.Parse(text, "storage.cfg");

        Assert.AreEqual(text, config.ToText());
        Assert.HasCount(10, config.Storages);
        Assert.IsEmpty(config.Warnings, string.Join('\n', config.Warnings));
        CollectionAssert.AreEquivalent(new[] { "images", "iso" }, config.Find("local")!.Content.ToArray());
        Assert.IsFalse(config.Find("local")!.IsShared);
        Assert.IsTrue(config.Find("rbd-store")!.IsShared);
        Assert.AreEqual("/var/lib/vzsnapext", config.Find("localsnapext")!["path"]);
    }
}
