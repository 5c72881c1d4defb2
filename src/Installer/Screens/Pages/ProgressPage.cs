using Domar.Installer.Screens.Controls;
using Domar.Installer.Screens.Models;
using Domar.Installer.Terminal;

namespace Domar.Installer.Screens.Pages;

/// <summary>The installation runs.</summary>
internal sealed class ProgressPage : Page
{
    private readonly ProgressModel _model;
    private readonly Button _log;

    /// <summary>Makes it.</summary>
    public ProgressPage(IInstallerPages pages, ProgressModel model)
    {
        _model = model;
        _log = new Button("Log", pages.ShowLog);
        Controls = [_log];
    }

    /// <inheritdoc/>
    public override string Title => "Installing";

    /// <inheritdoc/>
    public override string Help => """
        The disks are being written. The time left is that of the writing, at the rate of the last seconds.

        F10 shows each command and what it printed. Esc asks whether to stop: the chosen disks are incomplete then, and the installation has to be begun again.
        """;

    /// <inheritdoc/>
    protected override IReadOnlyList<Control> Controls { get; }

    /// <inheritdoc/>
    protected override void Arrange(Canvas canvas)
    {
        // The groups around the one that is being worked on, when there are more than rows.
        var rows = canvas.Height - Top - 10;
        var first = Math.Clamp(_model.Group - (rows / 2), 0, Math.Max(0, _model.Groups.Count - rows));
        for (var i = first; i < Math.Min(_model.Groups.Count, first + rows); i++)
        {
            var (mark, style) = _model.IsDone(i) ? ("[x]", TextStyle.Good) : _model.IsUnderWay(i) ? ("[>]", TextStyle.Heading) : ("[ ]", TextStyle.Normal);
            canvas.Text(Left, Top + 1 + i - first, $"{mark} {_model.Groups[i]}", style);
        }

        var y = canvas.Height - 8;
        var width = canvas.Width - (2 * Left) - 7;
        var done = (int)(_model.Fraction * width);
        canvas.Text(Left, y, new string('█', done) + new string('░', width - done));
        canvas.Text(Left + width + 2, y, $"{(int)(_model.Fraction * 100),3} %");
        if (_model.Now is { } now)
        {
            var what = _model.IsStopping ? "Stopping: " : now.IsUndoing ? "Undoing: " : now.IsComparing ? "Comparing: " : "";
            canvas.Text(Left, y + 2, $"{what}{now.Text}");
            canvas.Text(Left, y + 3, $"Step {now.Number} of {now.Count}   {_model.Figures}", TextStyle.Dimmed);
        }

        PlaceButtons(canvas, _log);
    }
}
