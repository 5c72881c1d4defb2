using System.Text;
using System.Text.Json;
using Domar.Core.Guests;
using Domar.Runtime.Guests;
using Domar.Runtime.Store;

namespace Domar.Runtime.Tests.Api;

[TestClass]
public sealed class EnvelopeTests
{
    [TestMethod]
    public async Task Version_TellsApiAndProgram()
    {
        await using var server = await ApiTestServer.StartAsync();
        var answer = await server.GetAsync("version");
        Assert.AreEqual(200, answer.Status);
        Assert.AreEqual("9.2.3", answer.Data.GetProperty("version").GetString());
        Assert.AreEqual("0.1.0", answer.Data.GetProperty("domar").GetProperty("version").GetString());
    }

    [TestMethod]
    [DataRow("GET", "nodes/testnode/lxc/100/snapshot")]
    [DataRow("GET", "nonsense")]
    [DataRow("DELETE", "version")]
    [DataRow("PATCH", "version")]
    [DataRow("GET", "nodes/testnode/qemu/100/agent/ping")]
    public async Task NotBuilt_Answers501_NamingVerbAndPath(string verb, string path)
    {
        await using var server = await ApiTestServer.StartAsync();
        var answer = await server.CallAsync(new HttpMethod(verb), path);
        Assert.AreEqual(501, answer.Status);
        Assert.AreEqual($"Method '{verb} /{path}' not implemented", answer.Reason);
        Assert.AreEqual($"Method '{verb} /{path}' not implemented\n", answer.Message);
        Assert.AreEqual(JsonValueKind.Null, answer.Data.ValueKind);
    }

    [TestMethod]
    [DataRow("/")]
    [DataRow("/api2/jsonx/version")]
    [DataRow("/favicon.ico")]
    public async Task OutsideTheApi_Answers404(string path)
    {
        await using var server = await ApiTestServer.StartAsync();
        var answer = await server.GetAsync(path);
        Assert.AreEqual(404, answer.Status);
        Assert.Contains("/api2/json", answer.Message);
    }

    [TestMethod]
    public async Task BadParameters_AreAllNamed()
    {
        await using var server = await ApiTestServer.StartAsync();
        var answer = await server.GetAsync("nodes/testnode/tasks?limit=abc&source=tape&colour=red&errors=maybe&start=-1&_dc=123");
        Assert.AreEqual(400, answer.Status);
        Assert.AreEqual("Parameter verification failed.", answer.Reason);
        Assert.AreEqual("Parameter verification failed.\n", answer.Message);
        Assert.AreEqual("type check ('integer') failed - got 'abc'", answer.Error("limit"));
        Assert.AreEqual("value 'tape' does not have a value in the enumeration 'archive, active, all'", answer.Error("source"));
        Assert.AreEqual("property is not defined in schema and the schema does not allow additional properties", answer.Error("colour"));
        Assert.AreEqual("type check ('boolean') failed - got 'maybe'", answer.Error("errors"));
        Assert.AreEqual("value must have a minimum value of 0", answer.Error("start"));
        Assert.AreEqual(5, answer.Json.GetProperty("errors").EnumerateObject().Count());
    }

    [TestMethod]
    public async Task VmIdOutOfRange_IsRefused()
    {
        await using var server = await ApiTestServer.StartAsync();
        var answer = await server.GetAsync("nodes/testnode/qemu/99/status/current");
        Assert.AreEqual(400, answer.Status);
        Assert.AreEqual("value must have a minimum value of 100", answer.Error("vmid"));
    }

    [TestMethod]
    public async Task MissingGuest_HasTheTextThatClientsMatch()
    {
        await using var server = await ApiTestServer.StartAsync();
        var answer = await server.GetAsync("nodes/testnode/qemu/321/status/current");
        Assert.AreEqual(500, answer.Status);
        Assert.AreEqual("Configuration file 'nodes/testnode/qemu-server/321.conf' does not exist", answer.Reason);
        Assert.Contains("'domar vm list'", answer.Message);
    }

    [TestMethod]
    public async Task MissingStorage_HasTheTextThatClientsMatch()
    {
        await using var server = await ApiTestServer.StartAsync();
        var answer = await server.GetAsync("nodes/testnode/storage/nowhere/content");
        Assert.AreEqual(500, answer.Status);
        Assert.AreEqual("storage 'nowhere' does not exist", answer.Reason);
        Assert.Contains("There are: local", answer.Message);
    }

    [TestMethod]
    public async Task OtherNode_IsRefused_LocalhostIsThisOne()
    {
        await using var server = await ApiTestServer.StartAsync();
        var other = await server.GetAsync("nodes/elsewhere/qemu");
        Assert.AreEqual(500, other.Status);
        Assert.StartsWith("hostname lookup 'elsewhere' failed", other.Reason);
        Assert.AreEqual(200, (await server.GetAsync("nodes/localhost/qemu")).Status);
    }

    [TestMethod]
    public async Task Refusals_MapToStatus()
    {
        await using var server = await ApiTestServer.StartAsync();
        (Exception Failure, int Status)[] cases =
        [
            (new RequestRefusedException(RefusalReason.BadParameter, "x", new Dictionary<string, string> { ["memory"] = "too much" }), 400),
            (new RequestRefusedException(RefusalReason.Conflict, "VM 100 is locked (backup)."), 500),
            (new RequestRefusedException(RefusalReason.Forbidden, "No."), 403),
            (new StoreConflictException("Somebody else changed it."), 500),
        ];
        foreach (var (failure, status) in cases)
        {
            server.Vms.Failure = failure;
            var answer = await server.GetAsync("nodes/testnode/qemu");
            Assert.AreEqual(status, answer.Status, failure.Message);
            Assert.AreEqual(status == 400 ? "Parameter verification failed." : failure.Message, answer.Reason);
        }

        Assert.IsEmpty(server.LogLines.Where(line => line.Contains("failed unexpectedly", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task UnexpectedFailure_TellsTheWholeChain_AndIsLoggedOnce()
    {
        await using var server = await ApiTestServer.StartAsync();
        server.Vms.Failure = new InvalidOperationException("Cannot list VMs", new IOException("disk on fire\nreally"));
        var answer = await server.GetAsync("nodes/testnode/qemu");
        Assert.AreEqual(500, answer.Status);
        Assert.AreEqual("Cannot list VMs: disk on fire; really", answer.Reason);
        Assert.AreEqual("Cannot list VMs: disk on fire; really\n", answer.Message);
        Assert.ContainsSingle(server.LogLines.Where(line => line.Contains("GET /nodes/testnode/qemu for root@pam failed", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task ReasonPhrase_IsPrintableAndShort()
    {
        await using var server = await ApiTestServer.StartAsync();
        server.Vms.Failure = new RequestRefusedException(RefusalReason.Conflict, "Dva gosta: š\u0007" + new string('x', 500));
        var answer = await server.GetAsync("nodes/testnode/qemu");
        Assert.AreEqual("Dva gosta: ??" + new string('x', 187), answer.Reason);
        Assert.StartsWith("Dva gosta: š", answer.Message);
    }

    [TestMethod]
    public async Task ExtJs_Answers200_WithSuccess()
    {
        await using var server = await ApiTestServer.StartAsync();
        var good = await server.GetAsync("/api2/extjs/version");
        Assert.AreEqual(1, good.Json.GetProperty("success").GetInt32());
        Assert.AreEqual("9.2", good.Data.GetProperty("release").GetString());

        var bad = await server.GetAsync("/api2/extjs/cluster/resources?type=tape");
        Assert.AreEqual(200, bad.Status);
        Assert.AreEqual(0, bad.Json.GetProperty("success").GetInt32());
        Assert.AreEqual(400, bad.Json.GetProperty("status").GetInt32());
        Assert.IsNotNull(bad.Error("type"));
    }

    [TestMethod]
    [DataRow("application/json", "{\"forceStop\":true,\"timeout\":7}")]
    [DataRow("application/json", "{\"forceStop\":1,\"timeout\":\"7\",\"_dc\":5,\"skiplock\":null}")]
    [DataRow("application/x-www-form-urlencoded", "forceStop=yes&timeout=%37")]
    [DataRow("application/x-www-form-urlencoded; charset=UTF-8", "&&forceStop=on&timeout=7&")]
    public async Task Parameters_ComeInEveryForm(string type, string body)
    {
        await using var server = await ApiTestServer.StartAsync();
        server.Vms.Guests.Add(FakeVmService.Vm(100, GuestState.Running));
        using var content = new StringContent(body);
        content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(type);
        var answer = await server.CallAsync(HttpMethod.Post, "nodes/testnode/qemu/100/status/shutdown", content);
        Assert.AreEqual(200, answer.Status, answer.Body);
        Assert.IsTrue(server.Vms.LastOptions!.ForceStop);
        Assert.AreEqual(TimeSpan.FromSeconds(7), server.Vms.LastOptions.Timeout);
        Assert.IsFalse(server.Vms.LastOptions.SkipLock);
    }

    [TestMethod]
    [DataRow("application/json", "{\"forceStop\":", "JSON")]
    [DataRow("application/json", "[1]", "object")]
    [DataRow("application/json", "{\"a\":{\"b\":1}}", "'a'")]
    [DataRow("application/json", "{} {}", "JSON")]
    [DataRow("application/x-www-form-urlencoded", "a=%zz", "hex")]
    [DataRow("application/x-www-form-urlencoded", "a=%ff", "UTF-8")]
    public async Task MalformedBody_IsRefused_AndNothingIsDone(string type, string body, string expected)
    {
        await using var server = await ApiTestServer.StartAsync();
        server.Vms.Guests.Add(FakeVmService.Vm(100));
        using var content = new StringContent(body, Encoding.UTF8, type);
        var answer = await server.CallAsync(HttpMethod.Post, "nodes/testnode/qemu/100/status/start", content);
        Assert.AreEqual(400, answer.Status);
        Assert.Contains(expected, answer.Message);
        Assert.IsEmpty(server.Vms.Calls);
    }

    [TestMethod]
    public async Task OtherContentType_IsRefused()
    {
        await using var server = await ApiTestServer.StartAsync();
        server.Vms.Guests.Add(FakeVmService.Vm(100));
        using var content = new StringContent("<a/>", Encoding.UTF8, "text/xml");
        var answer = await server.CallAsync(HttpMethod.Post, "nodes/testnode/qemu/100/status/start", content);
        Assert.AreEqual(415, answer.Status);
        Assert.Contains("'text/xml'", answer.Message);
    }

    [TestMethod]
    public async Task LargeBody_IsRefused()
    {
        await using var server = await ApiTestServer.StartAsync();
        server.Client.DefaultRequestHeaders.ExpectContinue = true;
        using var content = new StringContent("a=" + new string('x', 2 << 20), Encoding.UTF8, "application/x-www-form-urlencoded");
        var answer = await server.CallAsync(HttpMethod.Post, "nodes/testnode/qemu", content);
        Assert.AreEqual(413, answer.Status);
        Assert.Contains("1024 KiB", answer.Message);
    }

    [TestMethod]
    public async Task PathValueGivenAgain_MustAgree()
    {
        await using var server = await ApiTestServer.StartAsync();
        server.Vms.Guests.Add(FakeVmService.Vm(100));
        Assert.AreEqual(200, (await server.PostAsync("nodes/testnode/qemu/100/status/start", ("vmid", "100"))).Status);
        var answer = await server.PostAsync("nodes/testnode/qemu/100/status/start", ("vmid", "101"));
        Assert.AreEqual(400, answer.Status);
        Assert.Contains("'101'", answer.Error("vmid")!);
    }
}
