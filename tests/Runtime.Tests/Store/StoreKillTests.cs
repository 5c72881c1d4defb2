using System.Diagnostics;
using System.Globalization;
using Domar.Runtime.Store;
using Domar.StoreWriter;
using Domar.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Domar.Runtime.Tests.Store;

[TestClass]
public sealed class StoreKillTests
{
    private const string Path = "nodes/pve1/qemu-server/100.conf";

    public TestContext TestContext { get; set; } = null!;

    /// <summary>DOMAR_SOAK_KILLS sets how many; `make soak` asks for 1000.</summary>
    [TestMethod]
    public async Task KilledAtAnyMoment_EveryConfirmedTextIsThere_AndWhole()
    {
        var kills = int.Parse(Environment.GetEnvironmentVariable("DOMAR_SOAK_KILLS") ?? "20", CultureInfo.InvariantCulture);
        var random = new Random(20);
        using var folder = new TempFolder();
        var writes = 0;
        for (var kill = 0; kill < kills; kill++)
        {
            var confirmed = await RunAndKillAsync(folder.Path, random.Next(0, 40), random.Next(0, 3000));

            await using var host = StoreHost.Open(folder.Path, NullLogger<StoreHost>.Instance, TimeProvider.System);
            var generation = Generations.Of(host.Store.Read(Path)!.Text);
            // The kill may have come after the rename and before the confirmation.
            Assert.IsTrue(generation == confirmed || generation == confirmed + 1, $"kill {kill}: confirmed {confirmed}, found {generation}");
            Assert.HasCount(1, Directory.GetFiles(folder["nodes"], "*", SearchOption.AllDirectories), $"kill {kill} left a temporary file");
            writes = generation!.Value + 1;
        }

        TestContext.WriteLine($"{kills} kills, {writes} writes");
        Assert.IsGreaterThan(kills, writes);
    }

    private async Task<int> RunAndKillAsync(string folder, int moreWrites, int moreMicroseconds)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet")
        {
            ArgumentList = { System.IO.Path.Combine(AppContext.BaseDirectory, "StoreWriter.dll"), folder, Path },
            RedirectStandardOutput = true,
        })!;
        var confirmed = -1;
        while (await process.StandardOutput.ReadLineAsync(TestContext.CancellationToken) is { } line)
        {
            confirmed = int.Parse(line, CultureInfo.InvariantCulture);
            if (moreWrites-- == 0)
            {
                // A write takes about a millisecond: the kill falls anywhere into the next one or two.
                var start = Stopwatch.GetTimestamp();
                SpinWait.SpinUntil(() => Stopwatch.GetElapsedTime(start) >= TimeSpan.FromMicroseconds(moreMicroseconds));
                process.Kill();
            }
        }

        await process.WaitForExitAsync(TestContext.CancellationToken);
        Assert.AreNotEqual(-1, confirmed, "The writer wrote nothing.");
        return confirmed;
    }
}
