using Domar.Core.Firmware;

namespace Domar.Core.Tests.Firmware;

[TestClass]
public sealed class RootConfTests
{
    public const string Text = """
        version=0.1.0
        variant=default
        id=a342fbe20a41559a
        hash=a342fbe20a41559a4a74a2f3a2aa3a3ee9cf3a5c2d7d0a4b9b0c8d1e2f304152
        salt=5fb7b0c1
        blocks=256
        size=1064960

        """;

    [TestMethod]
    public void ReadsWhatTheBuildWrites()
    {
        var conf = RootConf.TryParse(Text, out _)!;
        Assert.AreEqual(("0.1.0", "default", "a342fbe20a41559a", "5fb7b0c1", 256L, 1064960L), (conf.Version, conf.Variant, conf.Id, conf.Salt, conf.DataBlocks, conf.SizeBytes));
        Assert.AreEqual("0.1.0", conf.Title);
        Assert.IsNull(conf.KernelHash); // images of before have none
        var (kernel, initrd) = (new string('1', 64), new string('2', 64));
        conf = RootConf.TryParse($"{Text}kernel_hash={kernel}\ninitrd_hash={initrd}\n", out _)!;
        Assert.AreEqual((kernel, initrd), (conf.KernelHash, conf.InitrdHash));
        Assert.AreEqual("0.1.0 (no-zfs)", RootConf.TryParse(Text.Replace("default", "no-zfs", StringComparison.Ordinal), out _)!.Title);
    }

    [TestMethod]
    [DataRow("salt=5fb7b0c1", "", "it has no 'salt'")]
    [DataRow("blocks=256", "blocks=", "it has no 'blocks'")]
    [DataRow("blocks=256", "blocks=260", "its 'blocks' and 'size' do not fit together")]
    [DataRow("size=1064960", "size=1064961", "its 'blocks' and 'size' do not fit together")]
    [DataRow("blocks=256", "blocks=-1", "its 'blocks' and 'size' do not fit together")]
    [DataRow("id=a342", "id=b342", "its 'hash' is no SHA-256 that begins with 'id'")]
    [DataRow("hash=a342", "hash=a34", "its 'hash' is no SHA-256 that begins with 'id'")]
    [DataRow("salt=5fb7b0c1", "salt=5fb7b0c", "its 'salt' is not hexadecimal")]
    [DataRow("salt=5fb7b0c1", "salt=5fb7b0c1\nkernel_hash=5fb7", "its 'kernel_hash' or 'initrd_hash' is no SHA-256")]
    [DataRow("version=0.1.0", "version=0.1;halt", "its 'version' or 'variant' has characters that neither has")]
    public void Rejects_WhatIsNotWhole(string old, string replacement, string problem)
    {
        Assert.IsNull(RootConf.TryParse(Text.Replace(old, replacement, StringComparison.Ordinal), out var found));
        Assert.AreEqual(problem, found);
    }

    [TestMethod]
    public void RunningFirmware_IsReadFromTheFactsOfTheInitramfs()
    {
        var running = RunningFirmware.Parse("mode=installed\nversion=0.2.0\nvariant=default\nid=a342fbe20a41559a\nslot=b\ntrial=2\ninstall=1f2e3d4c\npool=zfs\n");
        Assert.IsTrue(running.IsInstalled);
        Assert.AreEqual((FirmwareSlot.B, 2, "1f2e3d4c", "zfs"), (running.Slot!.Value, running.TrialTriesLeft!.Value, running.Installation, running.Pool));

        Assert.IsNull(RunningFirmware.Parse("mode=installed\nslot=a\ntrial=\ninstall=1f2e3d4c\n").TrialTriesLeft);
        Assert.IsFalse(RunningFirmware.Parse("mode=live\nmedium=/dev/sr0\n").IsInstalled);
        Assert.IsFalse(RunningFirmware.Parse("").IsInstalled);
    }
}
