using Domar.HostTools.Exec;
using Domar.HostTools.Lvm;
using Domar.HostTools.Tests.Fakes;

namespace Domar.HostTools.Tests.Lvm;

/// <summary>Recorded output of LVM 2.03.31 in a live Domar.</summary>
[TestClass]
public sealed class LvmVolumesTests
{
    [TestMethod]
    public void Volumes_WithSnapshotsAndTags()
    {
        var volumes = LvmParser.ParseVolumes(Fixture.Read("lvs-snapshots-2.03.31.json")).ToDictionary(volume => volume.Name);

        Assert.HasCount(7, volumes);
        Assert.IsTrue(volumes["data"] is { IsThinPool: true, IsActive: true, SizeBytes: 104857600, DataUsed: 0.2, Pool: null, Health: null });
        Assert.AreEqual(0.1133, volumes["data"].MetadataUsed!.Value, 1e-9);
        Assert.IsTrue(volumes["state"] is { IsThinPool: false, Pool: null, DataUsed: null, IsActive: true });
        Assert.IsTrue(volumes["vm-100-disk-0"] is { Pool: "data", SizeBytes: 268435456, IsActive: true, IsReadOnly: false, Origin: null });
        Assert.AreEqual(DateTimeOffset.FromUnixTimeSeconds(1795543312), volumes["vm-100-disk-0"].CreatedAt);
        Assert.IsTrue(volumes["snap_vm-100-disk-0_ro"] is { Pool: "data", IsActive: false, IsReadOnly: true, Origin: "vm-100-disk-0", DataUsed: null });
        Assert.AreEqual("domar-making", volumes["vm-101-disk-0"].Tags.Single());
    }

    [TestMethod]
    public void FullPool_AndMissingDisk_AreKnown()
    {
        Assert.IsTrue(LvmParser.ParseVolumes(Fixture.Read("lvs-full-2.03.31.json")).Single(volume => volume.IsThinPool) is { DataUsed: 1, Health: "out_of_data" });
        Assert.IsTrue(LvmParser.ParseVolumes(Fixture.Read("lvs-missing-pv-2.03.31.json")).Single(volume => volume.Name == "data") is { IsActive: false, DataUsed: null, Health: "partial" });
        Assert.AreEqual(new VolumeGroup("pve", 1065353216, 578813952, 1), LvmParser.ParseGroups(Fixture.Read("vgs-missing-pv-2.03.31.json")).Single());
        Assert.AreEqual(0, LvmParser.ParseGroups(Fixture.Read("vgs-fresh-2.03.31.json")).Single().MissingDisks);
        Assert.HasCount(2, LvmParser.ParseVolumes(Fixture.Read("lvs-fresh-2.03.31.json")));
        Assert.IsEmpty(LvmParser.ParseVolumes(Fixture.Read("lvs-none-2.03.31.json")));
    }

    [TestMethod]
    [DataRow("{", "line 1, column 2: not JSON")]
    [DataRow("{}", "without the expected facts")]
    [DataRow("""{"report": [{"lv": [{"lv_name": "x"}]}]}""", "without the expected facts")]
    public void Rejects_OtherThings(string json, string expected) =>
        Assert.Contains(expected, Assert.ThrowsExactly<ToolException>(() => LvmParser.ParseVolumes(json)).Message);

    [TestMethod]
    public async Task NoSuchGroup_IsNull_OrTheReasonOfTheJsonLog()
    {
        Assert.IsNull(await Answering(5, Fixture.Read("vgs-absent-2.03.31.json"), "").FindGroupAsync("pve", default));
        var error = await Assert.ThrowsExactlyAsync<ToolException>(() => Answering(5, Fixture.Read("lvs-absent-vg-2.03.31.json"), "").ListAsync("pve", default));
        Assert.AreEqual("Cannot list the volumes of volume group 'pve': Volume group \"pve\" not found", error.Message);
    }

    [TestMethod]
    [DataRow("lvcreate-exists", "Logical Volume \"vm-100-disk-0\" already exists in volume group \"pve\"")]
    [DataRow("lvcreate-no-pool", "Pool nopool not found in Volume group pve.")]
    [DataRow("lvcreate-no-vg", "Volume group \"novg\" not found")]
    [DataRow("lvcreate-badname", "Names starting \"snapshot\" are reserved. Please choose a different LV name.")]
    [DataRow("lvcreate-missing-pv", "Cannot change VG pve while PVs are missing. See vgreduce --removemissing and vgextend --restoremissing.")]
    [DataRow("lvcreate-huge", "Volume too large (20.00 PiB) for extent size 4.00 MiB. Upper limit is less than <16.00 PiB.")]
    [DataRow("lvsnap-exists", "Logical Volume \"snap_vm-100-disk-0_before\" already exists in volume group \"pve\"")]
    [DataRow("lvextend-less", "New size given (25 extents) not larger than existing size (128 extents)")]
    [DataRow("lvremove-absent", "Failed to find logical volume \"pve/vm-100-disk-7\"")]
    [DataRow("lvremove-inuse", "Logical volume pve/vm-100-disk-0 in use.")]
    public void Failure_HasTheReason_WithoutWarnings(string recording, string reason) =>
        Assert.AreEqual($"Cannot do it: {reason}", LvmParser.Failure("do it", new ToolResult(5, "", Fixture.Read($"{recording}-2.03.31.txt"))).Message);

    [TestMethod]
    public void PartialGroup_NamesEachVolume() => Assert.Contains(
        "Refusing activation of partial LV pve/vm-100-disk-0.", LvmParser.Failure("do it", new ToolResult(5, "", Fixture.Read("vgchange-missing-pv-2.03.31.txt"))).Message);

    [TestMethod]
    public void FullPool_IsNoSpace() =>
        Assert.IsInstanceOfType<NoSpaceException>(LvmParser.Failure("do it", new ToolResult(5, "", Fixture.Read("lvcreate-full-2.03.31.txt"))));

    [TestMethod]
    public async Task Warnings_OfASuccess_AreNoFailure() =>
        await Answering(0, "", Fixture.Read("lvcreate-thin-2.03.31.txt")).CreateThinAsync("pve", "data", "vm-100-disk-0", 512, null, default);

    [TestMethod]
    public async Task Commands_AreThese()
    {
        var runner = new FakeToolRunner(_ => new ToolResult(0, "", ""));
        var lvm = new LvmVolumes(runner);
        await lvm.CreateThinAsync("pve", "data", "vm-100-disk-0", 1024, "tag", default);
        await lvm.CloneThinAsync("pve", "vm-100-disk-0", "snap", true, null, default);
        await lvm.CloneThinAsync("pve", "snap", "new", false, "tag", default);
        await lvm.ExtendAsync("pve", "vm-100-disk-0", 2048, default);
        await lvm.RenameAsync("pve", "a", "b", default);
        await lvm.RemoveTagAsync("pve", "b", "tag", default);
        await lvm.RemoveAsync("pve", "b", default);
        await lvm.ActivateAsync("pve", default);

        Assert.AreEqual(
            """
            lvcreate -qq -y --type thin --virtualsize 1024b --thinpool pve/data --name vm-100-disk-0 --addtag tag
            lvcreate -qq -y --snapshot --permission r --name snap pve/vm-100-disk-0
            lvcreate -qq -y --snapshot --permission rw --setactivationskip n --name new --addtag tag pve/snap
            lvextend -qq --size 2048b pve/vm-100-disk-0
            lvrename -qq pve a b
            lvchange -qq --deltag tag pve/b
            lvremove -qq --force pve/b
            vgchange -qq --activate y pve
            """,
            string.Join('\n', runner.Runs));
    }

    private static LvmVolumes Answering(int code, string output, string error) => new(new FakeToolRunner(_ => new ToolResult(code, output, error)));
}
