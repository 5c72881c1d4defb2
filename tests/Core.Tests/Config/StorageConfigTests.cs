using System.Text.Json;
using Domar.Core.Config;
using Domar.TestKit;

namespace Domar.Core.Tests.Config;

[TestClass]
public sealed class StorageConfigTests
{
    private const string Sample = "# the node's own\ndir: local\n\tpath /var/lib/vz\n\tcontent iso,vztmpl\n\n# fast ones\nlvmthin: fast\n    thinpool data\n\tvgname  pve\n\tdisable\n";

    [TestMethod]
    public void Parse_Sample_GivesStoragesAndRoundTrips()
    {
        var config = Parse(Sample);
        Assert.AreEqual(Sample, config.ToText());
        Assert.AreEqual("dir", config.Find("local")!.Type);
        Assert.AreEqual("pve", config.Find("fast")!["vgname"]);
        Assert.IsTrue(config.Find("fast")!.IsDisabled);
        Assert.IsFalse(config.Find("local")!.IsDisabled);
        CollectionAssert.AreEqual(new[] { "images" }, config.Find("fast")!.Content.ToArray());
        CollectionAssert.AreEqual(new[] { "path", "content" }, config.Find("local")!.Entries.Select(static e => e.Key).ToArray());
        Assert.IsNull(config.Find("none"));
    }

    [TestMethod]
    [DataRow("dir: local\r\n\tpath /x\r\n")]
    [DataRow("dir: local\n\tpath /x")]
    [DataRow("\n\n#x\n")]
    [DataRow("")]
    [DataRow("future: x1\n\tanything goes here\n")]
    [DataRow("dir:local\n path /x\n\n\n\tshared\n")]
    public void Parse_OddLayout_RoundTrips(string text) => Assert.AreEqual(text, Parse(text).ToText());

    [TestMethod]
    public void Parse_SeveralMistakes_ReportsAll()
    {
        const string text = "\tpath /x\ndir: local\n\tpath relative\n\tcontent images,films\n\tpath /y\nrubbish\nlvm: fast\n\tcontent iso\nnfs: local\n\tserver nas\n\texport /e\nzfspool: 1x\n\tpool tank\n";
        var problems = Assert.ThrowsExactly<ConfigParseException>(() => Parse(text));
        CollectionAssert.AreEqual(
            new[]
            {
                "storage.cfg:1: path: stands before the first storage. A storage starts with a line 'type: name'.",
                "storage.cfg:3: path: 'relative' is not valid. Allowed: an absolute path.",
                "storage.cfg:4: content: 'images,films' is not valid. Allowed: kinds of content separated by ',': images, rootdir, vztmpl, iso, backup, snippets, import, or none.",
                "storage.cfg:5: path: is set twice for storage 'local', first in line 3. Remove one of the two lines.",
                "storage.cfg:6: 'rubbish' is neither a line 'type: name' that starts a storage nor an indented line 'property value'.",
                "storage.cfg:8: content: a storage of type lvm cannot hold 'iso'. Allowed: images, rootdir, none.",
                "storage.cfg:7: vgname: is missing: storage 'fast' of type lvm needs it.",
                "storage.cfg:9: nfs: the storage 'local' is there twice, first in line 2. Rename or remove one.",
                "storage.cfg:12: zfspool: '1x' is no name of a storage. Allowed: a storage's name: a letter, then letters, digits, '-', '_' or '.', ending in a letter or digit.",
            },
            problems.Message.Split('\n'));
    }

    [TestMethod]
    public void Parse_UnknownTypeAndProperty_AreKeptWithWarnings()
    {
        var config = Parse("future: x1\n\ta b\n\ndir: local\n\tpath /x\n\tvgname pve\n");
        Assert.HasCount(2, config.Warnings);
        StringAssert.Contains(config.Warnings[0].ToString(), "storage.cfg:1: future: is not a known type");
        StringAssert.Contains(config.Warnings[1].ToString(), "storage.cfg:6: vgname: is not a known property of type dir");
        Assert.AreEqual("b", config.Find("x1")!["a"]);
    }

    [TestMethod]
    public void Edits_TouchTheirLinesOnly()
    {
        var config = Parse(Sample);
        Assert.AreEqual(Sample.Replace("iso,vztmpl", "iso", StringComparison.Ordinal), config.Set("local", "content", "iso").ToText());
        Assert.AreEqual(Sample.Replace("\tcontent iso,vztmpl\n", "\tcontent iso,vztmpl\n\tshared 1\n", StringComparison.Ordinal), config.Set("local", "shared", "1").ToText());
        Assert.AreEqual(Sample.Replace("\tdisable\n", "", StringComparison.Ordinal), config.RemoveProperty("fast", "disable").ToText());
        Assert.AreEqual(Sample[..Sample.IndexOf("lvmthin", StringComparison.Ordinal)], config.Remove("fast").ToText());
        Assert.AreSame(config, config.Remove("none"));
        Assert.AreSame(config.Find("local"), config.Set("fast", "nodes", "a").Find("local"));
    }

    [TestMethod]
    [DataRow("", "zfspool: tank\n\tpool tank/vm\n\tsparse 1\n")]
    [DataRow("dir: local\n\tpath /x", "dir: local\n\tpath /x\n\nzfspool: tank\n\tpool tank/vm\n\tsparse 1\n")]
    [DataRow("dir: local\r\n\tpath /x\r\n", "dir: local\r\n\tpath /x\r\n\r\nzfspool: tank\r\n\tpool tank/vm\r\n\tsparse 1\r\n")]
    public void Add_AppendsASection(string before, string after)
    {
        var config = Parse(before).Add("zfspool", "tank", [new("pool", "tank/vm"), new("sparse", "1")]);
        Assert.AreEqual(after, config.ToText());
        Assert.AreEqual("tank/vm", config.Find("tank")!["pool"]);
    }

    [TestMethod]
    [DataRow("dir", "local", "path", "/x", "there is a storage 'local' already")]
    [DataRow("dir", "x", "path", "/x", "'x' is not valid")]
    [DataRow("ftp", "x1", "path", "/x", "Known: dir, btrfs, nfs")]
    [DataRow("dir", "x1", "shared", "1", "a storage of type dir needs it")]
    [DataRow("dir", "x1", "pool", "tank", "has no such property")]
    [DataRow("dir", "x1", "path", "/x\n\tcontent iso", "a value is one line")]
    [DataRow("dir", "x1", "path", "", "needs a value")]
    public void Add_BadStorage_IsRefused(string type, string id, string property, string value, string expected)
    {
        var refused = Assert.ThrowsExactly<ConfigValueException>(() => Parse(Sample).Add(type, id, [new(property, value)]));
        StringAssert.Contains(refused.Message, expected);
    }

    [TestMethod]
    public void RequiredProperty_CannotBeRemoved() => Assert.ThrowsExactly<ConfigValueException>(() => Parse(Sample).RemoveProperty("local", "path"));

    [TestMethod]
    public void Properties_AreThoseOfTheApi()
    {
        var method = File.ReadLines(SharedData.Require("pve", "api", "schema-9.2.3.jsonl"))
            .Select(static l => JsonDocument.Parse(l).RootElement)
            .Single(static e => e.GetProperty("path").GetString() == "/storage" && e.GetProperty("verb").GetString() == "POST");
        foreach (var parameter in method.GetProperty("parameters").EnumerateArray())
        {
            var name = parameter.GetProperty("name").GetString()!;
            var facts = parameter.GetProperty("definition");
            if (name == "storage")
            {
                continue;
            }

            var values = facts.TryGetProperty("enum", out var list) ? list.EnumerateArray().Select(static v => v.GetString()!).ToArray() : [];
            if (name == "type")
            {
                CollectionAssert.IsSubsetOf(values, StorageSchema.Types.Select(static t => t.Name).ToArray());
                continue;
            }

            var property = StorageSchema.FindProperty(name);
            Assert.IsNotNull(property, name);
            Assert.AreEqual(facts.GetProperty("type").GetString(), property.Type.ToString().ToLowerInvariant(), name);
            CollectionAssert.AreEqual(values, property.AllowedValues.ToArray(), name);
            Assert.AreEqual(facts.TryGetProperty("default", out var @default) ? @default.ToString() : null, property.Default, name);
            Assert.AreEqual(facts.TryGetProperty("minimum", out var minimum) ? minimum.GetDouble() : null, property.Minimum, name);
            Assert.AreEqual(facts.TryGetProperty("maximum", out var maximum) ? maximum.GetDouble() : null, property.Maximum, name);
            Assert.AreEqual(facts.TryGetProperty("max_length", out var length) ? length.GetInt32() : null, property.MaxLength, name);
            Assert.AreEqual(facts.TryGetProperty("format", out var format) && format.ValueKind == JsonValueKind.String ? format.GetString() : property.Format, property.Format, name);
        }
    }

    [TestMethod]
    public void EveryTypesProperties_AreDescribed()
    {
        foreach (var type in StorageSchema.Types)
        {
            foreach (var name in type.Required.Concat(type.Properties).Concat(StorageSchema.OfAllTypes))
            {
                Assert.IsNotNull(StorageSchema.FindProperty(name), $"{type.Name}: {name}");
            }

            CollectionAssert.IsSubsetOf(type.Content.ToArray(), StorageSchema.ContentTypes.ToArray());
            CollectionAssert.IsSubsetOf(type.DefaultContent.ToArray(), type.Content.ToArray());
        }

        foreach (var property in StorageSchema.Properties)
        {
            Assert.IsTrue(StorageSchema.Types.Any(t => t.Has(property.Name)), property.Name);
        }
    }

    [TestMethod]
    [DataRow("prune-backups", "keep-last=3,keep-daily=7", "keep=3")]
    [DataRow("bwlimit", "clone=1000,default=5000.5", "clone=-1")]
    [DataRow("content-dirs", "iso=custom/iso,backup=b", "iso=../x")]
    [DataRow("nodes", "pve1,pve2", "pve1/x")]
    [DataRow("is_mountpoint", "/mnt", "mnt")]
    [DataRow("monhost", "192.0.2.1 [2001:db8::1]:6789,mon.example:3300", "192.0.2.1:99999")]
    [DataRow("blocksize", "16k", "k")]
    [DataRow("saferemove-stepsize", "16", "3")]
    [DataRow("thinpool", "data", "-data")]
    [DataRow("fingerprint", "00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff:00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff", "00:11")]
    public void PropertyFormat_TakesGoodAndRefusesBad(string name, string good, string bad)
    {
        var property = StorageSchema.FindProperty(name)!;
        Assert.IsNull(property.Check(good));
        Assert.IsNotNull(property.Check(bad));
    }

    private static StorageConfig Parse(string text) => StorageConfig.Parse(text, "storage.cfg");
}
