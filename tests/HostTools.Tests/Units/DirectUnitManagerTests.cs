using System.Diagnostics;
using Domar.HostTools.Exec;
using Domar.HostTools.Units;
using Domar.TestKit;

namespace Domar.HostTools.Tests.Units;

[TestClass]
public sealed class DirectUnitManagerTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TempFolder _folder = new();
    private readonly List<DirectUnitManager> _managers = [];

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        var manager = NewManager();
        foreach (var unit in await manager.ListAsync(CancellationToken.None))
        {
            await manager.KillAsync(unit.Name, UnitSignal.Kill, CancellationToken.None);
            await manager.WaitForExitAsync(unit.Name, CancellationToken.None).WaitAsync(Patience);
        }

        _managers.ForEach(item => item.Dispose());
        _folder.Dispose();
    }

    [TestMethod]
    public async Task Started_IsListed_WithItsPidAndTime()
    {
        var manager = NewManager();
        var before = TimeProvider.System.GetUtcNow();

        var unit = await manager.StartAsync(Sleeper("a"), Token);

        CollectionAssert.AreEqual(new[] { unit }, (await manager.ListAsync(Token)).ToArray());
        await WaitUntilAsync(() => File.ReadAllText($"/proc/{unit.MainPid}/comm") == "sleep\n");
        Assert.IsLessThan(1, Math.Abs((unit.StartedAt - before).TotalSeconds));
    }

    [TestMethod]
    public async Task AnotherManager_FindsThem_AsTheyAre()
    {
        var started = new[] { await NewManager().StartAsync(Sleeper("a"), Token), await NewManager().StartAsync(Sleeper("b"), Token) };

        CollectionAssert.AreEqual(started, (await NewManager().ListAsync(Token)).ToArray());
    }

    [TestMethod]
    public async Task AnotherInstance_DoesNotSeeThem()
    {
        await NewManager().StartAsync(Sleeper("a"), Token);
        using var other = new TempFolder();
        using var manager = new DirectUnitManager(other.Path);

        Assert.IsEmpty(await manager.ListAsync(Token));
        Assert.AreEqual(new UnitExit(null, null, ""), await manager.WaitForExitAsync("a", Token));
    }

    [TestMethod]
    public async Task FolderByAnotherName_IsTheSameInstance()
    {
        var unit = await NewManager().StartAsync(Sleeper("a"), Token);
        using var other = new TempFolder();
        Directory.CreateSymbolicLink(other["link"], _folder.Path);
        using var manager = new DirectUnitManager(other["link"] + "/");

        CollectionAssert.AreEqual(new[] { unit }, (await manager.ListAsync(Token)).ToArray());
    }

    [TestMethod]
    public async Task NameInUse_IsRefused_AndTheUnitAndItsLogStay()
    {
        var manager = NewManager();
        var unit = await manager.StartAsync(Script("a", "echo kept; exec sleep 1000"), Token);
        await WaitForLogAsync("a", "kept\n");

        var own = await Assert.ThrowsExactlyAsync<UnitException>(() => manager.StartAsync(Sleeper("a"), Token));
        await Assert.ThrowsExactlyAsync<UnitException>(() => NewManager().StartAsync(Sleeper("a"), Token));

        Assert.AreEqual($"Cannot start a: it runs already, as process {unit.MainPid}.", own.Message);
        CollectionAssert.AreEqual(new[] { unit }, (await manager.ListAsync(Token)).ToArray());
        Assert.AreEqual("kept\n", File.ReadAllText(_folder["a.log"]));
    }

    [TestMethod]
    public async Task NameInUse_ThatCameAfterTheFirstScan_IsRefused()
    {
        var (first, second) = (NewManager(), NewManager());
        Assert.IsEmpty(await first.ListAsync(Token));
        await second.StartAsync(Sleeper("a"), Token);

        await Assert.ThrowsExactlyAsync<UnitException>(() => first.StartAsync(Sleeper("a"), Token));
    }

    [TestMethod]
    public async Task LeftHelper_DoesNotKeepTheName()
    {
        var manager = NewManager();
        await manager.StartAsync(Script("a", $"sleep 1000 & echo $! > {_folder["helper"]}; exit 7"), Token);
        Assert.AreEqual(7, (await manager.WaitForExitAsync("a", Token)).ExitCode);
        var helper = int.Parse(await ReadWhenThereAsync("helper"));
        try
        {
            Assert.IsEmpty(await NewManager().ListAsync(Token));
            await manager.StartAsync(Sleeper("a"), Token);
        }
        finally
        {
            Process.GetProcessById(helper).Kill();
        }
    }

    [TestMethod]
    public async Task Children_AreNotTakenForTheUnit()
    {
        // One child in the session, one in a session of its own.
        var unit = await NewManager().StartAsync(Script("a", "sleep 1000 & setsid sleep 1000 & echo up; wait"), Token);
        await WaitForLogAsync("a", "up\n");
        var children = File.ReadAllText($"/proc/{unit.MainPid}/task/{unit.MainPid}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        try
        {
            CollectionAssert.AreEqual(new[] { unit }, (await NewManager().ListAsync(Token)).ToArray());
        }
        finally
        {
            foreach (var child in children)
            {
                Process.GetProcessById(int.Parse(child)).Kill();
            }
        }
    }

    [TestMethod]
    public async Task Exit_TellsCodeAndLog()
    {
        var manager = NewManager();
        await manager.StartAsync(Script("a", "echo out; echo why >&2; exit 5"), Token);

        Assert.AreEqual(new UnitExit(5, null, "out\nwhy\n"), await manager.WaitForExitAsync("a", Token).WaitAsync(Patience));
        Assert.IsEmpty(await manager.ListAsync(Token));
        Assert.AreEqual(5, (await manager.WaitForExitAsync("a", Token)).ExitCode, "It is remembered until the name is used again.");
    }

    [TestMethod]
    public async Task Exit_TellsTheSignal_AndLeavesNoZombie()
    {
        var manager = NewManager();
        var unit = await manager.StartAsync(Sleeper("a"), Token);

        await manager.KillAsync("a", UnitSignal.Terminate, Token);

        Assert.AreEqual(new UnitExit(null, 15, ""), await manager.WaitForExitAsync("a", Token).WaitAsync(Patience));
        Assert.IsFalse(Directory.Exists($"/proc/{unit.MainPid}"));
    }

    [TestMethod]
    public async Task Adopted_IsWaitedFor_AndHowItEndedIsUnknown()
    {
        // Started by a process that is gone: what a daemon that was killed leaves behind.
        var started = await StartFromAnotherProcessAsync("a");
        var manager = NewManager();
        var waiting = manager.WaitForExitAsync("a", Token);
        CollectionAssert.AreEqual(new[] { started }, (await manager.ListAsync(Token)).Select(unit => unit.MainPid).ToArray());

        await manager.KillAsync("a", UnitSignal.Kill, Token);

        Assert.AreEqual(new UnitExit(null, null, "from before\n"), await waiting.WaitAsync(Patience));
        Assert.IsEmpty(await manager.ListAsync(Token));
    }

    [TestMethod]
    public async Task Unit_HasItsOwnSession_OnlyStandardDescriptors_AndRootAsItsFolder()
    {
        var manager = NewManager();
        await manager.StartAsync(Script("a", "readlink /proc/$$/fd/0 /proc/$$/fd/1 /proc/$$/fd/2 /proc/$$/cwd; ls /proc/$$/fd; ps -o sid= -p $$; echo $$"), Token);

        var log = (await manager.WaitForExitAsync("a", Token).WaitAsync(Patience)).LogTail.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

        CollectionAssert.AreEqual(new[] { "/dev/null", _folder["a.log"], _folder["a.log"], "/" }, log[..4]);
        Assert.IsEmpty(log[4..^2].Except(["0", "1", "2", "10", "255"]), "10 and 255 are the shell's own.");
        Assert.AreEqual(log[^1], log[^2]);
    }

    [TestMethod]
    public async Task Log_StartsAnewWithEachStart()
    {
        var manager = NewManager();
        await manager.StartAsync(Script("a", "echo first run"), Token);
        await manager.WaitForExitAsync("a", Token).WaitAsync(Patience);

        await manager.StartAsync(Script("a", "echo second"), Token);

        Assert.AreEqual("second\n", (await manager.WaitForExitAsync("a", Token).WaitAsync(Patience)).LogTail);
        Assert.AreEqual("second\n", File.ReadAllText(_folder["a.log"]));
    }

    [TestMethod]
    public async Task LongLog_IsCutToWholeLines()
    {
        var manager = NewManager();
        await manager.StartAsync(Script("a", "seq 1 10000"), Token);

        var tail = (await manager.WaitForExitAsync("a", Token).WaitAsync(Patience)).LogTail;

        Assert.IsInRange(4080, 4096, tail.Length);
        StringAssert.StartsWith(tail, "9");
        StringAssert.EndsWith(tail, "\n10000\n");
    }

    [TestMethod]
    public async Task MissingProgram_SaysWhatToInstall()
    {
        var spec = Sleeper("a") with { Program = "/nowhere/qemu-system-x86_64" };

        var exception = await Assert.ThrowsExactlyAsync<UnitException>(() => NewManager().StartAsync(spec, Token));

        Assert.AreEqual(
            "Cannot start a: '/nowhere/qemu-system-x86_64' cannot be run: it, or the interpreter that it names, is not there. Install it with 'apt install qemu-system-x86'.",
            exception.Message);
        Assert.IsEmpty(await NewManager().ListAsync(Token));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("a/b")]
    [DataRow("a\0b")]
    public async Task BadName_IsRefused(string name) =>
        await Assert.ThrowsExactlyAsync<UnitException>(() => NewManager().StartAsync(Sleeper("a") with { Name = name }, Token));

    [TestMethod]
    public async Task LogThatCannotBeWritten_IsNamed()
    {
        var spec = Sleeper("a") with { LogPath = _folder["none/a.log"] };

        var exception = await Assert.ThrowsExactlyAsync<UnitException>(() => NewManager().StartAsync(spec, Token));

        Assert.AreEqual($"Cannot start a: its log '{spec.LogPath}' cannot be written: No such file or directory.", exception.Message);
    }

    [TestMethod]
    public async Task KillAndWait_OfUnknownUnits_DoNothing()
    {
        await NewManager().KillAsync("none", UnitSignal.Kill, Token);

        Assert.AreEqual(new UnitExit(null, null, ""), await NewManager().WaitForExitAsync("none", Token));
    }

    [TestMethod]
    public async Task ManyUnits_StartEndAndAreFound()
    {
        var manager = NewManager();
        var names = Enumerable.Range(100, 60).Select(number => $"domar-vm-{number}.service").ToArray();
        await Task.WhenAll(names.Select(name => manager.StartAsync(Sleeper(name), Token)));

        // Not by a second manager: in the same process it would take the exit statuses.
        CollectionAssert.AreEqual(names, (await manager.ListAsync(Token)).Select(unit => unit.Name).ToArray());

        await Task.WhenAll(names.Select(name => manager.KillAsync(name, UnitSignal.Kill, Token)));
        var exits = await Task.WhenAll(names.Select(name => manager.WaitForExitAsync(name, Token))).WaitAsync(Patience);
        Assert.IsTrue(exits.All(exit => exit.Signal == 9));
        Assert.IsEmpty(await NewManager().ListAsync(Token));
    }

    private DirectUnitManager NewManager()
    {
        var manager = new DirectUnitManager(_folder.Path);
        _managers.Add(manager);
        return manager;
    }

    private UnitSpec Sleeper(string name) => new() { Name = name, Program = "/bin/sleep", Arguments = ["1000"], LogPath = _folder[$"{name}.log"] };

    private UnitSpec Script(string name, string script) => new() { Name = name, Program = "/bin/sh", Arguments = ["-c", script], LogPath = _folder[$"{name}.log"] };

    private async Task<int> StartFromAnotherProcessAsync(string name)
    {
        var script = $"echo from before > {_folder["a.log"]}; env -i DOMAR_INSTANCE={_folder.Path} DOMAR_UNIT={name} setsid /bin/sleep 1000 </dev/null >>{_folder["a.log"]} 2>&1 & echo $!";
        var result = await new ToolRunner().RunAsync(new ToolCommand("sh", ["-c", script]), Token);
        var pid = int.Parse(result.Output);

        // The shell's child becomes env, then setsid, then sleep, with the same pid.
        await WaitUntilAsync(() => File.ReadAllText($"/proc/{pid}/comm") == "sleep\n");
        return pid;
    }

    private Task WaitForLogAsync(string name, string text) => WaitUntilAsync(() => File.ReadAllText(_folder[$"{name}.log"]) == text);

    private async Task<string> ReadWhenThereAsync(string file)
    {
        await WaitUntilAsync(() => File.Exists(_folder[file]) && File.ReadAllText(_folder[file]).EndsWith('\n'));
        return File.ReadAllText(_folder[file]);
    }

    private async Task WaitUntilAsync(Func<bool> condition)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Token);
        deadline.CancelAfter(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!condition())
        {
            await timer.WaitForNextTickAsync(deadline.Token);
        }
    }
}
