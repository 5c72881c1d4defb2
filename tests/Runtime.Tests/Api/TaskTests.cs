using Domar.Runtime.Api;

namespace Domar.Runtime.Tests.Api;

[TestClass]
public sealed class TaskTests
{
    [TestMethod]
    public async Task List_FiltersAndPages()
    {
        await using var server = await ApiTestServer.StartAsync();
        server.Tasks.Add("qmstart", "100", "OK");
        server.Tasks.Add("qmstop", "100", "VM 100 does not run");
        server.Tasks.Add("qmstart", "101", "WARNINGS: 1", "ana@pam");
        server.Tasks.Add("qmstart", "102", null);

        Assert.AreEqual("qmstart 101,qmstop 100,qmstart 100", await ListAsync(""));
        Assert.AreEqual("qmstart 102", await ListAsync("source=active"));
        Assert.AreEqual("qmstart 102,qmstart 101,qmstop 100,qmstart 100", await ListAsync("source=all"));
        Assert.AreEqual("qmstop 100", await ListAsync("errors=1"));
        Assert.AreEqual("qmstart 101,qmstop 100", await ListAsync("statusfilter=error,warning"));
        Assert.AreEqual("qmstart 101,qmstart 100", await ListAsync("statusfilter=ok&statusfilter=warning"));
        Assert.AreEqual("qmstart 101", await ListAsync("userfilter=ana"));
        Assert.AreEqual("qmstop 100,qmstart 100", await ListAsync("vmid=100"));
        Assert.AreEqual("qmstop 100", await ListAsync("start=1&limit=1"));
        Assert.AreEqual(3, (await server.GetAsync("nodes/testnode/tasks?limit=1")).Json.GetProperty("total").GetInt32());

        async Task<string> ListAsync(string query) => string.Join(
            ',',
            (await server.GetAsync("nodes/testnode/tasks?" + query)).Data.EnumerateArray()
                .Select(task => $"{task.GetProperty("type").GetString()} {task.GetProperty("id").GetString()}"));
    }

    [TestMethod]
    public async Task Status_TellsHowItEnded()
    {
        await using var server = await ApiTestServer.StartAsync();
        var failed = server.Tasks.Add("qmstart", "100", "no such disk");
        var running = server.Tasks.Add("qmstart", "101", null);

        var data = (await server.GetAsync($"nodes/testnode/tasks/{failed.Upid}/status")).Data;
        Assert.AreEqual("stopped", data.GetProperty("status").GetString());
        Assert.AreEqual("no such disk", data.GetProperty("exitstatus").GetString());
        Assert.AreEqual(failed.Upid.ToString(), data.GetProperty("upid").GetString());
        Assert.AreEqual(1000, data.GetProperty("pid").GetInt32());

        data = (await server.GetAsync($"nodes/testnode/tasks/{Uri.EscapeDataString(running.Upid.ToString())}/status")).Data;
        Assert.AreEqual("running", data.GetProperty("status").GetString());
        Assert.IsFalse(data.TryGetProperty("exitstatus", out _));
        Assert.AreEqual(0.5, data.GetProperty("domar").GetProperty("progress").GetDouble());
    }

    [TestMethod]
    public async Task Log_IsReadInPages()
    {
        await using var server = await ApiTestServer.StartAsync();
        var task = server.Tasks.Add("qmstart", "100", "OK", "root@pam", "one", "two", "three");
        var answer = await server.GetAsync($"nodes/testnode/tasks/{task.Upid}/log?start=1&limit=1");
        Assert.AreEqual(3, answer.Json.GetProperty("total").GetInt32());
        Assert.AreEqual(1, answer.Data.GetArrayLength());
        Assert.AreEqual(2, answer.Data[0].GetProperty("n").GetInt32());
        Assert.AreEqual("two", answer.Data[0].GetProperty("t").GetString());

        Assert.AreEqual("one\ntwo\nthree\n", (await server.GetAsync($"nodes/testnode/tasks/{task.Upid}/log?download=1")).Body);
        Assert.AreEqual(400, (await server.GetAsync($"nodes/testnode/tasks/{task.Upid}/log?download=1&start=1")).Status);
    }

    [TestMethod]
    public async Task Stop_AsksTheRunner()
    {
        await using var server = await ApiTestServer.StartAsync();
        var task = server.Tasks.Add("qmstart", "100", null);
        var answer = await server.CallAsync(HttpMethod.Delete, $"nodes/testnode/tasks/{task.Upid}");
        Assert.AreEqual("{\"data\":null}", answer.Body);
        CollectionAssert.AreEqual(new[] { $"{task.Upid} root@pam" }, server.Tasks.Stopped);
    }

    [TestMethod]
    [DataRow("UPID:testnode:00000001:00000001:00000001:qmstart:100:root@pam:", "no such task")]
    [DataRow("UPID:..%2F..%2Fetc", "unable to parse worker upid")]
    public async Task UnknownTask_IsRefused(string upid, string problem)
    {
        await using var server = await ApiTestServer.StartAsync();
        foreach (var path in new[] { "status", "log" })
        {
            var answer = await server.GetAsync($"nodes/testnode/tasks/{upid}/{path}");
            Assert.AreEqual(400, answer.Status);
            Assert.StartsWith(problem, answer.Error("upid")!);
        }
    }
}
