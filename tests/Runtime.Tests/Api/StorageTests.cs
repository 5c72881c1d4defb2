using Domar.Core.Config;
using Domar.Core.Primitives;
using Domar.HostTools.Storage;

namespace Domar.Runtime.Tests.Api;

[TestClass]
public sealed class StorageTests
{
    private static readonly VolumeInfo Disk = new(
        "100/vm-100-disk-0.qcow2", "images", "qcow2", 4L << 30, 200_000, new GuestId(100), DateTimeOffset.FromUnixTimeSeconds(1_700_000_000), "/s/100/vm-100-disk-0.qcow2");

    private static readonly VolumeInfo Iso = new("iso/debian 13.iso", "iso", "iso", 600, 600, null, null, "/s/iso/debian 13.iso");

    [TestMethod]
    public async Task List_IsFiltered()
    {
        await using var server = await ApiTestServer.StartAsync();
        Assert.AreEqual("local,broken,off", await IdsAsync(""));
        Assert.AreEqual("local,broken", await IdsAsync("enabled=1"));
        Assert.AreEqual("local", await IdsAsync("content=images,iso"));
        Assert.AreEqual("broken", await IdsAsync("storage=broken"));
        Assert.AreEqual("broken", await IdsAsync("target=elsewhere"));

        async Task<string> IdsAsync(string query) => string.Join(
            ',', (await server.GetAsync("nodes/testnode/storage?" + query)).Data.EnumerateArray().Select(entry => entry.GetProperty("storage").GetString()));
    }

    [TestMethod]
    public async Task Status_ShowsSpace_OrTheProblem()
    {
        await using var server = await ApiTestServer.StartAsync();
        var local = (await server.GetAsync("nodes/testnode/storage?storage=local&format=1")).Data[0];
        Assert.AreEqual(1, local.GetProperty("active").GetInt32());
        Assert.AreEqual(700, local.GetProperty("avail").GetInt64());
        Assert.AreEqual(0.25, local.GetProperty("used_fraction").GetDouble());
        Assert.AreEqual("qcow2", local.GetProperty("formats").GetProperty("supported")[1].GetString());

        var broken = (await server.GetAsync("nodes/testnode/storage/broken/status")).Data;
        Assert.AreEqual(0, broken.GetProperty("active").GetInt32());
        Assert.AreEqual("the server does not answer", broken.GetProperty("domar").GetProperty("problem").GetString());
        Assert.AreEqual("storage 'nowhere' does not exist", (await server.GetAsync("nodes/testnode/storage/nowhere/status")).Reason);
    }

    [TestMethod]
    public async Task Content_ShowsVolumes()
    {
        await using var server = await StartAsync();
        var data = (await server.GetAsync("nodes/testnode/storage/local/content?vmid=100")).Data;
        Assert.AreEqual(1, data.GetArrayLength());
        Assert.AreEqual("local:100/vm-100-disk-0.qcow2", data[0].GetProperty("volid").GetString());
        Assert.AreEqual(4L << 30, data[0].GetProperty("size").GetInt64());
        Assert.AreEqual(100, data[0].GetProperty("vmid").GetInt32());
        Assert.AreEqual(1_700_000_000, data[0].GetProperty("ctime").GetInt64());
        Assert.AreEqual(1, (await server.GetAsync("nodes/testnode/storage/local/content?content=iso")).Data.GetArrayLength());
    }

    [TestMethod]
    [DataRow("local:iso/debian%2013.iso")]
    [DataRow("local:iso%2Fdebian%2013.iso")]
    [DataRow("iso%2Fdebian%2013.iso")]
    public async Task Volume_IsFound_HoweverItsSlashIsWritten(string volume)
    {
        await using var server = await StartAsync();
        var answer = await server.GetAsync("nodes/testnode/storage/local/content/" + volume);
        Assert.AreEqual(200, answer.Status, answer.Body);
        Assert.AreEqual("/s/iso/debian 13.iso", answer.Data.GetProperty("path").GetString());
    }

    [TestMethod]
    public async Task Volume_OfAnotherStorage_IsRefused()
    {
        await using var server = await StartAsync();
        var answer = await server.GetAsync("nodes/testnode/storage/local/content/other:iso/x.iso");
        Assert.AreEqual(400, answer.Status);
        Assert.Contains("'other'", answer.Error("volume")!);
    }

    [TestMethod]
    [DataRow("1024", 1L << 20)]
    [DataRow("32M", 32L << 20)]
    [DataRow("2G", 2L << 30)]
    public async Task Allocate_ReadsSizes(string size, long bytes)
    {
        await using var server = await StartAsync();
        var answer = await server.PostAsync(
            "nodes/testnode/storage/local/content", ("vmid", "101"), ("filename", "vm-101-disk-0.qcow2"), ("size", size));
        Assert.AreEqual("local:101/vm-101-disk-0.qcow2", answer.Data.GetString(), answer.Body);
        Assert.AreEqual(bytes, server.Storages.Local.LastRequest!.SizeBytes);
        Assert.AreEqual("qcow2", server.Storages.Local.LastRequest.Format);
    }

    [TestMethod]
    [DataRow("0")]
    [DataRow("1T")]
    [DataRow("-5")]
    [DataRow("99999999999999999999")]
    [DataRow("9999999999999G")]
    public async Task Allocate_BadSize_IsRefused(string size)
    {
        await using var server = await StartAsync();
        var answer = await server.PostAsync(
            "nodes/testnode/storage/local/content", ("vmid", "101"), ("filename", "vm-101-disk-0.raw"), ("size", size));
        Assert.AreEqual(400, answer.Status);
        Assert.IsNotNull(answer.Error("size"));
        Assert.IsNull(server.Storages.Local.LastRequest);
    }

    [TestMethod]
    public async Task Allocate_FormatAgainstName_IsRefused()
    {
        await using var server = await StartAsync();
        var answer = await server.PostAsync(
            "nodes/testnode/storage/local/content", ("vmid", "101"), ("filename", "vm-101-disk-0.raw"), ("size", "1G"), ("format", "qcow2"));
        Assert.Contains(".raw", answer.Error("format")!);
    }

    [TestMethod]
    public async Task Free_IsATask()
    {
        await using var server = await StartAsync();
        var answer = await server.CallAsync(HttpMethod.Delete, "nodes/testnode/storage/local/content/local:iso/debian%2013.iso");
        Assert.Contains(":imgdel:", answer.Data.GetString()!);
        Assert.HasCount(1, server.Storages.Local.Volumes);
        var missing = await server.CallAsync(HttpMethod.Delete, "nodes/testnode/storage/local/content/local:iso/debian%2013.iso");
        Assert.AreEqual(500, missing.Status);
    }

    [TestMethod]
    [DataRow("scsi0: local:100/vm-100-disk-0.qcow2,size=4G\n", true)]
    [DataRow("broken line\nscsi0: file=local:100/vm-100-disk-0.qcow2", true)]
    [DataRow("scsi0: local:100/vm-100-disk-0.qcow2.bak,size=4G\n", false)]
    [DataRow("scsi0: notlocal:100/vm-100-disk-0.qcow2\n", false)]
    public async Task Free_InUse_IsRefused(string config, bool isRefused)
    {
        await using var server = await StartAsync();
        server.Store.Files["nodes/testnode/qemu-server/100.conf"] = config;
        var answer = await server.CallAsync(HttpMethod.Delete, "nodes/testnode/storage/local/content/local:100%2Fvm-100-disk-0.qcow2");
        Assert.AreEqual(isRefused ? 500 : 200, answer.Status);
        Assert.HasCount(isRefused ? 2 : 1, server.Storages.Local.Volumes);
        if (isRefused)
        {
            Assert.Contains("'nodes/testnode/qemu-server/100.conf' uses it", answer.Reason);
        }
    }

    [TestMethod]
    public async Task Configuration_IsShown_WithoutSecrets()
    {
        await using var server = await ApiTestServer.StartAsync();
        server.Storages.Config = StorageConfig.Parse(
            "dir: local\n\tpath /srv\n\tcontent images,iso\n\tdisable\n\ncifs: share\n\tserver nas\n\tshare vms\n\tusername ana\n\tpassword geheim\n\tshared 1\n",
            "storage.cfg");
        var data = (await server.GetAsync("storage")).Data;
        Assert.AreEqual(2, data.GetArrayLength());
        Assert.AreEqual("/srv", data[0].GetProperty("path").GetString());
        Assert.AreEqual(1, data[0].GetProperty("disable").GetInt32());
        Assert.AreEqual("images", data[1].GetProperty("content").GetString());
        Assert.IsFalse(data[1].TryGetProperty("password", out _));
        Assert.AreEqual(40, data[1].GetProperty("digest").GetString()!.Length);
        Assert.AreEqual("ana", (await server.GetAsync("storage/share")).Data.GetProperty("username").GetString());
        Assert.AreEqual(1, (await server.GetAsync("storage?type=dir")).Data.GetArrayLength());
        Assert.AreEqual("storage 'nowhere' does not exist", (await server.GetAsync("storage/nowhere")).Reason);
    }

    private static async Task<ApiTestServer> StartAsync()
    {
        var server = await ApiTestServer.StartAsync();
        server.Storages.Local.Volumes.AddRange([Disk, Iso]);
        return server;
    }
}
