using System.Text.Json;

namespace Domar.Runtime.Tests.Api;

[TestClass]
public sealed class VmConfigTests
{
    private const string Text = """
        #A web server%3A mine
        #second line
        agent: 1
        cipassword: geheim
        cores: 2
        cpulimit: 1.5
        memory: 2048
        name: web
        net0: virtio=BC:24:11:00:00:01,bridge=vmbr0
        onboot: yes
        scsi0: local:100/vm-100-disk-0.qcow2,size=4G
        vga: std

        [PENDING]
        delete: vga,!scsi0
        memory: 4096
        sockets: 2

        [before]
        cores: 1
        memory: 512
        name: old
        snaptime: 1700000000

        """;

    [TestMethod]
    public async Task Config_IsShownAsAfterTheNextStart()
    {
        await using var server = await StartAsync();
        var data = (await server.GetAsync("nodes/testnode/qemu/100/config")).Data;
        Assert.AreEqual("4096", data.GetProperty("memory").GetString());
        Assert.AreEqual(2, data.GetProperty("sockets").GetInt32());
        Assert.IsFalse(data.TryGetProperty("vga", out _));
        Assert.IsFalse(data.TryGetProperty("delete", out _));
        Assert.AreEqual(2, data.GetProperty("cores").GetInt32());
        Assert.AreEqual("1.5", data.GetProperty("cpulimit").GetString());
        Assert.AreEqual(1, data.GetProperty("onboot").GetInt32());
        Assert.AreEqual("1", data.GetProperty("agent").GetString());
        Assert.AreEqual("virtio=BC:24:11:00:00:01,bridge=vmbr0", data.GetProperty("net0").GetString());
        Assert.AreEqual("A web server: mine\nsecond line", data.GetProperty("description").GetString());
        Assert.AreEqual("**********", data.GetProperty("cipassword").GetString());
        Assert.AreEqual(40, data.GetProperty("digest").GetString()!.Length);
    }

    [TestMethod]
    public async Task Config_AsItIs_AndOfASnapshot()
    {
        await using var server = await StartAsync();
        var current = (await server.GetAsync("nodes/testnode/qemu/100/config?current=1")).Data;
        Assert.AreEqual("2048", current.GetProperty("memory").GetString());
        Assert.AreEqual("std", current.GetProperty("vga").GetString());

        var snapshot = (await server.GetAsync("nodes/testnode/qemu/100/config?snapshot=before")).Data;
        Assert.AreEqual("old", snapshot.GetProperty("name").GetString());
        Assert.AreEqual(1700000000, snapshot.GetProperty("snaptime").GetInt64());

        var missing = await server.GetAsync("nodes/testnode/qemu/100/config?snapshot=nowhere");
        Assert.AreEqual(500, missing.Status);
        Assert.AreEqual("snapshot 'nowhere' does not exist", missing.Reason);
    }

    [TestMethod]
    public async Task Pending_ShowsBothSides()
    {
        await using var server = await StartAsync();
        var keys = (await server.GetAsync("nodes/testnode/qemu/100/pending")).Data.EnumerateArray()
            .ToDictionary(entry => entry.GetProperty("key").GetString()!);
        Assert.AreEqual("2048", keys["memory"].GetProperty("value").GetString());
        Assert.AreEqual("4096", keys["memory"].GetProperty("pending").GetString());
        Assert.AreEqual("2", keys["sockets"].GetProperty("pending").GetString());
        Assert.IsFalse(keys["sockets"].TryGetProperty("value", out _));
        Assert.AreEqual(1, keys["vga"].GetProperty("delete").GetInt32());
        Assert.AreEqual(2, keys["scsi0"].GetProperty("delete").GetInt32());
        Assert.IsFalse(keys["name"].TryGetProperty("pending", out _));
        Assert.AreEqual("**********", keys["cipassword"].GetProperty("value").GetString());
    }

    [TestMethod]
    public async Task Post_AnswersWithTheTask_PutWaits()
    {
        await using var server = await StartAsync();
        var posted = await server.PostAsync("nodes/testnode/qemu/100/config", ("memory", "512"), ("delete", "net0,vga"), ("revert", "sockets"), ("digest", "abc"));
        Assert.Contains(":qmconfig:100:", posted.Data.GetString()!);
        var change = server.Vms.LastChange!;
        Assert.AreEqual("512", change.Set["memory"]);
        CollectionAssert.AreEqual(new[] { "net0", "vga" }, change.Delete.ToArray());
        CollectionAssert.AreEqual(new[] { "sockets" }, change.Revert.ToArray());
        Assert.AreEqual("abc", change.Digest);

        using var form = new FormUrlEncodedContent([KeyValuePair.Create("onboot", "off")]);
        var put = await server.CallAsync(HttpMethod.Put, "nodes/testnode/qemu/100/config", form);
        Assert.AreEqual(JsonValueKind.Null, put.Data.ValueKind);
        Assert.AreEqual("0", server.Vms.LastChange!.Set["onboot"]);

        server.Tasks.ExitStatus = "Cannot hot-plug: no free port";
        using var again = new FormUrlEncodedContent([KeyValuePair.Create("onboot", "1")]);
        var failed = await server.CallAsync(HttpMethod.Put, "nodes/testnode/qemu/100/config", again);
        Assert.AreEqual(500, failed.Status);
        Assert.AreEqual("Cannot hot-plug: no free port", failed.Reason);
    }

    [TestMethod]
    [DataRow("cores", "0", "at least 1")]
    [DataRow("cores", "many", "whole number")]
    [DataRow("bios", "coreboot", "ovmf")]
    [DataRow("net32", "virtio", "not defined in schema")]
    [DataRow("net0", "tulip=1", "tulip")]
    [DataRow("snaptime", "1", "not defined in schema")]
    [DataRow("colour", "red", "not defined in schema")]
    [DataRow("name", "web\nargs: -S", "line break")]
    [DataRow("delete", "memory, b!", "'b!'")]
    public async Task BadValue_IsRefused_AndNothingIsChanged(string key, string value, string problem)
    {
        await using var server = await StartAsync();
        var answer = await server.PostAsync("nodes/testnode/qemu/100/config", (key, value), ("memory", "512"));
        Assert.AreEqual(400, answer.Status);
        Assert.AreEqual("Parameter verification failed.", answer.Reason);
        Assert.Contains(problem, answer.Error(key)!);
        Assert.IsEmpty(server.Vms.Calls);
    }

    [TestMethod]
    public async Task NothingToChange_OrBothWays_IsRefused()
    {
        await using var server = await StartAsync();
        Assert.AreEqual(400, (await server.PostAsync("nodes/testnode/qemu/100/config")).Status);
        var both = await server.PostAsync("nodes/testnode/qemu/100/config", ("memory", "512"), ("delete", "memory"));
        Assert.Contains("'memory'", both.Error("delete")!);
        Assert.IsEmpty(server.Vms.Calls);
    }

    [TestMethod]
    public async Task Description_MayHaveLines()
    {
        await using var server = await StartAsync();
        Assert.AreEqual(200, (await server.PostAsync("nodes/testnode/qemu/100/config", ("description", "a\nb"))).Status);
        Assert.AreEqual("a\nb", server.Vms.LastChange!.Set["description"]);
    }

    [TestMethod]
    public async Task UnreadableConfig_NamesFileAndLine()
    {
        await using var server = await StartAsync();
        server.Vms.Configs[100] = "cores: two\n";
        var answer = await server.GetAsync("nodes/testnode/qemu/100/config");
        Assert.AreEqual(500, answer.Status);
        Assert.StartsWith("100.conf:1: cores:", answer.Message);
    }

    private static async Task<ApiTestServer> StartAsync()
    {
        var server = await ApiTestServer.StartAsync();
        server.Vms.Guests.Add(FakeVmService.Vm(100));
        server.Vms.Configs[100] = Text;
        return server;
    }
}
