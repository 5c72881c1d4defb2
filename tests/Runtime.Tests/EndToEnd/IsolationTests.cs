using System.Diagnostics;
using System.Globalization;

namespace Domar.Runtime.Tests.EndToEnd;

[TestClass]
public sealed class IsolationTests
{
    [TestMethod]
    public async Task OneOfTwentyHangs_BecomesUnresponsive_AndDelaysNobody()
    {
        const int Count = 20;
        await using var domar = await DomarProcess.StartAsync();
        for (var id = 100; id < 100 + Count; id++)
        {
            await TinyVm.CreateAsync(domar, id);
            await domar.RunOkAsync("vm", "start", id.ToString(CultureInfo.InvariantCulture));
        }

        var pid = (await domar.StatusAsync(105)).GetProperty("pid").GetInt32();
        Signal("STOP", pid);
        var clock = Stopwatch.StartNew();
        try
        {
            var slowestCall = TimeSpan.Zero;
            while (true)
            {
                var call = Stopwatch.StartNew();
                var list = await domar.RunOkAsync("vm", "list");
                slowestCall = call.Elapsed > slowestCall ? call.Elapsed : slowestCall;
                var other = Stopwatch.StartNew();
                Assert.AreEqual("running", (await domar.StatusAsync(106)).GetProperty("qmpstatus").GetString());
                slowestCall = other.Elapsed > slowestCall ? other.Elapsed : slowestCall;
                if (list.Contains("unresponsive", StringComparison.Ordinal))
                {
                    break;
                }

                Assert.IsLessThan(TimeSpan.FromSeconds(50), clock.Elapsed, "it never became unresponsive: " + list);
            }

            // The bar is 5 s on a quiet machine; the test's own limit leaves room for a loaded one.
            Assert.IsLessThan(TimeSpan.FromSeconds(20), clock.Elapsed);
            Assert.IsLessThan(TimeSpan.FromSeconds(4), slowestCall, "a hung guest delays others");

            var shutdown = await domar.RunAsync("vm", "shutdown", "105");
            Assert.AreEqual(1, shutdown.ExitCode);
            StringAssert.Contains(shutdown.Error, "does not answer");
            await domar.RunOkAsync("vm", "stop", "106");
        }
        finally
        {
            Signal("CONT", pid);
        }

        await domar.WaitForStatusAsync(105, status => status.GetProperty("qmpstatus").GetString() == "running");
        Signal("STOP", pid);
        await domar.RunOkAsync("vm", "stop", "105");
        Assert.HasCount(Count - 2, domar.GuestPids());
    }

    private static void Signal(string signal, int pid) =>
        Process.Start("kill", [$"-{signal}", pid.ToString(CultureInfo.InvariantCulture)]).WaitForExit();
}
