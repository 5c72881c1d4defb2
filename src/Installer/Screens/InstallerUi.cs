using System.Threading.Channels;
using Domar.Core.Install.Plans;
using Domar.Core.Steps;
using Domar.HostTools.Steps;
using Domar.Installer.Cli;
using Domar.Installer.Installation;
using Domar.Installer.Inventory;
using Domar.Installer.Screens.Controls;
using Domar.Installer.Screens.Models;
using Domar.Installer.Screens.Pages;
using Domar.Installer.Terminal;

namespace Domar.Installer.Screens;

/// <summary>
/// The text UI. One loop owns screens and models: it takes keys, and what other threads post, from a channel, and draws what has changed. While nothing happens
/// nothing is sent.
/// </summary>
internal sealed class InstallerUi : IInstallerPages, IDisposable
{
    private const int LeastWidth = 80;
    private const int LeastHeight = 24;
    private const string Keys = " F1 Help   F10 Log   Tab Next field   Esc Leave";

    // Often enough for a person; a line of 9600 baud has room for keys beside it.
    private static readonly TimeSpan ProgressPeriod = TimeSpan.FromMilliseconds(500);

    private readonly ITerminal _terminal;
    private readonly ScreenWriter _writer;
    private readonly InstallerModel _model;
    private readonly IMachineReader _machine;
    private readonly IInstallation _installation;
    private readonly TimeProvider _clock;
    private readonly LogModel _log;
    private readonly Channel<TerminalEvent> _events = Channel.CreateUnbounded<TerminalEvent>(new UnboundedChannelOptions { SingleReader = true });
    private readonly List<Page> _questions;
    private readonly List<Form> _open = [];
    private CancellationTokenSource _stop = new();
    private Page _page;
    private Form? _leaveDialog;
    private bool _isInstalling;
    private bool _isClosed;
    private int _exitCode = ExitCode.Cancelled;
    private bool _isOver;

    /// <summary>Makes it.</summary>
    /// <param name="terminal">Where the person is.</param>
    /// <param name="writer">Draws on it.</param>
    /// <param name="model">What is entered.</param>
    /// <param name="machine">Looks at the host again, after an installation that failed.</param>
    /// <param name="installation">Plans and carries out.</param>
    /// <param name="log">What has happened.</param>
    /// <param name="clock">Gives times.</param>
    public InstallerUi(ITerminal terminal, ScreenWriter writer, InstallerModel model, IMachineReader machine, IInstallation installation, LogModel log, TimeProvider clock)
    {
        (_terminal, _writer, _model, _machine, _installation, _clock) = (terminal, writer, model, machine, installation, clock);
        _log = log;
        foreach (var note in model.Report.Notes)
        {
            _log.Add($"Note: {note}");
        }

        _questions =
            [new WelcomePage(this), new DisksPage(this, model.Disks), new PlacePage(this, model.Place), new AccountPage(this, model.Account), new NetworkPage(this, model.Network)];
        _page = _questions[0];
    }

    /// <summary>Runs until the person leaves, or the machine restarts. Returns the exit code.</summary>
    /// <param name="cancellationToken">Ends it, as hanging up does.</param>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using var end = cancellationToken.Register(() => Post(new TerminalClosed()));
        _terminal.Start(_events.Writer);
        _terminal.Write(_writer.Begin());
        while (!_isOver)
        {
            Guard(Draw);
            var next = await _events.Reader.ReadAsync(CancellationToken.None).ConfigureAwait(false);
            Guard(() => Handle(next));
            // What came together, as a text that is pasted, is drawn once.
            while (!_isOver && _events.Reader.TryRead(out var more))
            {
                Guard(() => Handle(more));
            }
        }

        return _exitCode;
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    /// <inheritdoc/>
    public void Check() => _model.Check();

    /// <inheritdoc/>
    public void Next()
    {
        var next = _questions.IndexOf(_page) + 1;
        if (next < _questions.Count)
        {
            Show(_questions[next]);
            return;
        }

        _model.Check();
        if (_model.Settings is { } settings)
        {
            var summary = new SummaryModel(settings, _model.Disks.Chosen);
            _page = new SummaryPage(this, summary);
            _ = PlanAsync(summary);
            return;
        }

        // A choice that came later has made an earlier screen wrong.
        var pages = new PageModel[] { _model.Disks, _model.Place, _model.Account, _model.Network };
        var wrong = Array.FindIndex(pages, static page => page.Problems.Count > 0);
        if (wrong >= 0)
        {
            pages[wrong].ShowAll();
            Show(_questions[wrong + 1]);
        }
    }

    /// <inheritdoc/>
    public void Back()
    {
        if (_page is OutcomePage)
        {
            _ = LookAgainAsync();
            return;
        }

        var at = _questions.IndexOf(_page);
        Show(_questions[at < 0 ? _questions.Count - 1 : Math.Max(0, at - 1)]);
    }

    /// <inheritdoc/>
    public void Open(Form form) => _open.Add(form);

    /// <inheritdoc/>
    public void Close() => _open.RemoveAt(_open.Count - 1);

    /// <inheritdoc/>
    public void ShowAnswerFile()
    {
        var text = AnswerText.Write(_model, withPassword: false).Text;
        Open(new Dialog("Answer file that installs the same", () => text, isLarge: false, new Button("Close", Close)));
    }

    /// <inheritdoc/>
    public void ShowLog() => Open(new Dialog("Log", () => _log.Text, isLarge: true, new Button("Close", Close)));

    /// <inheritdoc/>
    public void Install(StepPlan plan)
    {
        var progress = new ProgressModel(plan, _clock);
        _page = new ProgressPage(this, progress);
        _isInstalling = true;
        _ = RunInstallationAsync(plan, progress);
    }

    /// <inheritdoc/>
    public void Restart()
    {
        _log.Add("Restart.");
        _ = RestartAsync();
    }

    /// <inheritdoc/>
    public void AskToLeave()
    {
        var (text, leave) = _isInstalling
            ? ("The installation is running. If it stops now, the chosen disks are incomplete, and what was on them is lost.", new Button("Stop it", Stop))
            : _page is OutcomePage ? ("This leaves the installer. The machine goes on running from the medium.", new Button("Leave", Leave))
            : ("Nothing has been written. What you entered is forgotten if you leave.", new Button("Leave", Leave));
        _leaveDialog = new Dialog(_isInstalling ? "Stop the installation?" : "Leave the installer?", () => text, isLarge: false, new Button("Stay", Close), leave);
        Open(_leaveDialog);
    }

    /// <summary>A fault of a screen is no reason to leave disks half written.</summary>
    private void Guard(Action work)
    {
        try
        {
            work();
        }
        catch (Exception exception) when (_isInstalling)
        {
            _log.Add($"A screen failed: {exception}");
        }
    }

    private void Show(Page page)
    {
        _page = page;
        page.Enter();
    }

    private void Leave() => _isOver = true;

    private void Stop()
    {
        Close();
        if (_isInstalling && _page is ProgressPage)
        {
            _log.Add("The person at the console stops the installation.");
            _stop.Cancel();
        }
    }

    private void Post(TerminalEvent next) => _events.Writer.TryWrite(next);

    private void Post(Action work) => Post(new WorkPosted(work));

    private void Handle(TerminalEvent next)
    {
        switch (next)
        {
            case KeyPressed pressed when !_isClosed:
                Press(pressed.Key);
                break;
            case WorkPosted posted:
                posted.Work();
                break;
            case TerminalResized:
                _writer.Forget();
                break;
            case TerminalClosed:
                // Nobody watches any more; disks that are half written would help nobody.
                _isClosed = true;
                _isOver = !_isInstalling;
                break;
            default:
                break;
        }
    }

    private void Press(Key key)
    {
        if (IsTooSmall(_terminal.Size))
        {
            // Nothing can be read, and so nothing be pressed.
            _isOver = key.Code == KeyCode.Interrupt && !_isInstalling;
            return;
        }

        var top = _open.Count > 0 ? _open[^1] : null;
        if (top is not null && top == _leaveDialog && (key.Is('1') || key.Is('0')))
        {
            // Escape and a digit, typed slowly.
            Close();
            key = new Key(key.Is('1') ? KeyCode.Help : KeyCode.Log);
        }

        switch (key.Code)
        {
            case KeyCode.Redraw:
                _writer.Forget();
                break;
            case KeyCode.Help when !_open.Exists(static form => form is Dialog):
                Open(new Dialog($"Help: {_page.Title}", () => _page.Help, isLarge: false, new Button("Close", Close)));
                break;
            case KeyCode.Log when !_open.Exists(static form => form is Dialog):
                ShowLog();
                break;
            case KeyCode.Escape or KeyCode.Interrupt when top is not null:
                Close();
                break;
            case KeyCode.Escape or KeyCode.Interrupt:
                AskToLeave();
                break;
            default:
                (top ?? _page).Press(key);
                break;
        }
    }

    private void Draw()
    {
        if (_isClosed)
        {
            return;
        }

        var size = _terminal.Size;
        var canvas = new Canvas(size.Width, size.Height);
        if (IsTooSmall(size))
        {
            canvas.Text(0, 0, $"Too small: {size.Width}x{size.Height}.");
            canvas.Text(0, 1, $"{LeastWidth}x{LeastHeight} are needed.");
            canvas.Text(0, 2, "Make it larger.");
        }
        else
        {
            var number = _page.Number > 0 ? $"{_page.Number} of {_questions.Count + 1}   " : "";
            var right = $"{number}{_page.Title} ";
            canvas.Text(0, 0, $" Domar {typeof(InstallerUi).Assembly.GetName().Version!.ToString(3)} installer", TextStyle.Bar, size.Width);
            canvas.Text(size.Width - right.Length, 0, right, TextStyle.Bar);
            canvas.Text(0, size.Height - 1, Keys, TextStyle.Bar, size.Width);
            _page.Draw(canvas);
            foreach (var form in _open)
            {
                form.Draw(canvas);
            }
        }

        if (_writer.Draw(canvas) is { Length: > 0 } output)
        {
            _terminal.Write(output);
        }
    }

    private static bool IsTooSmall((int Width, int Height) size) => size.Width < LeastWidth || size.Height < LeastHeight;

    private async Task PlanAsync(SummaryModel summary)
    {
        InstallPlanResult plan;
        try
        {
            plan = await _installation.PlanAsync(new InstallRequest(summary.Settings, _model.Report), _stop.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Whatever it is, the person must learn of it, and can go back.
            plan = new InstallPlanResult(null, [exception.Message], []);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        Post(() => summary.SetPlan(plan));
    }

    /// <summary>The disks are not what they were: the plan must be made of what is on them now.</summary>
    private async Task LookAgainAsync()
    {
        MachineReport? report = null;
        try
        {
            report = await _machine.ReadAsync(Inspection.Health, _stop.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            _log.Add($"This machine cannot be looked at again: {exception.Message}");
        }

        Post(() =>
        {
            if (report is not null)
            {
                _model.SetReport(report);
            }

            _page = _questions[^1];
            Next();
        });
    }

    private async Task RunInstallationAsync(StepPlan plan, ProgressModel progress)
    {
        var observer = new LatestProgress(_log);
        using var timer = new PeriodicTimer(ProgressPeriod, _clock);
        var ticking = TickAsync(timer, observer, progress);
        string? failure = null;
        IReadOnlyList<string> notes = [];
        try
        {
            notes = (await _installation.RunAsync(plan, observer, _stop.Token).ConfigureAwait(false)).Notes;
            _log.Add("Domar is installed.");
        }
        catch (OperationCanceledException exception)
        {
            failure = exception is StepsCancelledException ? exception.Message : "It was stopped.";
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            failure = exception.Message;
            _log.Add($"Failed: {exception}");
        }

        timer.Dispose();
        await ticking.ConfigureAwait(false);
        Post(() => Finish(failure, notes));
    }

    private async Task TickAsync(PeriodicTimer timer, LatestProgress observer, ProgressModel progress)
    {
        while (await timer.WaitForNextTickAsync(CancellationToken.None).ConfigureAwait(false))
        {
            Post(() =>
            {
                progress.IsStopping = _stop.IsCancellationRequested;
                if (observer.Take() is { } latest)
                {
                    progress.Set(latest);
                }
            });
        }
    }

    private void Finish(string? failure, IReadOnlyList<string> notes)
    {
        _isInstalling = false;
        if (_stop.IsCancellationRequested)
        {
            _stop.Dispose();
            _stop = new CancellationTokenSource();
        }

        _exitCode = failure is null ? ExitCode.Ok : ExitCode.Failed;
        _open.Clear();
        _page = new OutcomePage(this, new OutcomeModel(_model.Settings!, string.Join(", ", _model.Disks.Chosen.Select(static disk => disk.Device.Name)), failure, notes));
        _isOver = _isClosed;
    }

    private async Task RestartAsync()
    {
        try
        {
            await _installation.RestartAsync(CancellationToken.None).ConfigureAwait(false);
            Post(Leave);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            var text = $"The machine does not restart: {exception.Message} Switch it off and on.";
            Post(() => Open(new Dialog("Restart", () => text, isLarge: false, new Button("Close", Close))));
        }
    }
}
