using Domar.Installer.Screens.Controls;
using Domar.Installer.Screens.Models;
using Domar.Installer.Terminal;

namespace Domar.Installer.Screens.Pages;

/// <summary>How it ended, and what to do next.</summary>
internal sealed class OutcomePage : Page
{
    private readonly OutcomeModel _model;
    private readonly ScrollText _text;
    private readonly IReadOnlyList<Button> _buttons;

    /// <summary>Makes it.</summary>
    public OutcomePage(IInstallerPages pages, OutcomeModel model)
    {
        _model = model;
        _text = new ScrollText(() => model.Text);
        var (log, leave) = (new Button("Log", pages.ShowLog), new Button("Leave", pages.AskToLeave));
        _buttons = model.IsDone ? [new Button("Restart", pages.Restart), log, leave] : [new Button("Back to the summary", pages.Back), log, leave];
        Controls = [.. _buttons, _text];
    }

    /// <inheritdoc/>
    public override string Title => _model.IsDone ? "Domar is installed" : "The installation failed";

    /// <inheritdoc/>
    public override string Help => _model.IsDone
        ? "The machine can start from its disks now. Take the medium out, or put the disks before it in the firmware's order, or it starts from the medium again."
        : "The log (F10) names every command, what it printed, and what failed. \"Back to the summary\" keeps what you entered; from there \"Back\" leads to all screens.";

    /// <inheritdoc/>
    protected override IReadOnlyList<Control> Controls { get; }

    /// <inheritdoc/>
    protected override void Arrange(Canvas canvas)
    {
        _text.Place(Left, Top, canvas.Width - Left - 1, canvas.Height - Top - 4);
        PlaceButtons(canvas, [.. _buttons]);
    }
}
