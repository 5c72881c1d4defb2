using Domar.HostTools.Exec;
using Domar.HostTools.Tests.Fakes;
using Domar.HostTools.Zfs;
using Microsoft.Extensions.Time.Testing;
using Tool = Domar.HostTools.Zfs.Zfs;

namespace Domar.HostTools.Tests.Zfs;

/// <summary>Recorded output of ZFS 2.3.9 in a live Domar.</summary>
[TestClass]
public sealed class ZfsTests
{
    [TestMethod]
    public void Datasets_WithVolumesClonesAndQuotas()
    {
        var datasets = ZfsParser.ParseDatasets(Fixture.Read("zfs-volumes-2.3.9.json")).ToDictionary(dataset => dataset.Name);

        Assert.IsTrue(datasets["rpool/data"] is { IsVolume: false, UsedBytes: 91419648, AvailableBytes: 277450240, SizeBytes: 0, Origin: null, Making: null });
        Assert.IsTrue(datasets["rpool/data/vm-100-disk-0"] is { IsVolume: true, SizeBytes: 268435456, UsedBytes: 21090304 });
        Assert.AreEqual(DateTimeOffset.FromUnixTimeSeconds(1795543352), datasets["rpool/data/vm-100-disk-0"].CreatedAt);
        Assert.IsTrue(datasets["rpool/data/subvol-104-disk-0"] is { IsVolume: false, SizeBytes: 134217728 });
        Assert.AreEqual("rpool/data/vm-100-disk-0@__base__", datasets["rpool/data/vm-105-disk-0"].Origin);
        Assert.AreEqual(long.MaxValue, datasets["rpool/data/vm-103-disk-1"].SizeBytes);
    }

    [TestMethod]
    [DataRow("\"1f\"", "1f")]
    [DataRow("0", "0")] // with --json-int, 2.3.9
    [DataRow("\"-\"", null)]
    public void Mark_IsRead_AlsoWhenItLooksLikeANumber(string value, string? expected)
    {
        var json = """
            {"datasets":{"rpool/data/a":{"properties":{"type":{"value":"volume"},"used":{"value":1},"available":{"value":1},"referenced":{"value":1},
            "volsize":{"value":1},"refquota":{"value":"-"},"origin":{"value":"-"},"creation":{"value":1},"domar:making":{"value":VALUE}}}}}
            """.Replace("VALUE", value);
        Assert.AreEqual(expected, ZfsParser.ParseDatasets(json).Single().Making);
    }

    [TestMethod]
    public void Snapshots_OfTheSameSecond_AreInOrder() =>
        Assert.AreEqual("before later __base__", string.Join(' ', ZfsParser.ParseSnapshots(Fixture.Read("zfs-snapshots-2.3.9.json")).Select(snapshot => snapshot.Name)));

    [TestMethod]
    [DataRow("online", "ONLINE", false)]
    [DataRow("degraded", "DEGRADED", false)]
    [DataRow("suspended", "SUSPENDED", true)]
    public void Pools_HaveTheirHealth(string recording, string health, bool isStopped)
    {
        var pool = ZfsParser.ParsePools(Fixture.Read($"zpool-{recording}-2.3.9.json")).Single();
        Assert.AreEqual(("rpool", health, isStopped, 503316480), (pool.Name, pool.Health, pool.IsStopped, pool.SizeBytes));
    }

    [TestMethod]
    public void FullPool_HasNothingAvailable()
    {
        Assert.AreEqual(0, ZfsParser.ParseDatasets(Fixture.Read("zfs-full-2.3.9.json"))[0].AvailableBytes);
        Assert.AreEqual(368891392, ZfsParser.ParseDatasets(Fixture.Read("zfs-fresh-2.3.9.json")).Single().AvailableBytes);
    }

    [TestMethod]
    [DataRow("{", "line 1, column 2: not JSON")]
    [DataRow("{}", "without the expected facts")]
    [DataRow("""{"datasets": {"x": {"properties": {}}}}""", "without the expected facts")]
    public void Rejects_OtherThings(string json, string expected) =>
        Assert.Contains(expected, Assert.ThrowsExactly<ToolException>(() => ZfsParser.ParseDatasets(json)).Message);

    [TestMethod]
    public async Task WhatIsNotThere_IsNullOrEmpty_WhatIsSuspendedIsAnError()
    {
        Assert.IsNull(await Answering(1, "", Fixture.Read("zpool-absent-2.3.9.txt")).FindPoolAsync("rpool", default));
        Assert.IsNull(await Answering(0, "", "").FindPoolAsync("rpool", default));
        Assert.IsEmpty(await Answering(1, "", Fixture.Read("zfs-one-absent-2.3.9.txt")).ListAsync("rpool/data/vm-100-disk-7", default));
        var error = await Assert.ThrowsExactlyAsync<ToolException>(() => Answering(1, "", Fixture.Read("zfs-suspended-2.3.9.txt")).ListAsync("rpool/data", default));
        Assert.AreEqual("Cannot list 'rpool/data': pool I/O is currently suspended", error.Message);
    }

    [TestMethod]
    [DataRow("zcreate-exists", "dataset already exists")]
    [DataRow("zcreate-noparent", "parent does not exist")]
    [DataRow("zcreate-nopool", "no such pool")]
    [DataRow("zcreate-badblock", "'volblocksize' must be power of 2 from 512B to 16M")]
    [DataRow("zcreate-suspended", "pool I/O is currently suspended")]
    [DataRow("zsnap-exists", "dataset already exists")]
    [DataRow("zdestroy-absent", "dataset does not exist")]
    [DataRow("zdestroy-snap-clone", "snapshot has dependent clones")]
    [DataRow("zdestroy-r-clone", "volume has dependent clones")]
    [DataRow("zrollback-older", "more recent snapshots or bookmarks exist")]
    [DataRow("zpool-import-absent", "no such pool available")]
    public void Failure_HasTheReason_WithoutAdviceToForceIt(string recording, string reason) =>
        Assert.AreEqual($"Cannot do it: {reason}", ZfsParser.Failure("do it", new ToolResult(1, "", Fixture.Read($"{recording}-2.3.9.txt"))).Message);

    [TestMethod]
    [DataRow("zcreate-full")]
    [DataRow("zsnap-full")]
    [DataRow("zresize-thick-nospace")]
    public void Full_IsNoSpace(string recording) =>
        Assert.IsInstanceOfType<NoSpaceException>(ZfsParser.Failure("do it", new ToolResult(1, "", Fixture.Read($"{recording}-2.3.9.txt"))));

    [TestMethod]
    public async Task Busy_IsTriedAgain_AndInTheEndSaid()
    {
        var time = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.Zero };
        var runner = new FakeToolRunner(_ => new ToolResult(1, "", Fixture.Read("zdestroy-inuse-2.3.9.txt")));
        var destroying = new Tool(runner, time, () => { }).DestroyAsync("rpool/data/vm-101-disk-0", default);
        while (!destroying.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(500));
        }

        Assert.AreEqual("Cannot remove 'rpool/data/vm-101-disk-0': dataset is busy", (await Assert.ThrowsExactlyAsync<ToolException>(() => destroying)).Message);
        Assert.HasCount(6, runner.Runs);
    }

    [TestMethod]
    public async Task Commands_AreThese()
    {
        var runner = new FakeToolRunner(_ => new ToolResult(0, "", ""));
        var zfs = new Tool(runner, null, () => { });
        await zfs.ImportAsync("rpool", default);
        await zfs.CreateVolumeAsync(new ZfsVolumeCreate { Name = "rpool/data/a", SizeBytes = 1048576, BlockSize = "16k", IsSparse = true, Making = "1f" }, default);
        await zfs.CreateVolumeAsync(new ZfsVolumeCreate { Name = "rpool/data/b", SizeBytes = 1048576 }, default);
        await zfs.CreateFileSystemAsync("rpool/data/c", 1048576, default);
        await zfs.SetAsync("rpool/data/a", "volsize", "2097152", default);
        await zfs.InheritAsync("rpool/data/a", Tool.MakingProperty, default);
        await zfs.SnapshotAsync("rpool/data/a", "s", default);
        await zfs.RollBackAsync("rpool/data/a", "s", default);
        await zfs.DestroyAsync("rpool/data/a@s", default);
        await zfs.DestroyAsync("rpool/data/a", default);

        Assert.AreEqual(
            """
            zpool import -N -o cachefile=none rpool
            zfs create -s -b 16k -o domar:making=1f -V 1048576 rpool/data/a
            zfs create -V 1048576 rpool/data/b
            zfs create -u -o acltype=posixacl -o xattr=sa -o refquota=1048576 rpool/data/c
            zfs set volsize=2097152 rpool/data/a
            zfs inherit domar:making rpool/data/a
            zfs snapshot rpool/data/a@s
            zfs rollback rpool/data/a@s
            zfs destroy rpool/data/a@s
            zfs destroy -r rpool/data/a
            """,
            string.Join('\n', runner.Runs));
    }

    private static Tool Answering(int code, string output, string error) => new(new FakeToolRunner(_ => new ToolResult(code, output, error)), null, () => { });
}
