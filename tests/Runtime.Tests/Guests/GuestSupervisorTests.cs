using CsCheck;
using Domar.Core.Guests;
using Domar.Core.Primitives;
using Domar.HostTools.Units;
using Domar.Runtime.Guests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Domar.Runtime.Tests.Guests;

[TestClass]
public sealed class GuestSupervisorTests
{
    private static readonly GuestTimings Quick = new()
    {
        PingInterval = TimeSpan.FromMilliseconds(10),
        PingDeadline = TimeSpan.FromMilliseconds(200),
        QuitDeadline = TimeSpan.FromSeconds(10),
    };

    public required TestContext TestContext { get; init; }

    private CancellationToken Deadline => TestContext.CancellationToken;

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Start_Succeeds_Runs()
    {
        await using var qemu = new FakeQemu();
        await using var supervisor = NewSupervisor();
        await StartAsync(supervisor, qemu);
        Assert.AreEqual(GuestState.Running, supervisor.Snapshot.State);
        Assert.AreEqual("running", supervisor.Snapshot.QmpStatus);
        Assert.AreEqual(4711, supervisor.Snapshot.Pid);
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Start_Fails_StopsWithTheReason()
    {
        await using var supervisor = NewSupervisor();
        var start = supervisor.RequestAsync(GuestRequestKind.Start, (_, _) => throw new InvalidOperationException("no disk"), Deadline);
        await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => start);
        Assert.AreEqual(GuestState.Stopped, supervisor.Snapshot.State);
        Assert.AreEqual("no disk", supervisor.Snapshot.Problem);
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Start_WhileRunning_IsRefused()
    {
        await using var qemu = new FakeQemu();
        await using var supervisor = NewSupervisor();
        await StartAsync(supervisor, qemu);
        var again = supervisor.RequestAsync(GuestRequestKind.Start, (_, _) => Task.CompletedTask, Deadline);
        var refusal = await Assert.ThrowsExactlyAsync<RequestRefusedException>(() => again);
        Assert.AreEqual("VM 100 already running", refusal.Message);
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Stop_DuringStart_CancelsIt()
    {
        await using var supervisor = NewSupervisor();
        var begun = new TaskCompletionSource();
        var start = supervisor.RequestAsync(
            GuestRequestKind.Start,
            async (_, ct) =>
            {
                begun.SetResult();
                await Task.Delay(Timeout.Infinite, ct);
            },
            Deadline);
        await begun.Task;
        var done = await supervisor.RequestAsync(GuestRequestKind.Stop, (_, _) => Task.CompletedTask, Deadline);
        Assert.IsFalse(done, "nothing was left to stop");
        await Assert.ThrowsAsync<OperationCanceledException>(() => start);
        Assert.AreEqual(GuestState.Stopped, supervisor.Snapshot.State);
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Silence_IsUnresponsive_UntilItAnswers()
    {
        await using var qemu = new FakeQemu();
        await using var supervisor = NewSupervisor();
        await StartAsync(supervisor, qemu);
        qemu.FallSilent();
        var silent = await supervisor.WaitForAsync(snapshot => snapshot.State is GuestState.Unresponsive, Deadline);
        StringAssert.Contains(silent.Problem, "does not answer");
        qemu.AnswerAgain();
        var back = await supervisor.WaitForAsync(snapshot => snapshot.State is GuestState.Running, Deadline);
        Assert.IsNull(back.Problem);
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Process_EndsByItself_StopsWithItsLastWords()
    {
        await using var qemu = new FakeQemu();
        await using var supervisor = NewSupervisor();
        await StartAsync(supervisor, qemu);
        qemu.Die(new UnitExit(null, 11, "last words"));
        var stopped = await supervisor.WaitForAsync(snapshot => snapshot.State is GuestState.Stopped, Deadline);
        StringAssert.Contains(stopped.Problem, "signal 11");
        StringAssert.Contains(stopped.Problem, "last words");
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Guest_PowersOff_QemuIsToldToQuit()
    {
        await using var qemu = new FakeQemu();
        await using var supervisor = NewSupervisor();
        await StartAsync(supervisor, qemu);
        qemu.SendEvent("SHUTDOWN");
        var stopped = await supervisor.WaitForAsync(snapshot => snapshot.State is GuestState.Stopped, Deadline);
        Assert.IsNull(stopped.Problem);
        CollectionAssert.Contains(qemu.Commands.ToList(), "quit");
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Guest_PoweredOffWhileNobodyListened_QemuIsToldToQuit()
    {
        await using var qemu = new FakeQemu { RunState = "shutdown" };
        await using var supervisor = NewSupervisor();
        var session = qemu.NewSession(Quick);
        supervisor.Post(new Launched(session, adopted: true));
        session.StartMonitoring(e => supervisor.Post(e));
        await supervisor.WaitForAsync(snapshot => snapshot.State is GuestState.Stopped && qemu.Commands.Contains("quit"), Deadline);
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task ShutdownGivenUp_RunsAgain()
    {
        await using var qemu = new FakeQemu();
        await using var supervisor = NewSupervisor();
        var session = await StartAsync(supervisor, qemu);
        await supervisor.RequestAsync(GuestRequestKind.Shutdown, (_, _) => Task.CompletedTask, Deadline);
        Assert.AreEqual(GuestState.Stopping, supervisor.Snapshot.State);
        supervisor.Post(new ShutdownGivenUp(session));
        await supervisor.WaitForAsync(snapshot => snapshot.State is GuestState.Running, Deadline);
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task TooManyRequests_AreRefused_NotQueuedWithoutEnd()
    {
        await using var supervisor = NewSupervisor();
        var release = new TaskCompletionSource();
        var requests = Enumerable.Range(0, GuestMailbox.MaxRequests)
            .Select(_ => supervisor.RequestAsync(GuestRequestKind.Configure, (_, _) => release.Task, Deadline)).ToList();
        Assert.ThrowsExactly<RequestRefusedException>(() =>
        {
            _ = supervisor.RequestAsync(GuestRequestKind.Configure, (_, _) => Task.CompletedTask, Deadline);
        });
        release.SetResult();
        await Task.WhenAll(requests);
        await supervisor.RequestAsync(GuestRequestKind.Configure, (_, _) => Task.CompletedTask, Deadline);
    }

    /// <summary>Whatever happens in whatever order: requests end, one start at a time, and a stop stops.</summary>
    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task RandomSequences_AlwaysComeToRest() => await Gen.Int[0, 6].Array[1, 30].SampleAsync(
        async actions =>
        {
            await using var supervisor = NewSupervisor();
            var qemus = new List<FakeQemu>();
            var requests = new List<Task>();
            var starting = 0;
            foreach (var action in actions)
            {
                switch (action)
                {
                    case 0 or 1:
                        requests.Add(supervisor.RequestAsync(
                            GuestRequestKind.Start,
                            async (_, ct) =>
                            {
                                Assert.AreEqual(1, Interlocked.Increment(ref starting));
                                try
                                {
                                    var qemu = new FakeQemu();
                                    lock (qemus)
                                    {
                                        qemus.Add(qemu);
                                    }

                                    await LaunchAsync(supervisor, qemu, ct);
                                }
                                finally
                                {
                                    Interlocked.Decrement(ref starting);
                                }
                            },
                            Deadline));
                        break;
                    case 2:
                        requests.Add(StopAsync(supervisor));
                        break;
                    case 3:
                        requests.Add(supervisor.RequestAsync(GuestRequestKind.Reset, (session, ct) => ((VmSession)session!).Qmp.ExecuteAsync("system_reset", cancellationToken: ct), Deadline));
                        break;
                    case 4:
                        lock (qemus)
                        {
                            qemus.LastOrDefault()?.Die(new UnitExit(1, null, "died"));
                        }

                        break;
                    case 5:
                        requests.Add(supervisor.RequestAsync(GuestRequestKind.Configure, async (_, _) => await Task.Yield(), Deadline));
                        break;
                    default:
                        await Task.Yield();
                        break;
                }
            }

            await Task.WhenAll(requests.Select(request => request.ContinueWith(_ => { }, TaskScheduler.Default)));
            await StopAsync(supervisor);
            Assert.AreEqual(GuestState.Stopped, supervisor.Snapshot.State);
            foreach (var qemu in qemus)
            {
                await qemu.DisposeAsync();
            }
        },
        iter: 60);

    private Task<bool> StopAsync(GuestSupervisor supervisor) => supervisor.RequestAsync(
        GuestRequestKind.Stop,
        async (session, ct) =>
        {
            if (session is not null)
            {
                await ((Task)((VmSession)session).Qmp.ExecuteAsync("quit", cancellationToken: ct)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await session.Exit.WaitAsync(ct);
            }
        },
        Deadline);

    private async Task<VmSession> StartAsync(GuestSupervisor supervisor, FakeQemu qemu)
    {
        VmSession? session = null;
        await supervisor.RequestAsync(GuestRequestKind.Start, async (_, ct) => session = await LaunchAsync(supervisor, qemu, ct), Deadline);
        return session!;
    }

    /// <summary>What VmLauncher does, without a host.</summary>
    private static async Task<VmSession> LaunchAsync(GuestSupervisor supervisor, FakeQemu qemu, CancellationToken cancellationToken)
    {
        var session = qemu.NewSession(Quick);
        supervisor.Post(new Launched(session, adopted: false));
        try
        {
            await session.ConnectAsync(TimeSpan.FromSeconds(30), cancellationToken);
            supervisor.Post(new Answered(session, await session.QueryStatusAsync(TimeSpan.FromSeconds(30), cancellationToken)));
            session.StartMonitoring(e => supervisor.Post(e));
            return session;
        }
        catch
        {
            session.EndIsWanted = true;
            qemu.Die(new UnitExit(null, 9, ""));
            supervisor.Post(new UnitExited(session, await session.Exit));
            throw;
        }
    }

    private static GuestSupervisor NewSupervisor() => new(GuestKind.Qemu, new GuestId(100), NullLogger.Instance);
}
