using System.Threading.Channels;
using Domar.Runtime.Daemon;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Domar.Runtime.Tests.Daemon;

[TestClass]
public class SystemdWatchdogTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow("30000000", "7", 10.0)]
    [DataRow("30000000", null, 10.0)]
    [DataRow("30000000", "8", null)]
    [DataRow("30000000", "x", null)]
    [DataRow("0", "7", null)]
    [DataRow("-1", "7", null)]
    [DataRow("often", "7", null)]
    [DataRow(null, null, null)]
    public void Interval_IsAThirdOfSystemdsLimit_ForThisProcessOnly(string? microseconds, string? processId, double? seconds) =>
        Assert.AreEqual(seconds, SystemdWatchdog.IntervalOf(microseconds, processId, ownProcessId: 7)?.TotalSeconds);

    [TestMethod]
    public async Task AliveApi_IsReported_AtOnceAndAtEachInterval()
    {
        var notifier = new RecordingNotifier();
        var time = new FakeTimeProvider();
        using var watchdog = new SystemdWatchdog(notifier, _ => Task.CompletedTask, Interval, time, NullLogger.Instance);
        await watchdog.StartAsync(TestContext.CancellationToken);
        await notifier.NextAsync(TestContext.CancellationToken);
        time.Advance(Interval);
        await notifier.NextAsync(TestContext.CancellationToken);
        await watchdog.StopAsync(TestContext.CancellationToken);
    }

    [TestMethod]
    public async Task SilentApi_IsNotReported_UntilItAnswersAgain()
    {
        var notifier = new RecordingNotifier();
        var time = new FakeTimeProvider();
        using var probes = new SemaphoreSlim(0);
        var answers = new Queue<bool>([false, false, true]);
        using var watchdog = new SystemdWatchdog(notifier, Probe, Interval, time, NullLogger.Instance);
        await watchdog.StartAsync(TestContext.CancellationToken);
        for (var i = 0; i < 2; i++)
        {
            await probes.WaitAsync(TestContext.CancellationToken);
            Assert.AreEqual(0, notifier.Count);
            time.Advance(Interval);
        }

        await notifier.NextAsync(TestContext.CancellationToken);
        Assert.AreEqual(0, answers.Count);
        await watchdog.StopAsync(TestContext.CancellationToken);

        Task Probe(CancellationToken cancellationToken)
        {
            var answer = answers.Dequeue();
            probes.Release();
            return answer ? Task.CompletedTask : Task.FromException(new IOException("refused"));
        }
    }

    [TestMethod]
    public async Task HungApi_IsGivenUp_AfterOneInterval()
    {
        var time = new FakeTimeProvider();
        var entered = new TaskCompletionSource();
        var left = new TaskCompletionSource();
        using var watchdog = new SystemdWatchdog(new RecordingNotifier(), Probe, Interval, time, NullLogger.Instance);
        await watchdog.StartAsync(TestContext.CancellationToken);
        await entered.Task.WaitAsync(TestContext.CancellationToken);
        time.Advance(Interval);
        await left.Task.WaitAsync(TestContext.CancellationToken);
        await watchdog.StopAsync(TestContext.CancellationToken);

        async Task Probe(CancellationToken cancellationToken)
        {
            entered.TrySetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            finally
            {
                left.TrySetResult();
            }
        }
    }

    private sealed class RecordingNotifier : ISystemdNotifier
    {
        private readonly Channel<ServiceState> _signs = Channel.CreateUnbounded<ServiceState>();

        public bool IsEnabled => true;

        public int Count { get; private set; }

        public void Notify(ServiceState state)
        {
            Assert.AreEqual("WATCHDOG=1", state.ToString());
            Count++;
            Assert.IsTrue(_signs.Writer.TryWrite(state));
        }

        public Task<ServiceState> NextAsync(CancellationToken cancellationToken) => _signs.Reader.ReadAsync(cancellationToken).AsTask();
    }
}
