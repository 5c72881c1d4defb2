using System.Diagnostics;
using Domar.Core.Units;
using Domar.HostTools.Systemd;
using Domar.HostTools.Units;

namespace Domar.HostTools.Tests.Systemd;

[TestClass]
public sealed class SystemdUnitManagerTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private Host _host = null!;

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestInitialize]
    public void Open() => _host = new Host();

    public void Dispose() => _host?.Dispose();

    [TestMethod]
    public async Task ExitCode_AndLastLines_AreKnown()
    {
        var exit = await RunAsync("echo out; echo why >&2; exit 5");

        Assert.AreEqual(new UnitExit(5, null, "out\nwhy\n") { Cause = UnitExitCause.Exited }, exit);
    }

    [TestMethod]
    public async Task CleanExit_IsExited_WithCodeZero()
    {
        Assert.AreEqual(new UnitExit(0, null, "bye\n") { Cause = UnitExitCause.Exited }, await RunAsync("echo bye"));
    }

    [TestMethod]
    public async Task Crash_IsASignal()
    {
        Assert.AreEqual(new UnitExit(null, 11, "") { Cause = UnitExitCause.Signaled }, await RunAsync("kill -SEGV $$"));
    }

    [TestMethod]
    public async Task LastLines_AreOfThisRun_AndNoLongerThanAsked()
    {
        var name = Host.NewName();
        await RunAsync("echo first", name);

        var exit = await RunAsync("i=0; while [ $i -lt 2000 ]; do echo line $i; i=$((i+1)); done; echo end", name);

        Assert.IsLessThanOrEqualTo(4096, exit.LogTail.Length);
        Assert.EndsWith("line 1999\nend\n", exit.LogTail);
        Assert.DoesNotContain("first", exit.LogTail);
    }

    [TestMethod]
    public async Task MemoryLimit_EndsTheUnit_AndTheCauseIsTold()
    {
        var spec = Host.Shell("exec perl -e '$x = \"x\" x 200_000_000; sleep 60'") with { Resources = new UnitResources { MemoryMaxBytes = 32 << 20, SwapMaxBytes = 0 } };
        await _host.Manager.StartAsync(spec, Token);

        var exit = await ExitOf(spec.Name);

        Assert.AreEqual(9, exit.Signal);
        if (!File.Exists(_host.Sandbox.PathOf("/sys/fs/cgroup/cgroup.controllers")))
        {
            Assert.Inconclusive("SKIPPED: on a host with cgroup v1, systemd is not told of an OOM kill, so that its result is a signal.");
        }

        Assert.AreEqual(UnitExitCause.OutOfMemory, exit.Cause);
    }

    [TestMethod]
    public async Task MissingProgram_FailsTheStart_AndSaysWhy()
    {
        var spec = Host.Shell("") with { Program = "/usr/bin/no-such-program" };

        var exception = await Assert.ThrowsExactlyAsync<UnitException>(() => _host.Manager.StartAsync(spec, Token));

        Assert.AreEqual(
            $"Cannot start {spec.Name}: '/usr/bin/no-such-program': the program cannot be executed (No such file or directory). Install it, or add its folder to PATH.",
            exception.Message);
        Assert.IsNull(await WhenGoneAsync(spec.Name));
    }

    [TestMethod]
    public async Task FailedStart_LeavesTheNameFree()
    {
        var spec = Host.Shell("exit 3");
        await Assert.ThrowsExactlyAsync<UnitException>(() => _host.Manager.StartAsync(spec with { Program = "/nowhere" }, Token));

        await _host.Manager.StartAsync(spec, Token);

        Assert.AreEqual(3, (await ExitOf(spec.Name)).ExitCode);
    }

    [TestMethod]
    public async Task NameOfARunningUnit_IsRefused()
    {
        var spec = Host.Shell("exec sleep 600");
        var state = await _host.Manager.StartAsync(spec, Token);

        var exception = await Assert.ThrowsExactlyAsync<UnitException>(() => _host.Manager.StartAsync(spec, Token));

        Assert.AreEqual($"Cannot start {spec.Name}: it runs already, as process {state.MainPid}.", exception.Message);
        await KillAsync(spec.Name);
    }

    [TestMethod]
    [DataRow("failed", "exit 7")]
    [DataRow("clean", "exit 0")]
    public async Task LeftoverThatNobodyRead_IsClearedAway(string kind, string script)
    {
        var name = Host.NewName();
        using (var earlier = new Host(_host.Sandbox))
        {
            await earlier.Manager.StartAsync(Host.Shell(script, name), Token);
            await EndAsync(name);
        }

        await _host.Manager.StartAsync(Host.Shell("exit 9", name), Token);

        Assert.AreEqual(9, (await ExitOf(name)).ExitCode, kind);
    }

    [TestMethod]
    public async Task ReadEnd_LeavesNothingInSystemd()
    {
        var name = Host.NewName();
        await RunAsync("exit 1", name);
        Assert.IsNull(await WhenGoneAsync(name));
    }

    [TestMethod]
    public async Task Restart_RightAfterTheEnd_Works()
    {
        var name = Host.NewName();
        for (var i = 0; i < 10; i++)
        {
            Assert.AreEqual(i, (await RunAsync($"exit {i}", name)).ExitCode);
        }
    }

    [TestMethod]
    public async Task Kill_ReachesTheMainProcess()
    {
        var spec = Host.Shell("trap 'exit 42' TERM; echo ready; while :; do sleep 0.01; done");
        await StartReadyAsync(spec);

        await _host.Manager.KillAsync(spec.Name, UnitSignal.Terminate, Token);

        Assert.AreEqual(42, (await ExitOf(spec.Name)).ExitCode);
    }

    [TestMethod]
    public async Task Kill_OfAUnitThatIsGone_DoesNothing()
    {
        await _host.Manager.KillAsync(Host.NewName(), UnitSignal.Kill, Token);
    }

    [TestMethod]
    public async Task StopBySystemd_IsToldApart()
    {
        var spec = Host.Shell("trap 'echo asked; exit 0' TERM; echo ready; while :; do sleep 0.01; done");
        await StartReadyAsync(spec);

        Assert.AreEqual(JobResult.Done, await _host.Systemd.StopUnitAsync(spec.Name, Token));

        Assert.AreEqual(new UnitExit(0, null, "ready\nasked\n") { Cause = UnitExitCause.Stopped }, await ExitOf(spec.Name));
    }

    [TestMethod]
    public async Task StopThatTakesTooLong_KillsTheUnit_AndIsToldApart()
    {
        var spec = Host.Shell("trap '' TERM; echo ready; while :; do sleep 0.01; done") with { StopTimeout = TimeSpan.FromMilliseconds(200) };
        await StartReadyAsync(spec);

        await _host.Systemd.StopUnitAsync(spec.Name, Token);

        var exit = await ExitOf(spec.Name);
        Assert.AreEqual((UnitExitCause.StopTimeout, 9), (exit.Cause, exit.Signal));
    }

    [TestMethod]
    public async Task UnknownUnit_HasEnded_AndNobodyKnowsHow()
    {
        Assert.AreEqual(new UnitExit(null, null, ""), await ExitOf(Host.NewName()));
    }

    [TestMethod]
    public async Task List_HasRunningGuestsOnly()
    {
        var vm = Host.Shell("exec sleep 600");
        var ct = Host.Shell("exec sleep 600", Host.NewName("ct"));
        var other = Host.Shell("exec sleep 600", Host.NewName("other"));
        var ended = Host.Shell("exit 0");
        var started = await _host.Manager.StartAsync(vm, Token);
        await _host.Manager.StartAsync(ct, Token);
        await _host.Manager.StartAsync(other, Token);
        await _host.Manager.StartAsync(ended, Token);
        await ExitOf(ended.Name);
        using var second = new Host(_host.Sandbox);

        var states = await second.Manager.ListAsync(Token);

        Assert.Contains(started, states);
        Assert.Contains(state => state.Name == ct.Name, states);
        Assert.DoesNotContain(state => state.Name == other.Name || state.Name == ended.Name, states);
        Assert.AreEqual(started.MainPid, (await _host.Systemd.GetUnitPropertiesAsync(vm.Name, Token))!.MainPid);
        await KillAsync(vm.Name);
        await KillAsync(ct.Name);
        await KillAsync(other.Name);
    }

    [TestMethod]
    [DataRow("exit 0", 0)]
    [DataRow("exit 4", 4)]
    public async Task AdoptedUnit_ThatEndedWhileNobodyWatched_IsKnown(string end, int code)
    {
        var spec = Host.Shell($"echo last words; {end}");
        using (var earlier = new Host(_host.Sandbox))
        {
            await earlier.Manager.StartAsync(spec, Token);
        }

        Assert.AreEqual(new UnitExit(code, null, "last words\n"), await ExitOf(spec.Name));
    }

    [TestMethod]
    public async Task AdoptedUnit_IsWatchedToItsEnd()
    {
        var spec = Host.Shell("exec sleep 600");
        using (var earlier = new Host(_host.Sandbox))
        {
            await earlier.Manager.StartAsync(spec, Token);
        }

        var waiting = _host.Manager.WaitForExitAsync(spec.Name, Token);
        await _host.Manager.KillAsync(spec.Name, UnitSignal.Kill, Token);

        Assert.AreEqual(9, (await waiting.WaitAsync(Patience)).Signal);
    }

    [TestMethod]
    public async Task Limits_AreInTheCgroup()
    {
        var spec = Host.Shell("exec sleep 600") with
        {
            Resources = new UnitResources { MemoryMaxBytes = 64 << 20, TasksMax = 17, CpuTimePerSecond = TimeSpan.FromMilliseconds(500) },
        };
        await _host.Manager.StartAsync(spec, Token);
        var group = (await _host.Systemd.GetUnitPropertiesAsync(spec.Name, Token))!.ControlGroup;

        Assert.AreEqual($"/machine.slice/{spec.Name}", group);
        var cgroups = _host.Sandbox.PathOf("/sys/fs/cgroup");
        string Read(string v1, string v2) => File.ReadAllText(
            File.Exists($"{cgroups}/cgroup.controllers") ? $"{cgroups}{group}/{v2}" : Directory.GetFiles($"{cgroups}/{v1[..v1.IndexOf('/', StringComparison.Ordinal)]}", v1[(v1.IndexOf('/', StringComparison.Ordinal) + 1)..], SearchOption.AllDirectories).Single(path => path.Contains(spec.Name, StringComparison.Ordinal))).Trim();
        Assert.AreEqual("67108864", Read("memory/memory.limit_in_bytes", "memory.max"));
        Assert.AreEqual("17", Read("pids/pids.max", "pids.max"));
        Assert.StartsWith("50000", Read("cpu/cpu.cfs_quota_us", "cpu.max"));
        await KillAsync(spec.Name);
    }

    [TestMethod]
    public async Task Limits_OfARunningUnit_CanBeChanged()
    {
        var spec = Host.Shell("exec sleep 600") with { Resources = new UnitResources { TasksMax = 17 } };
        await _host.Manager.StartAsync(spec, Token);

        await _host.Systemd.SetUnitPropertiesAsync(spec.Name, [new UnitProperty("TasksMax", new UnitValue.Number(23))], Token);

        Assert.AreEqual("23", _host.Sandbox.Run("systemctl", "show", "-P", "TasksMax", spec.Name).Output.Trim());
        await KillAsync(spec.Name);
    }

    [TestMethod]
    public async Task Journal_HasTheUnitsLines()
    {
        var name = Host.NewName("ct");
        await RunAsync("echo hello from inside", name);

        Assert.AreEqual("hello from inside\n", _host.Sandbox.Run("journalctl", "-u", name, "-o", "cat", "_TRANSPORT=stdout").Output);
    }

    [TestMethod]
    public async Task Start_ThroughSystemd_CostsLittle()
    {
        using var folder = new TestKit.TempFolder();
        using var direct = new DirectUnitManager(folder.Path);
        const int Rounds = 31;
        var (through, bare, asks) = (new List<double>(), new List<double>(), new List<double>());
        for (var i = 0; i < Rounds; i++)
        {
            var spec = Host.Shell("exec sleep 600") with { LogPath = folder["log"] };
            through.Add(await TimeAsync(() => _host.Manager.StartAsync(spec, Token)));
            asks.Add(await TimeAsync(() => _host.Systemd.GetUnitPropertiesAsync(spec.Name, Token)));
            await KillAsync(spec.Name);
            bare.Add(await TimeAsync(() => direct.StartAsync(spec, Token)));
            await direct.KillAsync(spec.Name, UnitSignal.Kill, Token);
            await direct.WaitForExitAsync(spec.Name, Token).WaitAsync(Patience);
        }

        var (median, bareMedian) = (Median(through), Median(bare));
        Console.WriteLine($"start through systemd {median:0.0} ms, direct {bareMedian:0.0} ms, of it the question for its state {Median(asks):0.0} ms (medians of {Rounds})");

        // The bar of the design is 25 ms on a quiet machine; this is against mistakes of another order, beside other tests.
        Assert.IsLessThanOrEqualTo(150, median - bareMedian);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static async Task<double> TimeAsync(Func<Task> action)
    {
        var started = Stopwatch.GetTimestamp();
        await action();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private async Task<UnitExit> RunAsync(string script, string? name = null)
    {
        var spec = Host.Shell(script, name);
        await _host.Manager.StartAsync(spec, Token);
        return await ExitOf(spec.Name);
    }

    private Task<UnitExit> ExitOf(string name) => _host.Manager.WaitForExitAsync(name, Token).WaitAsync(Patience, Token);

    private async Task KillAsync(string name)
    {
        await _host.Manager.KillAsync(name, UnitSignal.Kill, Token);
        await ExitOf(name);
    }

    private async Task StartReadyAsync(UnitSpec spec)
    {
        var state = await _host.Manager.StartAsync(spec, Token);
        while (await _host.Journal.ReadOutputAsync(spec.Name, state.StartedAt, 100, Token) != "ready\n")
        {
            await Task.Yield();
        }
    }

    /// <summary>Waits until a unit has ended, without reading it as the manager does.</summary>
    private async Task EndAsync(string name)
    {
        await foreach (var change in _host.Systemd.WatchUnitsAsync(name, Token))
        {
            if (await _host.Systemd.GetUnitPropertiesAsync(name, Token) is null or { SubState: "exited" } or { ActiveState: "failed" })
            {
                return;
            }
        }
    }

    /// <summary>Waits until systemd has forgotten a unit.</summary>
    private async Task<UnitProperties?> WhenGoneAsync(string name)
    {
        using var deadline = new CancellationTokenSource(Patience);
        await foreach (var change in _host.Systemd.WatchUnitsAsync(name, deadline.Token))
        {
            if (await _host.Systemd.GetUnitPropertiesAsync(name, Token) is null)
            {
                return null;
            }
        }

        return null;
    }
}
