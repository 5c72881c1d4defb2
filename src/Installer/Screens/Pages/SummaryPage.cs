using Domar.Installer.Screens.Controls;
using Domar.Installer.Screens.Models;
using Domar.Installer.Terminal;

namespace Domar.Installer.Screens.Pages;

/// <summary>The plan, and the confirmation.</summary>
internal sealed class SummaryPage : Page
{
    private const int LabelWidth = 20;

    private readonly SummaryModel _model;
    private readonly ScrollText _text;
    private readonly TextInput _typed;
    private readonly Button _install;
    private readonly Button _back;
    private readonly Button _answer;
    private bool _isTried;

    /// <summary>Makes it.</summary>
    public SummaryPage(IInstallerPages pages, SummaryModel model)
    {
        _model = model;
        _text = new ScrollText(() => model.Text);
        _typed = new TextInput(model.Typed, LabelWidth, static () => { });
        _install = new Button("Install", () =>
        {
            _isTried = true;
            if (model.Confirmed is { } plan)
            {
                pages.Install(plan);
            }
            else if (model.Phrase is not null)
            {
                Focus(_typed);
            }
        });
        _back = new Button("Back", pages.Back);
        _answer = new Button("Answer file", pages.ShowAnswerFile);
        Controls = model.Phrase is null ? [_install, _back, _answer, _text] : [_typed, _install, _back, _answer, _text];
    }

    /// <inheritdoc/>
    public override string Title => "Summary";

    /// <inheritdoc/>
    public override int Number => 6;

    /// <inheritdoc/>
    public override string Help => """
        The list has what you entered, and every step that will be done, with its commands. Tab goes to it; the arrows and Page Up and Down move in it.

        Nothing has been written so far. When a disk has data on it, the installation begins only after the words that are asked for have been typed, with the names of all chosen disks: they are erased.

        "Answer file" shows the file that installs the same without questions. The password is not in it.
        """;

    /// <inheritdoc/>
    protected override IReadOnlyList<Control> Controls { get; }

    /// <summary>Takes a key. Letters are meant for the confirmation wherever the focus is.</summary>
    public override void Press(Key key)
    {
        if (_model.Phrase is not null && key.Code == KeyCode.Character && key.Character != ' ' && Focused != _typed)
        {
            Focus(_typed);
        }

        base.Press(key);
    }

    /// <inheritdoc/>
    protected override void Arrange(Canvas canvas)
    {
        var below = _model.Phrase is null ? 5 : 7;
        _text.Place(Left, Top, canvas.Width - Left - 1, canvas.Height - Top - below);
        var y = canvas.Height - below;
        canvas.Text(0, y, new string('─', canvas.Width), TextStyle.Dimmed);
        if (_model.Phrase is { } phrase)
        {
            canvas.Text(Left, y + 1, $"All data on {_model.DisksText} will be lost. To install, type: {phrase}", TextStyle.Heading);
            _typed.Place(Left, y + 2, canvas.Width - (2 * Left), 1);
        }
        else
        {
            canvas.Text(Left, y + 1, $"{_model.DisksText}: blank, as far as is known. \"Install\" begins to write.");
        }

        PlaceButtons(canvas, _install, _back, _answer);
        if (_isTried && _model.Obstacle is { } obstacle)
        {
            canvas.Text(Left, canvas.Height - 2, $"! {obstacle}", TextStyle.Error);
        }
    }
}
