using Domar.Installer.Screens.Controls;
using Domar.Installer.Terminal;

namespace Domar.Installer.Screens.Pages;

/// <summary>What this is, its licence, what will happen.</summary>
internal sealed class WelcomePage : Page
{
    private const string Welcome = """
        This installs Domar, a virtualization host, on this machine.

        Six screens ask what is needed. Nothing is written before the confirmation on the last one. Then the disks that you chose are erased, and a minute or two later the machine can start from them.

        Licence
        Domar is free software under the Apache License, Version 2.0, and comes without any warranty. It installs Debian 13 with OpenZFS; each package of these is under a free licence of its own (GPL, CDDL, BSD and others): www.debian.org/legal/licenses.

        Keys
        Tab and the arrows go from field to field, Enter presses a button, the space bar marks. F1 explains each screen, F10 shows the log. Where function keys do not work, as on some serial lines: Esc and then 1, Esc and then 0.
        """;

    private readonly Button _next;
    private readonly Button _leave;
    private readonly ScrollText _text = new(static () => Welcome);

    /// <summary>Makes it.</summary>
    public WelcomePage(IInstallerPages pages)
    {
        _next = new Button("I agree: next", pages.Next);
        _leave = new Button("Leave", pages.AskToLeave);
        Controls = [_next, _leave, _text];
    }

    /// <inheritdoc/>
    public override string Title => "Welcome";

    /// <inheritdoc/>
    public override int Number => 1;

    /// <inheritdoc/>
    public override string Help => """
        Domar can also be installed without questions, with an answer file: see docs/answer-file.md, or the last screen, which shows the answer file that says what you entered.

        Ctrl-L draws the screen again. Esc or Ctrl-C asks whether to leave. To leave before the confirmation changes nothing on this machine.
        """;

    /// <inheritdoc/>
    protected override IReadOnlyList<Control> Controls { get; }

    /// <inheritdoc/>
    protected override void Arrange(Canvas canvas)
    {
        _text.Place(Left, Top, canvas.Width - Left, canvas.Height - Top - 4);
        PlaceButtons(canvas, _next, _leave);
    }
}
