using Domar.HostTools.Exec;
using Domar.HostTools.Qmp;
using Domar.HostTools.Units;
using Domar.TestKit;

namespace Domar.HostTools.Tests.Qmp;

/// <summary>A real QEMU, supervised as the daemon does it.</summary>
[TestClass]
public sealed class RealQemuTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow("none")]
    [DataRow("pc")]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Starts_Answers_IsAdopted_AndQuits(string machine)
    {
        var token = TestContext.CancellationToken;
        var program = ProgramFinder.Find("qemu-system-x86_64");
        if (program is null)
        {
            Assert.Inconclusive("SKIPPED: qemu-system-x86_64 is not here. Install it with 'apt install qemu-system-x86'.");
        }

        using var folder = new TempFolder();
        var spec = new UnitSpec
        {
            Name = "domar-vm-100.service",
            Program = program!,
            Arguments = ["-S", "-machine", machine, "-accel", "tcg", "-nodefaults", "-display", "none", "-qmp", $"unix:{folder["qmp"]},server=on,wait=off"],
            LogPath = folder["log"],
        };
        using var units = new DirectUnitManager(folder.Path);
        await units.StartAsync(spec, token);
        try
        {
            await using var qmp = await QmpClient.ConnectAsync(folder["qmp"], QmpOptions.Default with { ConnectTimeout = TimeSpan.FromSeconds(60) }, token);
            Assert.IsGreaterThanOrEqualTo(7, qmp.Greeting.Version.Major);
            Assert.AreEqual("prelaunch", (await qmp.ExecuteAsync("query-status", cancellationToken: token)).GetProperty("status").GetString());
            var refused = await Assert.ThrowsExactlyAsync<QmpErrorException>(() => qmp.ExecuteRawAsync("device_del", """{"id":"none"}"""u8.ToArray(), cancellationToken: token));
            Assert.AreEqual("DeviceNotFound", refused.ErrorClass);
            Assert.IsGreaterThan(100_000, (await qmp.ExecuteAsync("query-qmp-schema", timeout: TimeSpan.FromSeconds(60), cancellationToken: token)).GetRawText().Length);

            using (var later = new DirectUnitManager(folder.Path))
            {
                Assert.AreEqual(spec.Name, (await later.ListAsync(token)).Single().Name);
            }

            await qmp.ExecuteAsync("cont", cancellationToken: token);
            Assert.AreEqual("RESUME", (await qmp.Events.ReadAsync(token)).Name);
            await qmp.ExecuteAsync("quit", cancellationToken: token);
            await qmp.Completion.WaitAsync(token);
            Assert.Contains("SHUTDOWN", await qmp.Events.ReadAllAsync(token).Select(item => item.Name).ToArrayAsync(token));
            await units.WaitForExitAsync(spec.Name, token);
            Assert.IsEmpty(await units.ListAsync(token));
        }
        finally
        {
            await units.KillAsync(spec.Name, UnitSignal.Kill, CancellationToken.None);
        }
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task DiesAtStart_ItsWordsAreInTheLogTail()
    {
        var program = ProgramFinder.Find("qemu-system-x86_64");
        if (program is null)
        {
            Assert.Inconclusive("SKIPPED: qemu-system-x86_64 is not here. Install it with 'apt install qemu-system-x86'.");
        }

        using var folder = new TempFolder();
        using var units = new DirectUnitManager(folder.Path);
        await units.StartAsync(new UnitSpec { Name = "a", Program = program!, Arguments = ["-machine", "nonsense"], LogPath = folder["log"] }, TestContext.CancellationToken);

        var exit = await units.WaitForExitAsync("a", TestContext.CancellationToken);

        Assert.AreEqual(1, exit.ExitCode);
        StringAssert.Contains(exit.LogTail, "unsupported machine type");
    }
}
