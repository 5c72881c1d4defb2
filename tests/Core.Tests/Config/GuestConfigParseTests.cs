using Domar.Core.Config;
using Domar.Core.Primitives;

namespace Domar.Core.Tests.Config;

[TestClass]
public sealed class GuestConfigParseTests
{
    private const string Sample = """
        #A web server%3A%0Abuilt by hand
        #second line
        agent: 1,type=isa
        boot: order=scsi0;net0
        cores: 2
        memory: 2048
        net10: virtio=BC:24:11:00:00:10,bridge=vmbr0
        net2: e1000=BC:24:11:00:00:02,bridge=vmbr1
        scsi0: local:100/vm-100-disk-0.qcow2,iothread=1,size=32G

        [PENDING]
        delete: net2,!unused0
        memory: 4096

        [special:cloudinit]
        anything: goes,here=1

        [before-upgrade]
        #taken before the upgrade
        memory: 1024
        snaptime: 1700000000

        """;

    [TestMethod]
    public void Parse_WholeFile_GivesItsParts()
    {
        var config = Parse(Sample);

        Assert.AreEqual("A web server:\nbuilt by hand\nsecond line", config.Description);
        Assert.AreEqual("2048", config.Current["memory"]);
        Assert.AreEqual(2048L, config.Current.GetInteger("memory"));
        Assert.IsTrue(config.Current.GetBoolean("agent", false));
        Assert.IsTrue(config.Current.GetBoolean("acpi", true));
        Assert.IsNull(config.Current.GetNumber("cpulimit"));
        CollectionAssert.AreEqual(new[] { 2, 10 }, config.Current.Indexed("net").Select(static n => n.Index).ToArray());
        Assert.AreEqual("32G", config.Current.Property("scsi0")!["size"]);
        Assert.IsNull(config.Current.Property("scsi1"));
        Assert.IsNull(config.Current.Property("cores"));
        Assert.AreEqual("4096", config.Pending!["memory"]);
        CollectionAssert.AreEqual(new[] { ("net2", false), ("unused0", true) }, config.PendingDeletes.ToArray());
        Assert.AreEqual("before-upgrade", config.Snapshots.Single().Name);
        Assert.AreEqual("taken before the upgrade", config.Snapshots.Single().Description);
        Assert.AreEqual(1700000000L, config.Snapshots.Single().GetInteger("snaptime"));
        Assert.AreEqual("special:cloudinit", config.Special.Single().Name);
        Assert.AreEqual("goes,here=1", config.Special.Single()["anything"]);
        Assert.IsEmpty(config.Warnings);
        Assert.AreEqual(Sample, config.ToText());
    }

    [TestMethod]
    public void Digest_IsSha1OfTheText() => Assert.AreEqual("da39a3ee5e6b4b0d3255bfef95601890afd80709", GuestConfig.Empty(GuestKind.Qemu, "100.conf").Digest);

    [TestMethod]
    public void Parse_SeveralMistakes_ReportsAllWithLineKeyAndWhatIsAllowed()
    {
        const string text = """
            cores: none
            memory: 8
            net0: virtio,bridg=vmbr0
            cores: 2
            nonsense
              indented: 1
            scsi0: local:a,cache=fast
            [bad name]
            [snap]
            vga: std,memory=3
            [snap]

            """;
        var problems = ParseProblems(text);

        string[] expected =
        [
            "100.conf:1: cores: 'none' is not valid. Allowed: a whole number of at least 1.",
            "100.conf:2: memory: current: '8' is not valid. Allowed: a whole number of at least 16.",
            "100.conf:4: cores: is set twice in this section, first in line 1. Remove one of the two lines.",
            "100.conf:5: 'nonsense' is no 'key: value' line. A line starts with its key, '#' or '['.",
            "100.conf:6: '  indented: 1' is no 'key: value' line. A line starts with its key, '#' or '['.",
            "100.conf:7: scsi0: cache: 'fast' is not valid. Allowed: none, writethrough, writeback, unsafe, directsync.",
            "100.conf:8: '[bad name]' names no section. Allowed: [PENDING], [special:NAME], or a snapshot's name: a letter, then at least one letter, digit, '-' or '_'.",
            "100.conf:10: vga: memory: '3' is not valid. Allowed: a whole number from 4 to 512.",
            "100.conf:11: the section [snap] is there twice, first in line 9. Join the two, or rename one.",
        ];
        CollectionAssert.AreEqual(expected, problems.Message.Split('\n'));
        CollectionAssert.AreEqual(expected, problems.Problems.Select(static p => p.ToString()).ToArray());
    }

    [TestMethod]
    public void Parse_UnknownKeysAndSubKeys_AreKeptWithWarnings()
    {
        const string text = "Memory: 512\nfuture: 1\nnet0: virtio,bridge=vmbr0,warp=9\nnet32: virtio\nnet: virtio\nscsi01: local:a\n";
        var config = Parse(text);

        Assert.AreEqual(text, config.ToText());
        Assert.AreEqual("1", config.Current["future"]);
        Assert.AreEqual("9", config.Current.Property("net0")!["warp"]);
        CollectionAssert.AreEqual(
            new[]
            {
                "100.conf:1: Memory: is not a known key. Did you mean 'memory'? It is kept and has no effect.",
                "100.conf:2: future: is not a known key. It is kept and has no effect.",
                "100.conf:3: net0: 'warp' is not a known sub-key. Known: model, macaddr, bridge, firewall, link_down, mtu, queues, rate, tag, trunks. It is kept and has no effect.",
                "100.conf:4: net32: there is no 'net32': the index of 'net' goes from 0 to 31. It is kept and has no effect.",
                "100.conf:5: net: needs an index, for example 'net0'. It is kept and has no effect.",
                "100.conf:6: scsi01: is not a known key. It is kept and has no effect.",
            },
            config.Warnings.Select(static w => w.ToString()).ToArray());
        Assert.AreEqual("a", Parse("scsi0: local:a\n").Current.Property("scsi0")!["file"]!.Split(':')[1]);
    }

    [TestMethod]
    [DataRow("cores: 2\r\nname: a\r\n\r\n[snap]\r\ncores: 1\r\n")]
    [DataRow("cores: 2\n\n\n  \nname:   a  \t")]
    [DataRow("cores: 2\n[snap]")]
    [DataRow("#only notes")]
    [DataRow("\n\n")]
    [DataRow("\ufeffcores: 2\n")]
    [DataRow("[PENDING]\ndelete: net0")]
    [DataRow("# a comment\ncores: 1\n# one between\nmemory: 512\n")]
    [DataRow("boot: \ncores:2\n")]
    public void Parse_OddLayout_RoundTrips(string text) => Assert.AreEqual(text, Parse(text).ToText());

    [TestMethod]
    public void Parse_LineEndsAndSpaces_AreNoPartOfValues()
    {
        var config = Parse("\ufeffcores: 2\r\nname:  web \t\r\nboot: \r\n");
        Assert.AreEqual("2", config.Current["cores"]);
        Assert.AreEqual("web", config.Current["name"]);
        Assert.AreEqual("", config.Current["boot"]);
    }

    [TestMethod]
    public void Parse_OldNameOfCdRom_IsIde2()
    {
        var config = Parse("cdrom: local:iso/debian.iso\n");
        Assert.AreEqual("local:iso/debian.iso,media=cdrom", config.Current["ide2"]);
        Assert.AreEqual("cdrom", config.Current.Property("cdrom")!["media"]);
        CollectionAssert.AreEqual(new[] { 2 }, config.Current.Indexed("ide").Select(static d => d.Index).ToArray());
        StringAssert.Contains(ParseProblems("cdrom: none\nide2: none,media=cdrom\n").Message, "100.conf:2: ide2: is set twice");
    }

    [TestMethod]
    public void Parse_RawLinesOfContainers_MayRepeatAndHaveEqualsSigns()
    {
        const string text = "hostname: ct\nlxc.mount.entry: /a a none bind 0 0\nlxc.mount.entry = /b b none bind 0 0\nlxc.idmap: u 0 100000 65536\n";
        var config = GuestConfig.Parse(text, GuestKind.Lxc, "101.conf");
        CollectionAssert.AreEqual(new[] { "/a a none bind 0 0", "/b b none bind 0 0" }, config.Current.All("lxc.mount.entry").ToArray());
        Assert.AreEqual("u 0 100000 65536", config.Current["lxc.idmap"]);
        Assert.AreEqual(text, config.ToText());
        Assert.IsEmpty(config.Warnings);
        // A VM has no such lines.
        Assert.HasCount(1, Parse("lxc.idmap: u 0 100000 65536\n").Warnings);
    }

    [TestMethod]
    public void Parse_DeleteOutsidePending_IsAWarning() =>
        StringAssert.Contains(Parse("delete: net0\n").Warnings.Single().Message, "in [PENDING] only");

    [TestMethod]
    [DataRow("#a%3Ab%25%C3%BC%0Ac", "a:b%\u00fc\nc")]
    [DataRow("#100% %zz %4", "100% %zz %4")]
    [DataRow("#%F0%9F%92%BE \ud83d\udcbe", "\ud83d\udcbe \ud83d\udcbe")]
    [DataRow("description: a%3Ab", "a:b")]
    [DataRow("#  \n#\n", null)]
    [DataRow("cores: 1\n#later", null)]
    public void Description_IsDecoded(string text, string? expected) => Assert.AreEqual(expected, Parse(text + "\n").Description);

    [TestMethod]
    public void Message_OfVeryManyProblems_IsCut()
    {
        var problems = ParseProblems(string.Concat(Enumerable.Repeat("cores: 1\n", 1001)));
        Assert.HasCount(1000, problems.Problems);
        Assert.EndsWith("\n... and 900 more problems", problems.Message);
    }

    [TestMethod]
    public void Message_ShowsLongAndBinaryValuesSafely()
    {
        var message = ParseProblems($"cores: \u0007{new string('x', 500)}\n").Message;
        StringAssert.Contains(message, "'\u00b7xxx");
        Assert.IsLessThan(250, message.Length);
    }

    private static GuestConfig Parse(string text) => GuestConfig.Parse(text, GuestKind.Qemu, "100.conf");

    private static ConfigParseException ParseProblems(string text) => Assert.ThrowsExactly<ConfigParseException>(() => Parse(text));
}
