using System.Text;
using System.Text.Json;
using Domar.Core.Guests;
using Domar.Runtime.Guests;

namespace Domar.Runtime.Tests.Api;

/// <summary>The containers' part of the API.</summary>
[TestClass]
public sealed class ContainerTests
{
    [TestMethod]
    public async Task List_ShowsEveryContainer_AndSoDoTheResources()
    {
        await using var server = await ApiTestServer.StartAsync();
        server.Containers.Guests.Add(FakeContainerService.Container(101, GuestState.Running));
        var answer = await server.GetAsync("nodes/testnode/lxc");
        var container = answer.Json.GetProperty("data")[0];
        Assert.AreEqual("running", container.GetProperty("status").GetString());
        Assert.AreEqual("ct101", container.GetProperty("name").GetString());
        Assert.AreEqual(32 << 20, container.GetProperty("maxswap").GetInt64());
        var resources = (await server.GetAsync("cluster/resources?type=vm")).Json.GetProperty("data");
        Assert.AreEqual("lxc/101", resources[0].GetProperty("id").GetString());
    }

    [TestMethod]
    public async Task Create_PassesTheTemplateAndTheConfigKeys()
    {
        await using var server = await ApiTestServer.StartAsync();
        var answer = await server.PostAsync(
            "nodes/testnode/lxc", ("vmid", "101"), ("ostemplate", "local:vztmpl/debian.tar.zst"), ("rootfs", "local:4"), ("password", "secret"), ("start", "1"));
        Assert.AreEqual(200, answer.Status, answer.Body);
        var request = server.Containers.LastRequest!;
        Assert.AreEqual("local:vztmpl/debian.tar.zst", request.Template);
        Assert.AreEqual("rootfs=local:4", string.Join(' ', request.Settings.Select(pair => $"{pair.Key}={pair.Value}")));
        Assert.AreEqual("secret", request.Password);
        Assert.IsTrue(request.Start);
    }

    [TestMethod]
    [DataRow("start", "Start 101")]
    [DataRow("stop", "Stop 101")]
    [DataRow("shutdown", "Shutdown 101")]
    [DataRow("reboot", "Shutdown reboot 101")]
    public async Task Power_GoesToTheService(string verb, string call)
    {
        await using var server = await ApiTestServer.StartAsync();
        Assert.AreEqual(200, (await server.PostAsync($"nodes/testnode/lxc/101/status/{verb}")).Status);
        CollectionAssert.AreEqual(new[] { call }, server.Containers.Calls);
    }

    [TestMethod]
    public async Task Exec_KeepsEveryByte_AndTheExitCode()
    {
        await using var server = await ApiTestServer.StartAsync();
        var answer = await server.PostAsync(
            "nodes/testnode/lxc/101/domar/exec", ("command", """["sh","-c","a b"]"""), ("input-data", Convert.ToBase64String("in"u8)), ("timeout", "7"));
        CollectionAssert.AreEqual(new[] { "exec 101 [sh|-c|a b] in 7" }, server.Containers.Calls);
        var data = answer.Json.GetProperty("data");
        Assert.AreEqual(3, data.GetProperty("exitcode").GetInt32());
        CollectionAssert.AreEqual(new byte[] { (byte)'o', (byte)'u', (byte)'t', 0xff }, data.GetProperty("stdout").GetBytesFromBase64());
        Assert.AreEqual("err", Encoding.UTF8.GetString(data.GetProperty("stderr").GetBytesFromBase64()));
    }

    [TestMethod]
    [DataRow("command", "ls", "no JSON array")]
    [DataRow("command", "[]", "is empty")]
    [DataRow("command", "[1]", "no JSON array")]
    public async Task Exec_BadCommand_IsRefused(string name, string value, string problem)
    {
        await using var server = await ApiTestServer.StartAsync();
        var answer = await server.PostAsync("nodes/testnode/lxc/101/domar/exec", (name, value));
        Assert.AreEqual(400, answer.Status);
        StringAssert.Contains(answer.Json.GetProperty("errors").GetProperty(name).GetString(), problem);
        Assert.AreEqual(0, server.Containers.Calls.Count);
    }

    [TestMethod]
    public async Task Exec_OutOfTime_IsATimeout()
    {
        await using var server = await ApiTestServer.StartAsync();
        server.Containers.Failure = new RequestRefusedException(RefusalReason.Timeout, "CT 101: 'sleep' did not end within 1 s");
        Assert.AreEqual(504, (await server.PostAsync("nodes/testnode/lxc/101/domar/exec", ("command", """["sleep"]"""))).Status);
    }

    [TestMethod]
    public async Task Config_ShowsLxcsOwnKeys_AsAList()
    {
        await using var server = await ApiTestServer.StartAsync();
        server.Containers.Configs[101] = "memory: 64\nlxc.idmap: u 0 100000 65536\nlxc.idmap: g 0 100000 65536\n";
        var data = (await server.GetAsync("nodes/testnode/lxc/101/config")).Json.GetProperty("data");
        Assert.AreEqual(64, data.GetProperty("memory").GetInt32());
        Assert.AreEqual("""[["lxc.idmap","u 0 100000 65536"],["lxc.idmap","g 0 100000 65536"]]""", JsonSerializer.Serialize(data.GetProperty("lxc")));
    }
}
