using Domar.Core.Tasks;
using Domar.HostTools.Files;
using Domar.Runtime.Tasks;
using Domar.TestKit;
using Domar.TestKit.Files;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Domar.Runtime.Tests.Tasks;

[TestClass]
public sealed class TaskRunnerTests : IDisposable
{
    private const string User = "root@pam";

    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeSeconds(0x65F00D0A));

    public TestContext TestContext { get; set; } = null!;

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public async Task Work_LogsAndEndsOk_InProxmoxsPlaces()
    {
        await using var tasks = Open();

        var upid = tasks.Start("qmstart", "100", User, (task, _) =>
        {
            task.Log("one\ntwo");
            task.Progress(0.5);
            _time.Advance(TimeSpan.FromSeconds(3));
            return Task.CompletedTask;
        });
        var record = await EndAsync(tasks, upid);

        Assert.AreEqual("OK", record.ExitStatus);
        Assert.AreEqual(0x65F00D0D, record.EndTime);
        Assert.AreEqual(0.5, record.Progress);
        Assert.IsFalse(record.IsFailed);
        Assert.AreEqual((uint)0x65F00D0A, upid.StartTime);
        CollectionAssert.AreEqual(new[] { "one", "two", "TASK OK" }, File.ReadAllLines(_folder[$"tasks/A/{upid}"]));
        Assert.AreEqual($"{upid} 65F00D0D OK\n", File.ReadAllText(_folder["tasks/index"]));
    }

    [TestMethod]
    public async Task Work_ThatThrows_EndsWithTheChainOfMessagesOnce()
    {
        await using var tasks = Open();

        var upid = tasks.Start("qmstart", "100", User, (_, _) => throw new IOException(
            "Cannot start VM 100", new IOException("QEMU ended: no such file.", new IOException("no such file"))));
        var record = await EndAsync(tasks, upid);

        Assert.AreEqual("Cannot start VM 100: QEMU ended: no such file", record.ExitStatus);
        Assert.IsTrue(record.IsFailed);
        Assert.AreEqual("TASK ERROR: Cannot start VM 100: QEMU ended: no such file", tasks.ReadLog(upid, 0, 0).Lines[^1]);
    }

    [TestMethod]
    [DataRow("OK", "failed: OK")]
    [DataRow("WARNINGS: 1", "failed: WARNINGS: 1")]
    [DataRow("a\nb\u001b[2J", "a; b [2J")]
    [DataRow("It is full. Free space.", "It is full. Free space.")]
    public async Task Failure_NeverLooksLikeSuccess_AndIsOneLine(string message, string status)
    {
        await using var tasks = Open();
        var upid = tasks.Start("qmstart", "100", User, (_, _) => throw new IOException(message));
        Assert.AreEqual(status, (await EndAsync(tasks, upid)).ExitStatus);
        await tasks.DisposeAsync();
        await using var again = Open();
        Assert.AreEqual(status, again.Find(upid)!.ExitStatus);
        Assert.IsTrue(again.Find(upid)!.IsFailed);
    }

    [TestMethod]
    public async Task Warnings_AreCounted_AndAreNoFailure()
    {
        await using var tasks = Open();
        var upid = tasks.Start("qmdestroy", "100", User, (task, _) =>
        {
            task.Warn("a volume was gone already");
            task.Warn("another");
            return Task.CompletedTask;
        });

        var record = await EndAsync(tasks, upid);

        Assert.AreEqual("WARNINGS: 2", record.ExitStatus);
        Assert.IsFalse(record.IsFailed);
        Assert.AreEqual("TASK WARNINGS: 2", tasks.ReadLog(upid, 0, 0).Lines[^1]);
    }

    [TestMethod]
    public async Task Stop_CancelsTheWork_AndNamesTheUser()
    {
        await using var tasks = Open();
        var upid = tasks.Start("qmshutdown", "100", User, (_, stop) => Task.Delay(Timeout.Infinite, stop));
        Assert.IsTrue(tasks.Find(upid)!.IsRunning);

        Assert.IsTrue(tasks.Stop(upid, "eve@pve"));
        var record = await EndAsync(tasks, upid);

        Assert.AreEqual("stopped by user", record.ExitStatus);
        CollectionAssert.AreEqual(new[] { "stop requested by eve@pve", "TASK ERROR: stopped by user" }, tasks.ReadLog(upid, 0, 0).Lines.ToArray());
        Assert.IsFalse(tasks.Stop(upid, User));
    }

    [TestMethod]
    public async Task TasksInOneSecond_HaveDifferentIds_AndListNewestFirst()
    {
        await using var tasks = Open();
        var started = Enumerable.Range(0, 200).Select(_ => tasks.Start("qmstart", "100", User, (_, _) => Task.CompletedTask)).ToList();
        foreach (var upid in started)
        {
            await EndAsync(tasks, upid);
        }

        Assert.HasCount(200, started.Distinct());
        started.Reverse();
        CollectionAssert.AreEqual(started, tasks.List(new TaskFilter { Limit = 1000 }).Select(task => task.Upid).ToList());
        CollectionAssert.AreEqual(started[10..15], tasks.List(new TaskFilter { Start = 10, Limit = 5 }).Select(task => task.Upid).ToList());
    }

    [TestMethod]
    public async Task List_Filters()
    {
        await using var tasks = Open();
        var failed = tasks.Start("qmstart", "100", User, (_, _) => throw new IOException("no"));
        await EndAsync(tasks, failed);
        _time.Advance(TimeSpan.FromMinutes(1));
        var good = tasks.Start("qmstop", "101", "eve@pve", (_, _) => Task.CompletedTask);
        await EndAsync(tasks, good);
        _time.Advance(TimeSpan.FromMinutes(1));
        var running = tasks.Start("qmshutdown", "102", User, (_, stop) => Task.Delay(Timeout.Infinite, stop));

        Assert.AreEqual("qmshutdown qmstop qmstart", Types(new TaskFilter()));
        Assert.AreEqual("qmstart", Types(new TaskFilter { GuestId = "100" }));
        Assert.AreEqual("qmstop", Types(new TaskFilter { Type = "qmstop" }));
        Assert.AreEqual("qmstop", Types(new TaskFilter { User = "eve" }));
        Assert.AreEqual("qmstart", Types(new TaskFilter { ErrorsOnly = true }));
        Assert.AreEqual("qmshutdown", Types(new TaskFilter { Running = true }));
        Assert.AreEqual("qmstop qmstart", Types(new TaskFilter { Running = false }));
        Assert.AreEqual("qmshutdown qmstop", Types(new TaskFilter { Since = good.StartTime }));
        Assert.AreEqual("qmstop qmstart", Types(new TaskFilter { Until = good.StartTime }));
        Assert.AreEqual("", Types(new TaskFilter { Limit = 0 }));
        Assert.IsTrue(tasks.Stop(running, User));

        string Types(TaskFilter filter) => string.Join(' ', tasks.List(filter).Select(task => task.Upid.Type));
    }

    [TestMethod]
    public async Task DaemonStops_RunningTasksAreCancelled_AndNewOnesRefused()
    {
        var tasks = Open();
        var upid = tasks.Start("qmshutdown", "100", User, (_, stop) => Task.Delay(Timeout.Infinite, stop));

        await tasks.DisposeAsync();

        Assert.ThrowsExactly<ObjectDisposedException>(() => tasks.Start("x", "", User, (_, _) => Task.CompletedTask));
        await using var again = Open();
        Assert.AreEqual("interrupted: the daemon was stopped", again.Find(upid)!.ExitStatus);
    }

    [TestMethod]
    public async Task DaemonStops_WorkThatDoesNotListen_IsNotWaitedForForever()
    {
        var tasks = Open();
        var never = new TaskCompletionSource();
        var upid = tasks.Start("qmshutdown", "100", User, (_, _) => never.Task);

        var stopping = tasks.DisposeAsync().AsTask();
        Assert.IsFalse(stopping.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(11));
        await stopping.WaitAsync(TimeSpan.FromSeconds(30), TestContext.CancellationToken);

        await using var again = Open();
        Assert.AreEqual("unexpected status", again.Find(upid)!.ExitStatus);
    }

    [TestMethod]
    public async Task DaemonWasKilled_TasksThatRanEndAsUnexpected_OthersKeepTheirs()
    {
        Upid done, cut, unlisted;
        await using (var tasks = Open())
        {
            done = tasks.Start("qmstart", "100", User, (_, _) => throw new IOException("no disk"));
            await EndAsync(tasks, done);
            cut = done with { ProcessStart = done.ProcessStart + 1 };
            unlisted = done with { ProcessStart = done.ProcessStart + 2 };
        }

        // What a kill leaves: a log without a last line; a log with one whose index line was not written; half an index line.
        await File.WriteAllTextAsync(_folder[$"tasks/A/{cut}"], "working\nTASK O", TestContext.CancellationToken);
        await File.WriteAllTextAsync(_folder[$"tasks/A/{unlisted}"], "working\nTASK OK\n", TestContext.CancellationToken);
        await File.AppendAllTextAsync(_folder["tasks/index"], $"{unlisted} 65F0", TestContext.CancellationToken);

        for (var start = 0; start < 3; start++)
        {
            await using var again = Open();
            Assert.AreEqual("no disk", again.Find(done)!.ExitStatus);
            Assert.AreEqual("unexpected status", again.Find(cut)!.ExitStatus);
            Assert.AreEqual("OK", again.Find(unlisted)!.ExitStatus);
            Assert.HasCount(3 + start, again.List(new TaskFilter()));
            CollectionAssert.AreEqual(new[] { "working", "TASK O" }, again.ReadLog(cut, 0, 0).Lines.ToArray());
            await EndAsync(again, again.Start("x", "", User, (_, _) => Task.CompletedTask));
        }
    }

    [TestMethod]
    public async Task ReadLog_Pages_AlsoWhileTheTaskRuns()
    {
        await using var tasks = Open();
        var logged = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        var upid = tasks.Start("qmclone", "100", User, async (task, _) =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                task.Log($"line {i} žć");
            }

            logged.SetResult();
            await go.Task;
        });
        await logged.Task.WaitAsync(TestContext.CancellationToken);

        var (lines, total) = tasks.ReadLog(upid, 9_998, 50);
        Assert.AreEqual(10_000, total);
        CollectionAssert.AreEqual(new[] { "line 9998 žć", "line 9999 žć" }, lines.ToArray());
        CollectionAssert.AreEqual(new[] { "line 5000 žć" }, tasks.ReadLog(upid, 5_000, 1).Lines.ToArray());
        Assert.IsEmpty(tasks.ReadLog(upid, 20_000, 1).Lines);

        go.SetResult();
        await EndAsync(tasks, upid);
        Assert.AreEqual(10_001, tasks.ReadLog(upid, 0, 1).Total);
        Assert.AreEqual((0, 0), (tasks.ReadLog(upid with { Id = "101" }, 0, 0).Lines.Count, tasks.ReadLog(upid with { Id = "101" }, 0, 0).Total));
    }

    [TestMethod]
    public async Task Log_IsCapped_ButItsOutcomeIsWritten_AndControlCharactersAreNot()
    {
        await using var tasks = Open(new TaskRunnerOptions { MaxLogBytes = 1000 });
        var upid = tasks.Start("qmclone", "100", User, (task, _) =>
        {
            task.Log("a\u001b[31mred\rnext\ttab");
            for (var i = 0; i < 1000; i++)
            {
                task.Log("0123456789");
            }

            return Task.CompletedTask;
        });
        await EndAsync(tasks, upid);

        var lines = tasks.ReadLog(upid, 0, 0).Lines;
        Assert.AreEqual("a\uFFFD[31mred", lines[0]);
        Assert.AreEqual("next\ttab", lines[1]);
        Assert.AreEqual("TASK OK", lines[^1]);
        Assert.Contains("the log is full", lines[^2]);
        Assert.IsLessThan(1200, new FileInfo(_folder[$"tasks/A/{upid}"]).Length);
    }

    [TestMethod]
    public async Task DiskFull_WorkIsDoneAnyway_AndTheOutcomeKnown()
    {
        var disk = new FaultyFileLayer(LinuxFileLayer.Instance);
        await using var tasks = Open(layer: disk);
        disk.FailAll(errno: 28);
        var done = 0;

        var upid = tasks.Start("qmstart", "100", User, (task, _) =>
        {
            task.Log("line");
            done++;
            return Task.CompletedTask;
        });
        var record = await EndAsync(tasks, upid);

        Assert.AreEqual(1, done);
        Assert.AreEqual("OK", record.ExitStatus);
        Assert.AreEqual("OK", tasks.Find(upid)!.ExitStatus);
        Assert.IsEmpty(tasks.ReadLog(upid, 0, 0).Lines);
    }

    [TestMethod]
    public async Task DiskFullForAWhile_LostLinesAreTold()
    {
        var disk = new FaultyFileLayer(LinuxFileLayer.Instance);
        await using var tasks = Open(layer: disk);
        var upid = tasks.Start("qmstart", "100", User, (task, _) =>
        {
            task.Log("before");
            disk.FailAll(errno: 28);
            task.Log("lost 1");
            task.Log("lost 2");
            disk.FailAll(errno: 0);
            task.Log("after");
            return Task.CompletedTask;
        });
        await EndAsync(tasks, upid);

        var lines = tasks.ReadLog(upid, 0, 0).Lines;
        Assert.AreEqual("before", lines[0]);
        Assert.Contains("(2 lines could not be written)", lines);
        CollectionAssert.AreEqual(new[] { "after", "TASK OK" }, lines.ToArray()[^2..]);
    }

    [TestMethod]
    public async Task MoreThanKept_OldestGoWithTheirLogs()
    {
        var options = new TaskRunnerOptions { MaxFinished = 20 };
        List<Upid> started = [];
        await using (var tasks = Open(options))
        {
            for (var i = 0; i < 30; i++)
            {
                started.Add(tasks.Start("qmstart", "100", User, (_, _) => Task.CompletedTask));
                await EndAsync(tasks, started[^1]);
                _time.Advance(TimeSpan.FromSeconds(1));
            }
        }

        await using var again = Open(options);
        var kept = again.List(new TaskFilter { Limit = 100 }).Select(task => task.Upid).ToList();
        Assert.HasCount(20, kept);
        Assert.AreEqual(started[^1], kept[0]);
        Assert.HasCount(20, Directory.GetFiles(_folder["tasks"], "UPID*", SearchOption.AllDirectories));
        Assert.HasCount(20, File.ReadAllLines(_folder["tasks/index"]));
    }

    [TestMethod]
    public async Task TenThousandEnded_StartingListingAndFindingStayFast()
    {
        Directory.CreateDirectory(_folder["tasks"]);
        await File.WriteAllLinesAsync(
            _folder["tasks/index"],
            Enumerable.Range(0, 10_000).Select(i => $"{new Upid("pve1", 1, (uint)i, 0x60000000 + (uint)i, "qmstart", $"{100 + (i % 50)}", User)} 65F00000 OK"),
            TestContext.CancellationToken);
        await using var tasks = Open();

        var start = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < 100; i++)
        {
            Assert.HasCount(50, tasks.List(new TaskFilter { Start = 9_000 }));
        }

        // A tenth of a millisecond each on a quiet machine; the bound is a guard against something that grows with the square.
        Assert.IsLessThan(TimeSpan.FromSeconds(2), TimeProvider.System.GetElapsedTime(start));
        Assert.IsNotNull(tasks.Find(new Upid("pve1", 1, 0, 0x60000000, "qmstart", "100", User)));
    }

    [TestMethod]
    public async Task OddNames_CannotLeaveTheFolder()
    {
        await using var tasks = Open();
        var upid = tasks.Start("imgcopy", "local:../../etc/passwd", "DOMAIN\\eve", (_, _) => Task.CompletedTask);
        await EndAsync(tasks, upid);
        Assert.AreEqual("local_.._.._etc_passwd", upid.Id);
        Assert.IsTrue(File.Exists(_folder[$"tasks/A/{upid}"]));
    }

    private TaskRunner Open(TaskRunnerOptions? options = null, IFileLayer? layer = null) =>
        new("pve1", _folder["tasks"], NullLogger<TaskRunner>.Instance, _time, options, layer);

    private async Task<TaskRecord> EndAsync(TaskRunner tasks, Upid upid)
    {
        var record = await tasks.WaitAsync(upid, TestContext.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.CancellationToken);
        Assert.IsNotNull(record);
        return record;
    }
}
