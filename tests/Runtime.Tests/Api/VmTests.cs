using System.Diagnostics;
using System.Text.Json;
using Domar.Core.Guests;
using Domar.Runtime.Guests;

namespace Domar.Runtime.Tests.Api;

[TestClass]
public sealed class VmTests
{
    public required TestContext TestContext { get; init; }

    [TestMethod]
    public async Task List_ShowsEveryVm()
    {
        await using var server = await ApiTestServer.StartAsync();
        server.Vms.Guests.Add(FakeVmService.Vm(100) with { Tags = "a;b", Lock = "backup", IsTemplate = true });
        server.Vms.Guests.Add(FakeVmService.Vm(101, GuestState.Unresponsive) with { Problem = "QMP does not answer" });
        var data = (await server.GetAsync("nodes/testnode/qemu")).Data;
        Assert.AreEqual(2, data.GetArrayLength());
        Assert.AreEqual("stopped", data[0].GetProperty("status").GetString());
        Assert.AreEqual("a;b", data[0].GetProperty("tags").GetString());
        Assert.AreEqual("backup", data[0].GetProperty("lock").GetString());
        Assert.AreEqual(1, data[0].GetProperty("template").GetInt32());
        Assert.IsFalse(data[0].TryGetProperty("pid", out _));
        Assert.AreEqual("running", data[1].GetProperty("status").GetString());
        Assert.AreEqual(4242, data[1].GetProperty("pid").GetInt32());
        Assert.AreEqual("unresponsive", data[1].GetProperty("domar").GetProperty("state").GetString());
        Assert.AreEqual("QMP does not answer", data[1].GetProperty("domar").GetProperty("problem").GetString());
    }

    [TestMethod]
    public async Task Current_ShowsOne()
    {
        await using var server = await ApiTestServer.StartAsync();
        server.Vms.Guests.Add(FakeVmService.Vm(100, GuestState.Running) with { HasAgent = true, RunningQemu = "7.2.0", HasSerial = true });
        var data = (await server.GetAsync("nodes/testnode/qemu/100/status/current")).Data;
        Assert.AreEqual("running", data.GetProperty("qmpstatus").GetString());
        Assert.AreEqual(17, data.GetProperty("uptime").GetInt32());
        Assert.AreEqual(1, data.GetProperty("agent").GetInt32());
        Assert.AreEqual(1, data.GetProperty("serial").GetInt32());
        Assert.AreEqual("7.2.0", data.GetProperty("running-qemu").GetString());
        Assert.AreEqual(0, data.GetProperty("ha").GetProperty("managed").GetInt32());
    }

    [TestMethod]
    [DataRow("start", "qmstart")]
    [DataRow("stop", "qmstop")]
    [DataRow("shutdown", "qmshutdown")]
    [DataRow("reset", "qmreset")]
    [DataRow("reboot", "qmreboot")]
    [DataRow("suspend", "qmsuspend")]
    [DataRow("resume", "qmresume")]
    public async Task Power_AnswersWithTheTask(string verb, string type)
    {
        await using var server = await ApiTestServer.StartAsync();
        server.Vms.Guests.Add(FakeVmService.Vm(100));
        var answer = await server.PostAsync($"nodes/testnode/qemu/100/status/{verb}");
        Assert.AreEqual(200, answer.Status, answer.Body);
        Assert.Contains($":{type}:100:root@pam:", answer.Data.GetString()!);
        CollectionAssert.AreEqual(new[] { $"{type} 100 root@pam" }, server.Vms.Calls);
    }

    [TestMethod]
    public async Task Power_PassesItsOptions()
    {
        await using var server = await ApiTestServer.StartAsync();
        server.Vms.Guests.Add(FakeVmService.Vm(100));
        await server.PostAsync("nodes/testnode/qemu/100/status/stop", ("overrule-shutdown", "1"), ("skiplock", "true"), ("timeout", "3"));
        var options = server.Vms.LastOptions!;
        Assert.IsTrue(options.OverruleShutdown);
        Assert.IsTrue(options.SkipLock);
        Assert.AreEqual(TimeSpan.FromSeconds(3), options.Timeout);
    }

    [TestMethod]
    public async Task NotBuiltOption_IsRefused_UnlessItIsTheDefault()
    {
        await using var server = await ApiTestServer.StartAsync();
        server.Vms.Guests.Add(FakeVmService.Vm(100));
        var refused = await server.PostAsync("nodes/testnode/qemu/100/status/suspend", ("todisk", "1"));
        Assert.AreEqual(400, refused.Status);
        Assert.Contains("not built", refused.Error("todisk")!);
        Assert.IsEmpty(server.Vms.Calls);
        Assert.AreEqual(200, (await server.PostAsync("nodes/testnode/qemu/100/status/suspend", ("todisk", "0"))).Status);
    }

    [TestMethod]
    public async Task Destroy_PassesItsOptions()
    {
        await using var server = await ApiTestServer.StartAsync();
        server.Vms.Guests.Add(FakeVmService.Vm(100));
        var answer = await server.CallAsync(HttpMethod.Delete, "nodes/testnode/qemu/100?purge=1&destroy-unreferenced-disks=1");
        Assert.Contains(":qmdestroy:100:", answer.Data.GetString()!);
        Assert.IsTrue(server.Vms.LastDestroy!.DestroyUnreferencedDisks);
        Assert.IsFalse(server.Vms.LastDestroy.SkipLock);
    }

    [TestMethod]
    public async Task Create_InUse_IsRefused()
    {
        await using var server = await ApiTestServer.StartAsync();
        server.Vms.Guests.Add(FakeVmService.Vm(100));
        var answer = await server.PostAsync("nodes/testnode/qemu", ("vmid", "100"), ("memory", "64"));
        Assert.AreEqual(500, answer.Status);
        Assert.StartsWith("Cannot create VM 100: it exists already", answer.Reason);
    }

    [TestMethod]
    public async Task Create_PassesTheConfigKeysOnly()
    {
        await using var server = await ApiTestServer.StartAsync();
        var answer = await server.PostAsync(
            "nodes/testnode/qemu", ("vmid", "100"), ("name", "web"), ("memory", "64"), ("virtio0", "local:1"), ("onboot", "yes"), ("start", "1"));
        Assert.AreEqual(200, answer.Status, answer.Body);
        CollectionAssert.AreEquivalent(new[] { "name", "memory", "virtio0", "onboot" }, server.Vms.LastSettings!.Keys.ToArray());
        CollectionAssert.AreEqual(new[] { "qmcreate 100 root@pam start=True" }, server.Vms.Calls);
    }

    [TestMethod]
    public async Task Create_ValueWithLineBreak_IsRefused()
    {
        await using var server = await ApiTestServer.StartAsync();
        var answer = await server.PostAsync("nodes/testnode/qemu", ("vmid", "100"), ("name", "web\nargs: -S"));
        Assert.AreEqual(400, answer.Status);
        Assert.IsNotNull(answer.Error("name"));
        Assert.IsEmpty(server.Vms.Calls);
    }

    [TestMethod]
    public async Task ShowCommand_IsAList()
    {
        await using var server = await ApiTestServer.StartAsync();
        server.Vms.Guests.Add(FakeVmService.Vm(100));
        var data = (await server.GetAsync("nodes/testnode/qemu/100/domar/showcmd")).Data;
        Assert.AreEqual("/usr/bin/qemu-system-x86_64", data[0].GetString());
    }

    [TestMethod]
    public async Task Index_ListsThePartsOfAVm()
    {
        await using var server = await ApiTestServer.StartAsync();
        var data = (await server.GetAsync("nodes/testnode/qemu/100")).Data;
        CollectionAssert.AreEqual(
            new[] { "config", "pending", "status" }, data.EnumerateArray().Select(entry => entry.GetProperty("subdir").GetString()).ToArray());
    }

    [TestMethod]
    public async Task List_Of1000_IsQuick()
    {
        await using var server = await ApiTestServer.StartAsync();
        server.Vms.Guests.AddRange(Enumerable.Range(100, 1000).Select(id => FakeVmService.Vm(id, GuestState.Running)));
        await server.GetAsync("nodes/testnode/qemu");
        var watch = Stopwatch.StartNew();
        var body = await server.Client.GetByteArrayAsync("nodes/testnode/qemu");
        watch.Stop();
        using var json = JsonDocument.Parse(body);
        Assert.AreEqual(1000, json.RootElement.GetProperty("data").GetArrayLength());
        TestContext.WriteLine($"{body.Length} bytes in {watch.Elapsed.TotalMilliseconds:F1} ms");

        // A few ms on a quiet machine; the bound is against a slip of an order of magnitude.
        Assert.IsLessThan(500, watch.ElapsedMilliseconds);
    }
}
