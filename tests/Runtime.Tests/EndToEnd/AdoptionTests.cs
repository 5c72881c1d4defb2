using System.Diagnostics;
using System.Text.Json;

namespace Domar.Runtime.Tests.EndToEnd;

[TestClass]
public sealed class AdoptionTests
{
    [TestMethod]
    public async Task DaemonKilledAndStartedAgain_AdoptsGuestsUntouched()
    {
        await using var domar = await DomarProcess.StartAsync();
        for (var id = 100; id < 103; id++)
        {
            await TinyVm.CreateAsync(domar, id);
            await domar.RunOkAsync("vm", "start", $"{id}");
        }

        // What is typed before the guest listens is lost, on any serial line.
        await domar.RunOkAsync("vm", "console", "102", "--until", "Domar echo guest", "--timeout", "100");
        var before = await PidsAsync(domar);
        for (var round = 0; round < 3; round++)
        {
            domar.KillDaemon();
            Assert.HasCount(3, domar.GuestPids());
            await domar.StartDaemonAsync();
            CollectionAssert.AreEqual(before, await PidsAsync(domar));
        }

        var status = await domar.WaitForStatusAsync(101, s => s.GetProperty("qmpstatus").GetString() == "running");
        using var process = Process.GetProcessById(status.GetProperty("pid").GetInt32());
        var age = (DateTime.Now - process.StartTime).TotalSeconds;
        Assert.AreEqual(age, status.GetProperty("uptime").GetInt64(), 5, "uptime counts from QEMU's start, not from the daemon's");

        // Adopted guests are under control again.
        await domar.RunOkAsync("vm", "stop", "101");
        Assert.HasCount(2, domar.GuestPids());
        var console = await domar.RunWithInputAsync("still-here", "vm", "console", "102", "--until", "still-here", "--timeout", "100");
        Assert.AreEqual(0, console.ExitCode, console.Error);
    }

    [TestMethod]
    public async Task DaemonKilledDuringStarts_LosesAndDoublesNothing()
    {
        var rounds = int.TryParse(Environment.GetEnvironmentVariable("DOMAR_SOAK_KILLS"), out var wanted) ? wanted : 8;
        var seed = int.TryParse(Environment.GetEnvironmentVariable("DOMAR_SOAK_SEED"), out var given) ? given : Environment.ProcessId;
        var random = new Random(seed);
        await using var domar = await DomarProcess.StartAsync();
        for (var id = 100; id < 104; id++)
        {
            await TinyVm.CreateAsync(domar, id);
        }

        for (var round = 0; round < rounds; round++)
        {
            var requests = Enumerable.Range(100, 4).Select(id => domar.RunAsync("vm", random.Next(2) == 0 ? "start" : "stop", $"{id}", "--detach")).ToList();
            await Task.WhenAny(requests);
            for (var spin = random.Next(2000); spin > 0; spin--)
            {
                Thread.SpinWait(1000);
            }

            domar.KillDaemon();
            await Task.WhenAll(requests);
            await domar.StartDaemonAsync();
            var guests = domar.GuestPids();
            var listed = (await PidsAsync(domar)).Where(pid => pid != 0).ToList();
            Assert.AreEqual(guests.Count, guests.Distinct().Count());
            foreach (var pid in listed)
            {
                CollectionAssert.Contains(guests.ToList(), pid, $"seed {seed}, round {round}: a listed guest has no process");
            }

            foreach (var id in Enumerable.Range(100, 4))
            {
                StringAssert.Contains(await File.ReadAllTextAsync(domar.ConfigPath(id)), $"name: tiny{id}", $"seed {seed}, round {round}");
            }
        }

        foreach (var id in Enumerable.Range(100, 4))
        {
            await domar.RunOkAsync("vm", "stop", $"{id}");
        }

        Assert.IsEmpty(domar.GuestPids(), $"seed {seed}: QEMUs that nobody knows");
    }

    private static async Task<List<int>> PidsAsync(DomarProcess domar)
    {
        using var list = JsonDocument.Parse(await domar.RunOkAsync("vm", "list", "--json"));
        return [.. list.RootElement.EnumerateArray().OrderBy(vm => vm.GetProperty("vmid").GetInt32())
            .Select(vm => vm.TryGetProperty("pid", out var pid) ? pid.GetInt32() : 0)];
    }
}
