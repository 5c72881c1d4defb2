using Domar.Core.Install.Plans;
using Domar.Core.Install.Settings;
using Domar.Core.Steps;
using Domar.HostTools.Steps;
using Domar.Installer.Installation;
using Domar.Installer.Installation.Demo;
using Domar.Installer.Inventory;
using Domar.Installer.Screens;
using Domar.Installer.Screens.Models;
using Domar.Installer.Terminal;
using Domar.Installer.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Domar.Installer.Tests.Screens;

/// <summary>The screens on a terminal in memory, with keys as a VT220 sends them.</summary>
[TestClass]
public sealed class InstallerUiTests
{
    private const string BackTab = "\e[Z";
    private const string F1 = "\e[11~";
    private const string F10 = "\e[21~";

    private static readonly IReadOnlyList<Country> Countries = CountryTable.Parse("AT\tAustria\nDE\tGermany\n", "AT\tx\tEurope/Vienna\nDE\tx\tEurope/Berlin\n");

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly FakeTerminal _terminal = new();
    private readonly HandInstallation _installation = new();
    private readonly FakeTimeProvider _clock = new();

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task AllScreens_ByKeys_ToTheResult()
    {
        var run = Run();
        await ToSummaryAsync(" \e[B ");
        await See("type: erase sda sdb");
        Assert.IsFalse(_installation.Runs.Task.IsCompleted);
        await Press("\t\r");
        Assert.IsFalse(_installation.Runs.Task.IsCompleted, "not confirmed");
        // The focus has gone to where the words are missing.
        await Press("erase sda sdb\t\r");
        await See("[ ] Write the firmware");

        var observer = await _installation.Runs.Task.WaitAsync(Deadline, TestContext.CancellationToken);
        observer.OnProgress(new StepProgress("Write the firmware", "Write both slots of /dev/sda", 3, 6, 250_000_000, 1_000_000_000));
        observer.OnLine("a line of the log");
        _clock.Advance(TimeSpan.FromSeconds(1));
        await See("[>] Write the firmware");
        await See("Step 3 of 6   250 of 1000 MB");
        await Press(F10);
        await See("a line of the log");
        await Press("\e");
        _installation.End.SetResult(new StepResult([]));
        await See("https://192.0.2.10:8006");
        await Press("\r");

        Assert.AreEqual(0, await run.WaitAsync(Deadline, TestContext.CancellationToken));
        Assert.IsTrue(_installation.IsRestarted);
        Assert.AreEqual("", string.Join(' ', _terminal.Screen.Unknown), "sequences that a VT220 does not know");
    }

    [TestMethod]
    public async Task Back_FromEveryScreen_KeepsWhatWasEntered()
    {
        _ = Run();
        await ToSummaryAsync("\e[B ");
        await Press("\t\r");
        await See("5 of 6");
        await See("192.0.2.10/24");
        await Press(BackTab + "\r");
        await See("4 of 6");
        await See("admin@example.com");
        await Press(BackTab + "\r");
        await See("3 of 6");
        await See("(*) Austria");
        await Press(BackTab + "\r");
        await See("2 of 6");
        await See("[x] sdb");
        Assert.IsFalse(_installation.Runs.Task.IsCompleted);
    }

    [TestMethod]
    public async Task Next_WithProblems_ShowsAllOfThem_AndStays()
    {
        _ = Run();
        await Press("\r");
        await See("2 of 6");
        await Press("\t\t\r");
        await See("! No disk is chosen.");
        await Press(BackTab + BackTab + " \t\t\rau\t\t\t\r");
        await See("4 of 6");
        await Press("x\ty\t\t\t\r");
        await See("too short");
        await See("differ");
        await See("must not be empty");
        await See("! 3 fields need to be changed.");
    }

    [TestMethod]
    public async Task NoDisk_TheScreenSaysSo_AndWhatToDo()
    {
        _ = Run(DemoMachine.Report(hasDisks: false));
        await Press("\r");
        await See("No disk can be used (sr0: Domar is running from it). Connect one of at");
    }

    [TestMethod]
    [DataRow(F1, "Help: Welcome")]
    [DataRow("\e1", "Help: Welcome")]
    [DataRow(F10, "Nothing has happened yet.")]
    [DataRow("\e", "Leave the installer?")]
    [DataRow("\x03", "Leave the installer?")]
    public async Task Keys_OpenHelp_Log_AndTheQuestionWhetherToLeave(string key, string expected)
    {
        var run = Run();
        await See("Welcome");
        var before = _terminal.Screen.Text;
        await Press(key);
        await See(expected);
        await Press("\e");
        await _terminal.WaitAsync(text => text == before, "the screen as it was", TestContext.CancellationToken);
        Assert.IsFalse(run.IsCompleted);
    }

    [TestMethod]
    public async Task EscapeAndADigit_TypedSlowly_AreFunctionKeys()
    {
        _ = Run();
        await Press("\e");
        await See("Leave the installer?");
        await Press("0");
        await See("Nothing has happened yet.");
    }

    [TestMethod]
    public async Task Leaving_NeedsAYes()
    {
        var run = Run();
        await Press("\x03\r");
        await Press("\x03\t\r");

        Assert.AreEqual(130, await run.WaitAsync(Deadline, TestContext.CancellationToken));
    }

    [TestMethod]
    public async Task Failure_IsTold_AndLeadsBackToTheSummary()
    {
        var run = Run();
        await ToSummaryAsync("\e[B ");
        await Press("\r");
        await _installation.Runs.Task.WaitAsync(Deadline, TestContext.CancellationToken);
        _installation.End.SetException(new IOException("Write of /dev/sdb: no space."));
        await See("The installation failed");
        await See("Write of /dev/sdb: no space.");
        await Press("\r");
        // The disk is not blank any more.
        await See("type: erase sdb");
        await See("6 of 6");
        await Press("\x03\t\r");
        Assert.AreEqual(1, await run.WaitAsync(Deadline, TestContext.CancellationToken));
    }

    [TestMethod]
    public async Task Stopping_WhileInstalling_AsksFirst_AndCancels()
    {
        _ = Run();
        await ToSummaryAsync("\e[B ");
        await Press("\r");
        await _installation.Runs.Task.WaitAsync(Deadline, TestContext.CancellationToken);
        await Press("\x03");
        await See("Stop the installation?");
        Assert.IsFalse(_installation.Token.IsCancellationRequested);
        await Press("\t\r");
        await See("It was stopped.");
        Assert.IsTrue(_installation.Token.IsCancellationRequested);
    }

    [TestMethod]
    public async Task HangingUp_EndsIt_ButNotAnInstallationThatRuns()
    {
        var run = Run();
        await ToSummaryAsync("\e[B ");
        await Press("\r");
        await _installation.Runs.Task.WaitAsync(Deadline, TestContext.CancellationToken);
        await _terminal.TellAsync(new TerminalClosed());
        Assert.IsFalse(_installation.Token.IsCancellationRequested);
        _installation.End.SetResult(new StepResult([]));

        Assert.AreEqual(0, await run.WaitAsync(Deadline, TestContext.CancellationToken));
    }

    [TestMethod]
    public async Task FaultOfAScreen_DoesNotEndAnInstallation()
    {
        var run = Run();
        await ToSummaryAsync("\e[B ");
        await Press("\r");
        await _installation.Runs.Task.WaitAsync(Deadline, TestContext.CancellationToken);
        await See("Esc Leave");
        _terminal.IsBroken = true;
        await Press(F10);
        await _terminal.Broke.Task.WaitAsync(Deadline, TestContext.CancellationToken);
        Assert.IsFalse(_installation.Token.IsCancellationRequested);
        _terminal.IsBroken = false;
        _installation.End.SetResult(new StepResult([]));
        await See("Domar is installed");
        await Press("\r");
        Assert.AreEqual(0, await run.WaitAsync(Deadline, TestContext.CancellationToken));
    }

    [TestMethod]
    public async Task SmallTerminal_IsTold_AndEverythingReturnsWhenItGrows()
    {
        _ = Run();
        await See("Welcome");
        var before = _terminal.Screen.Text;
        _terminal.Size = (60, 20);
        await _terminal.TellAsync(new TerminalResized());
        await See("80x24 are needed.");
        _terminal.Size = (80, 24);
        await _terminal.TellAsync(new TerminalResized());
        await _terminal.WaitAsync(text => text == before, "the screen as it was", TestContext.CancellationToken);
    }

    [TestMethod]
    public async Task SerialLine_GetsLittle()
    {
        _ = Run();
        await See("Esc Leave");
        Assert.IsLessThan(1500, _terminal.Screen.Count, "the first screen");

        await Press("\r");
        await See("2 of 6");
        var before = _terminal.Screen.Count;
        await Press("\e[B");
        await See("sdb is blank");
        // Two rows and the remark: an eighth of a second at 9600 baud would be 120.
        Assert.IsLessThan(400, _terminal.Screen.Count - before, "one step in a list");

        before = _terminal.Screen.Count;
        await Press("\e[15~");
        await Press("\e[24~");
        await Press(F1 + "\e");
        await _terminal.WaitAsync(text => !text.Contains("Help:", StringComparison.Ordinal), "the help closed", TestContext.CancellationToken);
        Assert.IsLessThan(4500, _terminal.Screen.Count - before, "help and back");
    }

    private Task<int> Run(MachineReport? report = null)
    {
        var model = new InstallerModel(report ?? DemoMachine.Report(hasDisks: true), Countries, new HashSet<string> { "UTC", "Europe/Vienna", "Europe/Berlin" });
        var ui = new InstallerUi(_terminal, new ScreenWriter(TerminalProfile.Plain), model, new AfterFailure(), _installation, new LogModel(_clock), _clock);
        return ui.RunAsync(TestContext.CancellationToken);
    }

    /// <summary>Goes through the screens with the least that they want.</summary>
    /// <param name="disks">Keys that choose the disks, which the first of them has the focus of.</param>
    private async Task ToSummaryAsync(string disks)
    {
        await Press("\r");
        await See("2 of 6");
        await Press(disks + "\t\t\r");
        await See("3 of 6");
        await Press("au\t\t\t\r");
        await See("4 of 6");
        await Press("password1\tpassword1\t\tadmin@example.com\t\r");
        await See("5 of 6");
        await Press(string.Concat(Enumerable.Repeat("\t", 5)) + "\r");
        await See("What will be done:");
    }

    private Task Press(string keys) => _terminal.PressAsync(keys);

    private Task See(string text) => _terminal.SeeAsync(text, TestContext.CancellationToken);

    /// <summary>The demonstration machine, with a partition table on sdb.</summary>
    private sealed class AfterFailure : IMachineReader
    {
        public Task<MachineReport> ReadAsync(Inspection besides, CancellationToken cancellationToken)
        {
            var report = DemoMachine.Report(hasDisks: true);
            return Task.FromResult(report with { Devices = [.. report.Devices.Select(static device => device.Name == "sdb" ? device with { PartitionTable = "gpt" } : device)] });
        }
    }

    /// <summary>Plans as the demonstration; runs until the test says how it ends.</summary>
    private sealed class HandInstallation : IInstallation
    {
        public TaskCompletionSource<IStepObserver> Runs { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<StepResult> End { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public CancellationToken Token { get; private set; }

        public bool IsRestarted { get; private set; }

        public string LogFile => "/run/domar-install/log";

        public Task<InstallPlanResult> PlanAsync(InstallRequest request, CancellationToken cancellationToken) =>
            new DemoInstallation(TimeProvider.System, fails: false).PlanAsync(request, cancellationToken);

        public Task<StepResult> RunAsync(StepPlan plan, IStepObserver observer, CancellationToken cancellationToken)
        {
            Token = cancellationToken;
            Runs.SetResult(observer);
            return End.Task.WaitAsync(cancellationToken);
        }

        public Task RestartAsync(CancellationToken cancellationToken)
        {
            IsRestarted = true;
            return Task.CompletedTask;
        }
    }
}
