using Domar.Core.Guests;

namespace Domar.Runtime.Tests.Api;

[TestClass]
public sealed class NodeTests
{
    [TestMethod]
    public async Task Nodes_ListsThisOne()
    {
        await using var server = await ApiTestServer.StartAsync();
        var data = (await server.GetAsync("nodes")).Data;
        Assert.AreEqual(1, data.GetArrayLength());
        Assert.AreEqual("testnode", data[0].GetProperty("node").GetString());
        Assert.AreEqual("online", data[0].GetProperty("status").GetString());
        Assert.AreEqual(2L << 30, data[0].GetProperty("mem").GetInt64());
    }

    [TestMethod]
    public async Task Status_HasTheFiguresAndDomarsOwn()
    {
        await using var server = await ApiTestServer.StartAsync();
        var data = (await server.GetAsync("nodes/testnode/status")).Data;
        Assert.AreEqual("0.50", data.GetProperty("loadavg")[0].GetString());
        Assert.AreEqual(6L << 30, data.GetProperty("memory").GetProperty("available").GetInt64());
        Assert.AreEqual("6.12.0", data.GetProperty("current-kernel").GetProperty("release").GetString());
        Assert.AreEqual("legacy-bios", data.GetProperty("boot-info").GetProperty("mode").GetString());
        var own = data.GetProperty("domar");
        Assert.AreEqual("tcg", own.GetProperty("accelerator").GetString());
        Assert.AreEqual("/dev/kvm does not exist", own.GetProperty("accelerator-reason").GetString());
        Assert.Contains("105.conf", own.GetProperty("problems")[0].GetString()!);
    }

    [TestMethod]
    public async Task Indexes_ListTheirParts()
    {
        await using var server = await ApiTestServer.StartAsync();
        Assert.AreEqual("cluster,nodes,storage,version", await NamesAsync("", "subdir"));
        Assert.AreEqual("nextid,resources,status,tasks", await NamesAsync("cluster", "name"));
        Assert.AreEqual("lxc,qemu,report,startall,status,stopall,storage,tasks,version", await NamesAsync("nodes/testnode", "name"));
        Assert.AreEqual("content,status", await NamesAsync("nodes/testnode/storage/local", "subdir"));

        async Task<string> NamesAsync(string path, string member) =>
            string.Join(',', (await server.GetAsync(path)).Data.EnumerateArray().Select(entry => entry.GetProperty(member).GetString()));
    }

    [TestMethod]
    public async Task Resources_AreFilteredByType()
    {
        await using var server = await ApiTestServer.StartAsync();
        server.Vms.Guests.Add(FakeVmService.Vm(100, GuestState.Running));
        Assert.AreEqual(
            "qemu/100,node/testnode,storage/testnode/local,storage/testnode/broken,storage/testnode/off", await IdsAsync(""));
        Assert.AreEqual("qemu/100", await IdsAsync("?type=vm"));
        Assert.AreEqual("node/testnode", await IdsAsync("?type=node"));
        Assert.AreEqual("", await IdsAsync("?type=sdn"));

        async Task<string> IdsAsync(string query) => string.Join(
            ',', (await server.GetAsync("cluster/resources" + query)).Data.EnumerateArray().Select(entry => entry.GetProperty("id").GetString()));
    }

    [TestMethod]
    public async Task HungStorage_DoesNotDelayGuests()
    {
        await using var server = await ApiTestServer.StartAsync();
        server.Storages.IsFailing = true;
        Assert.AreEqual(200, (await server.GetAsync("cluster/resources?type=vm")).Status);
        var answer = await server.GetAsync("nodes/testnode/storage");
        Assert.AreEqual(500, answer.Status);
        Assert.AreEqual("Storage 'local' cannot be read: Input/output error.", answer.Reason);
    }

    [TestMethod]
    public async Task NextId_IsATextAndFree()
    {
        await using var server = await ApiTestServer.StartAsync();
        server.Vms.Guests.Add(FakeVmService.Vm(100));
        Assert.AreEqual("101", (await server.GetAsync("cluster/nextid")).Data.GetString());
        Assert.AreEqual("200", (await server.GetAsync("cluster/nextid?vmid=200")).Data.GetString());
        var taken = await server.GetAsync("cluster/nextid?vmid=100");
        Assert.AreEqual(400, taken.Status);
        Assert.AreEqual("VM 100 already exists", taken.Error("vmid"));
    }

    [TestMethod]
    public async Task ClusterTasks_HaveRunningOnesFirst()
    {
        await using var server = await ApiTestServer.StartAsync();
        server.Tasks.Add("qmstart", "100", null);
        server.Tasks.Add("qmstop", "101", "OK");
        var data = (await server.GetAsync("cluster/tasks")).Data;
        Assert.AreEqual("100", data[0].GetProperty("id").GetString());
        Assert.AreEqual("OK", data[1].GetProperty("status").GetString());
        Assert.AreEqual("testnode", (await server.GetAsync("cluster/status")).Data[0].GetProperty("name").GetString());
    }
}
