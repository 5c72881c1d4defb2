using Domar.Core.Tasks;
using Domar.Runtime.Firmware;

namespace Domar.Runtime.Tests.Api;

[TestClass]
public sealed class FirmwareTests
{
    private const string Root = "nodes/testnode/firmware";

    [TestMethod]
    public async Task Status_IsWhatTheHelperAnswers()
    {
        await using var server = await ApiTestServer.StartAsync();
        server.Firmware.Answer = """{"running":"a","slots":[]}""";
        Assert.AreEqual("""{"data":{"running":"a","slots":[]}}""", (await server.GetAsync(Root)).Body);
        Assert.AreEqual(FirmwareAction.Status, server.Firmware.Requests.Single().Action);
    }

    [TestMethod]
    public async Task Install_IsATask_WithTheHelpersLog()
    {
        await using var server = await ApiTestServer.StartAsync();
        var answer = await server.PostAsync(Root + "/install", ("file", "/root/domar.iso"), ("reboot", "1"));
        Assert.IsTrue(Upid.TryParse(answer.Data.GetString(), out var upid), answer.Body);
        Assert.AreEqual("fwinstall", upid.Type);
        Assert.AreEqual(new FirmwareRequest(FirmwareAction.Install) { File = "/root/domar.iso", Reboot = true }, server.Firmware.Requests.Single());
        CollectionAssert.AreEqual(new[] { "at work", "WARN: look out" }, server.Tasks.ReadLog(upid, 0, 2).Lines.ToArray());
    }

    [TestMethod]
    public async Task Install_NeedsAnAbsolutePath()
    {
        await using var server = await ApiTestServer.StartAsync();
        Assert.AreEqual("is no absolute path", (await server.PostAsync(Root + "/install", ("file", "domar.iso"))).Error("file"));
        Assert.AreEqual(400, (await server.PostAsync(Root + "/install")).Status);
        Assert.IsEmpty(server.Firmware.Requests);
    }

    [TestMethod]
    public async Task Rollback_IsATask_ConfirmAndReset_AreNot()
    {
        await using var server = await ApiTestServer.StartAsync();
        Assert.IsTrue(Upid.TryParse((await server.PostAsync(Root + "/rollback")).Data.GetString(), out _));
        server.Firmware.Answer = "\"Slot B is marked good.\"";
        Assert.AreEqual("Slot B is marked good.", (await server.PostAsync(Root + "/confirm")).Data.GetString());
        server.Firmware.Answer = "null";
        Assert.AreEqual(200, (await server.PostAsync(Root + "/reset", ("guests", "keep"))).Status);
        Assert.AreEqual(200, (await server.PostAsync(Root + "/reset", ("guests", "remove"))).Status);
        CollectionAssert.AreEqual(new[] { false, false, true, false }, server.Firmware.Requests.Select(static request => request.KeepGuests).ToArray());
    }

    [TestMethod]
    public async Task Reset_MustSayWhatBecomesOfGuests()
    {
        await using var server = await ApiTestServer.StartAsync();
        Assert.AreEqual(400, (await server.PostAsync(Root + "/reset")).Status);
        Assert.AreEqual(400, (await server.PostAsync(Root + "/reset", ("guests", "perhaps"))).Status);
        Assert.IsEmpty(server.Firmware.Requests);
    }

    [TestMethod]
    [DataRow("GET", "")]
    [DataRow("POST", "/install?file=/x.iso")]
    [DataRow("POST", "/rollback")]
    [DataRow("POST", "/confirm")]
    [DataRow("POST", "/reset?guests=keep")]
    public async Task WhereThereAreNoSlots_EveryMethodSaysSo_AndMakesNoTask(string method, string path)
    {
        await using var server = await ApiTestServer.StartAsync();
        server.Firmware.Refusal = "There are no firmware slots to look after: this system runs live.";
        var parts = path.Split('?');
        using var content = method == "POST" ? new StringContent(parts.Length > 1 ? parts[1] : "", null, "application/x-www-form-urlencoded") : null;
        var answer = await server.CallAsync(new HttpMethod(method), Root + parts[0], content);
        Assert.AreEqual((500, "There are no firmware slots to look after: this system runs live."), (answer.Status, answer.Message.TrimEnd('\n')));
        Assert.IsEmpty(server.Tasks.List(new Runtime.Tasks.TaskFilter { Limit = 10 }));
    }
}
