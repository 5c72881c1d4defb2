using Domar.Core.Config;
using Domar.Core.Primitives;

namespace Domar.Core.Tests.Config;

[TestClass]
public sealed class GuestConfigEditTests
{
    [TestMethod]
    public void Set_KeyThatIsThere_ChangesItsLineOnly() =>
        Assert.AreEqual("#note\nname:  a \nmemory: 1024\n\n[snap]\nmemory: 256\n", Parse("#note\nname:  a \nmemory:512\n\n[snap]\nmemory: 256\n").Set("memory", " 1024 ").ToText());

    [TestMethod]
    public void Set_SameValue_IsTheSame()
    {
        var config = Parse("memory:512\n");
        Assert.AreSame(config, config.Set("memory", "512"));
    }

    [TestMethod]
    [DataRow("cores: 1\nname: a\n", "cores: 1\nmemory: 64\nname: a\n")]
    [DataRow("cores: 1\n", "cores: 1\nmemory: 64\n")]
    [DataRow("name: a\n", "memory: 64\nname: a\n")]
    [DataRow("", "memory: 64\n")]
    [DataRow("#note", "#note\nmemory: 64\n")]
    [DataRow("cores: 1", "cores: 1\nmemory: 64\n")]
    [DataRow("cores: 1\r\nname: a\r\n", "cores: 1\r\nmemory: 64\r\nname: a\r\n")]
    [DataRow("#note\n\n[snap]\ncores: 1\n", "#note\nmemory: 64\n\n[snap]\ncores: 1\n")]
    [DataRow("[snap]\ncores: 1\n", "memory: 64\n[snap]\ncores: 1\n")]
    public void Set_NewKey_GoesWhereTheAlphabetPutsIt(string before, string after) => Assert.AreEqual(after, Parse(before).Set("memory", "64").ToText());

    [TestMethod]
    public void Set_OldName_WritesTheNewOne()
    {
        Assert.AreEqual("ide2: none,media=cdrom\n", Parse("cdrom: local:iso/a.iso\n").Set("ide2", "none,media=cdrom").ToText());
        Assert.AreEqual("ide2: none,media=cdrom\n", Parse("").Set("cdrom", "none").ToText());
        Assert.AreEqual("", Parse("cdrom: none\n").Remove("ide2").ToText());
    }

    [TestMethod]
    [DataRow("memry", "64", "is not a known key.")]
    [DataRow("net32", "virtio", "goes from 0 to 31")]
    [DataRow("memory", "15", "Allowed: a whole number of at least 16.")]
    [DataRow("name", "a\nargs: -device evil", "a value is one line")]
    [DataRow("args", "-a\r-b", "a value is one line")]
    [DataRow("net0", "virtio,warp=9", "'warp' is not a known sub-key")]
    [DataRow("ostype", "l28", "Allowed: other, wxp")]
    public void Set_BadKeyOrValue_IsRefusedAndChangesNothing(string key, string value, string expected)
    {
        var config = Parse("cores: 1\n");
        foreach (var set in new Action[] { () => config.Set(key, value), () => config.SetPending(key, value) })
        {
            var refused = Assert.ThrowsExactly<ConfigValueException>(set);
            Assert.AreEqual(key, refused.Key);
            StringAssert.Contains(refused.Problem, expected);
        }

        Assert.AreEqual("cores: 1\n", config.ToText());
    }

    [TestMethod]
    public void Remove_KnownUnknownOrAbsentKey()
    {
        var config = Parse("cores: 1\nfuture: 1\nname: a\n");
        Assert.AreEqual("future: 1\nname: a\n", config.Remove("cores").ToText());
        Assert.AreEqual("cores: 1\nname: a\n", config.Remove("future").ToText());
        Assert.IsEmpty(config.Remove("future").Warnings);
        Assert.AreSame(config, config.Remove("memory"));
    }

    [TestMethod]
    public void SetPending_MakesAndFillsTheSection()
    {
        var config = Parse("cores: 1\n").SetPending("memory", "64").SetPending("cores", "2");
        Assert.AreEqual("cores: 1\n\n[PENDING]\ncores: 2\nmemory: 64\n", config.ToText());
        Assert.AreEqual("1", config.Current["cores"]);
    }

    [TestMethod]
    public void SetPending_BeforeSnapshots_IsPartedFromThem()
    {
        var config = Parse("cores: 1\n\n[snap]\ncores: 1\n").SetPending("memory", "64");
        Assert.AreEqual("cores: 1\n\n[PENDING]\nmemory: 64\n\n[snap]\ncores: 1\n", config.ToText());
        Assert.AreEqual("cores: 1\n\n[snap]\ncores: 1\n", config.RevertPending("memory").ToText());
    }

    [TestMethod]
    public void DeletePending_ListsKeysAndDropsTheirChange()
    {
        var config = Parse("net0: virtio\nunused0: local:a\n").SetPending("net0", "e1000").DeletePending("net0").DeletePending("unused0", force: true);
        Assert.AreEqual("net0: virtio\nunused0: local:a\n\n[PENDING]\ndelete: net0,!unused0\n", config.ToText());
        CollectionAssert.AreEqual(new[] { ("net0", false), ("unused0", true) }, config.PendingDeletes.ToArray());

        config = config.SetPending("net0", "rtl8139");
        Assert.AreEqual("net0: virtio\nunused0: local:a\n\n[PENDING]\ndelete: !unused0\nnet0: rtl8139\n", config.ToText());
        Assert.AreEqual("net0: virtio\nunused0: local:a\n", config.RevertPending("net0").RevertPending("unused0").ToText());
        Assert.AreEqual("net0: virtio\nunused0: local:a\n", config.ClearPending().ToText());
        Assert.IsNull(config.ClearPending().Pending);
    }

    [TestMethod]
    public void DeletePending_Twice_IsTheSameText()
    {
        var once = Parse("net0: virtio\n").DeletePending("net0");
        Assert.AreEqual(once.ToText(), once.DeletePending("net0").ToText());
        Assert.ThrowsExactly<ConfigValueException>(() => once.DeletePending("a,b\n[x]"));
    }

    [TestMethod]
    public void ClearPending_WithoutAny_IsTheSame()
    {
        var config = Parse("cores: 1\n");
        Assert.AreSame(config, config.ClearPending());
        Assert.AreEqual("cores: 1\n", config.RevertPending("cores").ToText());
    }

    [TestMethod]
    public void WithDescription_WritesEncodedLinesAtTheTop()
    {
        var config = Parse("#old\n#notes\ncores: 1\n#between\nname: a\n").WithDescription("a: 100%\n\n\u00fcber ");
        Assert.AreEqual("#a%3A 100%25\n#\n#%C3%BCber\ncores: 1\n#between\nname: a\n", config.ToText());
        Assert.AreEqual("a: 100%\n\n\u00fcber", config.Description);
        Assert.AreEqual("cores: 1\n#between\nname: a\n", config.WithDescription(null).ToText());
        Assert.AreEqual("cores: 1\n#between\nname: a\n", config.Remove("description").ToText());
        Assert.AreEqual("#x\ncores: 1\n#between\nname: a\n", config.Set("description", "x").ToText());
    }

    [TestMethod]
    public void WithDescription_ReplacesTheKeyOfThatName() => Assert.AreEqual("#new\ncores: 1\n", Parse("cores: 1\ndescription: old\n").WithDescription("new").ToText());

    [TestMethod]
    public void WithDescription_TooLong_IsRefused()
    {
        var config = Parse("");
        Assert.AreEqual(8192, config.WithDescription(new string('x', 8192)).Description!.Length);
        Assert.ThrowsExactly<ConfigValueException>(() => config.WithDescription(new string('x', 8193)));
    }

    [TestMethod]
    public void Set_InAContainer_KeepsRawLinesLast()
    {
        var config = GuestConfig.Parse("arch: amd64\nlxc.idmap = u 0 1 2\nlxc.cap.drop: sys_admin\n", GuestKind.Lxc, "101.conf");
        Assert.AreEqual("arch: amd64\nswap: 0\nlxc.idmap = u 0 1 2\nlxc.cap.drop: sys_admin\n", config.Set("swap", "0").ToText());
        Assert.AreEqual("arch: amd64\nlxc.idmap = g 0 1 2\nlxc.cap.drop: sys_admin\n", config.Set("lxc.idmap", "g 0 1 2").ToText());
        Assert.AreEqual("arch: amd64\nlxc.idmap = u 0 1 2\nlxc.cap.drop: sys_admin\nlxc.apparmor.profile: x\n", config.Set("lxc.apparmor.profile", "x").ToText());
    }

    private static GuestConfig Parse(string text) => GuestConfig.Parse(text, GuestKind.Qemu, "100.conf");
}
