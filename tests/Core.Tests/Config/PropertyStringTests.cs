using Domar.Core.Config;

namespace Domar.Core.Tests.Config;

[TestClass]
public sealed class PropertyStringTests
{
    private static KeySchema Key(string name) => ConfigSchema.Qemu.Find(name, out _)!;

    [TestMethod]
    public void Parse_ModelAsName_GivesModelAndAddress()
    {
        var net = PropertyString.Parse(Key("net0"), "virtio=BC:24:11:00:00:01,bridge=vmbr0,firewall=1,queues=4");
        Assert.AreEqual("virtio", net["model"]);
        Assert.AreEqual("BC:24:11:00:00:01", net["macaddr"]);
        Assert.AreEqual("vmbr0", net["bridge"]);
        Assert.AreEqual(true, net.GetBoolean("firewall"));
        Assert.AreEqual(4L, net.GetInt64("queues"));
        Assert.IsNull(net.GetInt64("mtu"));
    }

    [TestMethod]
    public void Parse_DefaultSubKey_NeedsNoName()
    {
        Assert.AreEqual("e1000", PropertyString.Parse(Key("net0"), "e1000,bridge=vmbr0")["model"]);
        Assert.AreEqual("local:100/a.raw", PropertyString.Parse(Key("scsi0"), "iothread=1,local:100/a.raw")["file"]);
        Assert.AreEqual("local:100/a.raw", PropertyString.Parse(Key("scsi0"), "volume=local:100/a.raw")["file"]);
        Assert.AreEqual("/dev/disk/by-id/a=b", PropertyString.Parse(Key("scsi0"), "/dev/disk/by-id/a=b")["file"]);
    }

    [TestMethod]
    public void Parse_OldName_IsTheNewSubKey() => Assert.AreEqual("0", PropertyString.Parse(Key("agent"), "1,guest-fsfreeze=0")["freeze-fs"]);

    [TestMethod]
    [DataRow("net0", "bridge=vmbr0", "lacks model=")]
    [DataRow("net0", "virtio,e1000=BC:24:11:00:00:01", "sets 'model' twice")]
    [DataRow("net0", "virtio=BD:24:11:00:00:01", "macaddr: 'BD:24:11:00:00:01' is not valid. Allowed: a unicast MAC")]
    [DataRow("net0", "virtio,tag=4095", "tag: '4095' is not valid. Allowed: a whole number from 1 to 4094.")]
    [DataRow("scsi0", "local:a,cache=fast", "Allowed: none, writethrough, writeback, unsafe, directsync.")]
    [DataRow("scsi0", "local:a,cach=none", "'cach' is not a known sub-key. Known: file, ")]
    [DataRow("scsi0", "local:a,size=1X", "size: '1X' is not valid")]
    [DataRow("scsi0", "\"local:a", "quote that is not closed")]
    [DataRow("audio0", "AC97", "needs a name before it")]
    [DataRow("hostpci0", "pcie=1", "needs host= or mapping=")]
    [DataRow("hostpci0", "01:00.0,mapping=gpu", "exclude each other")]
    [DataRow("ipconfig0", "gw=192.0.2.1", "gw= needs ip=")]
    [DataRow("scsi0", "local:a,size=", "size: '' is not valid")]
    public void TryParse_BadValue_SaysWhatIsAllowed(string key, string value, string expected)
    {
        Assert.IsFalse(PropertyString.TryParse(Key(key), value, out var result, out var problem));
        Assert.IsNull(result);
        StringAssert.Contains(problem, expected);
        Assert.ThrowsExactly<ConfigValueException>(() => PropertyString.Parse(Key(key), value));
    }

    [TestMethod]
    [DataRow("net0", "virtio=BC:24:11:00:00:01,bridge=vmbr0", "model", "e1000", "e1000=BC:24:11:00:00:01,bridge=vmbr0")]
    [DataRow("net0", "virtio=BC:24:11:00:00:01,bridge=vmbr0", "macaddr", "BC:24:11:00:00:02", "virtio=BC:24:11:00:00:02,bridge=vmbr0")]
    [DataRow("net0", "virtio=BC:24:11:00:00:01,bridge=vmbr0", "macaddr", null, "virtio,bridge=vmbr0")]
    [DataRow("net0", "virtio,bridge=vmbr0", "firewall", "1", "virtio,bridge=vmbr0,firewall=1")]
    [DataRow("net0", "virtio,bridge=vmbr0,tag=3", "firewall", "1", "virtio,bridge=vmbr0,firewall=1,tag=3")]
    [DataRow("net0", "virtio,bridge=vmbr0,tag=3", "bridge", null, "virtio,tag=3")]
    [DataRow("agent", "1,guest-fsfreeze=0", "freeze-fs", "1", "1,guest-fsfreeze=1")]
    [DataRow("scsi0", "size=1G,local:a", "file", "local:b", "size=1G,local:b")]
    [DataRow("scsi0", "file=local:a,ssd=1", "file", "local:b", "file=local:b,ssd=1")]
    [DataRow("boot", "", "order", "scsi0;net0", "order=scsi0;net0")]
    [DataRow("scsi0", "local:a, size=1G", "ssd", "1", "local:a, size=1G,ssd=1")]
    public void With_ChangesOnePartOnly(string key, string before, string subKey, string? value, string after)
    {
        var changed = PropertyString.Parse(Key(key), before).With(subKey, value);
        Assert.AreEqual(after, changed.ToString());
        Assert.AreEqual(value, changed[subKey]);
    }

    [TestMethod]
    public void With_RequiredSubKeyRemoved_IsRefused() =>
        Assert.ThrowsExactly<ConfigValueException>(() => PropertyString.Parse(Key("net0"), "virtio=BC:24:11:00:00:01").With("model", null));

    [TestMethod]
    public void With_SameValue_IsTheSame()
    {
        var disk = PropertyString.Parse(Key("scsi0"), "local:a,, ssd=1");
        Assert.AreSame(disk, disk.With("ssd", "1"));
        Assert.AreEqual("local:a,, ssd=1", disk.ToString());
    }

    [TestMethod]
    public void Parse_QuotedValue_LosesItsQuotes()
    {
        var meta = PropertyString.Parse(Key("scsi0"), """file="local:a,b\"c\\d",ssd=1""");
        Assert.AreEqual("""local:a,b"c\d""", meta["file"]);
        Assert.AreEqual("1", meta["ssd"]);
        Assert.AreEqual("""file="local:x,y",ssd=1""", meta.With("file", "local:x,y").ToString());
    }
}
