using Domar.Runtime.Report;
using Domar.Runtime.Tests.Api;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Domar.Runtime.Tests.Report;

[TestClass]
public sealed class ReportTests
{
    [TestMethod]
    public async Task Report_HasItsSections_WithoutSecrets()
    {
        await using var server = await ApiTestServer.StartAsync();
        server.Vms.Guests.Add(FakeVmService.Vm(100) with { Problem = "its disk is gone" });
        server.Store.Files["nodes/testnode/qemu-server/100.conf"] = "name: web\ncipassword: geheim1\nsshkeys: geheim2\nargs: -S -vnc :1,password=geheim3\n";
        server.Store.Files["storage.cfg"] = "cifs: nas\n\tserver nas\n\tpassword geheim4\n\tencryption-key geheim5\n";
        server.Tasks.Add("qmstart", "100", "disk is full", "root@pam", "first line", "token=geheim6 last line");
        var answer = await server.GetAsync("domar/report");
        var report = answer.Data.GetString()!;
        foreach (var wanted in new[]
        {
            "domar: 0.1.0", "accelerator: tcg (/dev/kvm does not exist)", "kernel: Linux 6.12.0", "local: dir, images,iso", "not active: the server does not answer",
            "100 vm100: Stopped", "its disk is gone", "name: web", "args: -S -vnc :1,password=***", "server nas", "root@pam: disk is full", "first line", "last line",
        })
        {
            Assert.Contains(wanted, report);
        }

        Assert.DoesNotContain("geheim", report);
        Assert.AreEqual(report.Split('\n')[0], (await server.GetAsync("nodes/testnode/report")).Data.GetString()!.Split('\n')[0]);
    }

    [TestMethod]
    public async Task SectionThatFails_SaysWhy_AndTheOthersAreThere()
    {
        await using var server = await ApiTestServer.StartAsync();
        server.Vms.Failure = new InvalidOperationException("guests are out");
        server.Storages.IsFailing = true;
        var report = (await server.GetAsync("domar/report")).Data.GetString()!;
        Assert.Contains("==== guests ====\nThis section could not be made: guests are out\n", report);
        Assert.Contains("==== storages ====\nThis section could not be made: Storage 'local' cannot be read: Input/output error", report);
        Assert.Contains("==== log of the daemon ====", report);
    }

    [TestMethod]
    public async Task LongSections_AreCut()
    {
        await using var server = await ApiTestServer.StartAsync();
        server.Store.Files["storage.cfg"] = new string('x', 1_000_000);
        var report = (await server.GetAsync("domar/report")).Data.GetString()!;
        Assert.IsLessThan(300_000, report.Length);
        Assert.Contains("characters more", report);
    }

    [TestMethod]
    [DataRow("cipassword: a b", "cipassword: ***")]
    [DataRow("CIPASSWORD:x", "CIPASSWORD: ***")]
    [DataRow("\tpassword geheim", "\tpassword ***")]
    [DataRow("#password: geheim", "#password: ***")]
    [DataRow("vga: std,password=a,memory=16", "vga: std,password=***,memory=16")]
    [DataRow("args: -x password=a -y Password=b", "args: -x password=*** -y Password=***")]
    [DataRow("args: -x password=", "args: -x password=***")]
    [DataRow("name: passwords", "name: passwords")]
    [DataRow("", "")]
    [DataRow("# ", "# ")]
    public void Secrets_AreMasked(string line, string expected)
    {
        Assert.AreEqual(expected, SecretMask.Apply(line));
        Assert.AreEqual($"a: b\n{expected}\n", SecretMask.Apply($"a: b\n{line}\n"));
    }

    [TestMethod]
    public void RecentLog_KeepsTheLast_OfBoundedLength()
    {
        using var log = new RecentLog(new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)));
        var logger = log.CreateLogger("Domar.Runtime.Things");
        for (var i = 0; i < 1000; i++)
        {
            logger.Log(LogLevel.Warning, default, i, new IOException("no\nspace"), (number, _) => $"thing {number} " + new string('x', i == 999 ? 5000 : 0));
        }

        logger.Log(LogLevel.Debug, default, 0, null, (_, _) => "chatter");
        Assert.HasCount(300, log.Lines);
        Assert.AreEqual("2026-01-02 03:04:05 Warning Things: thing 700 : no | space", log.Lines[0]);
        Assert.AreEqual(400, log.Lines[^1].Length);
    }
}
