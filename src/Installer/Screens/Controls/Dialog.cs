using Domar.Installer.Terminal;

namespace Domar.Installer.Screens.Controls;

/// <summary>A box over the screen, with a text and buttons.</summary>
internal sealed class Dialog : Form
{
    private const int LeastWidth = 50;
    private readonly string _title;
    private readonly Func<string> _text;
    private readonly ScrollText _scroll;
    private readonly IReadOnlyList<Button> _buttons;
    private readonly bool _isLarge;

    /// <summary>Makes it.</summary>
    /// <param name="title">In its border.</param>
    /// <param name="text">The text, asked for at each drawing.</param>
    /// <param name="isLarge">Whether it takes the whole screen, and shows the text's end first, as for a log.</param>
    /// <param name="buttons">At least one; the first has the focus.</param>
    public Dialog(string title, Func<string> text, bool isLarge, params IReadOnlyList<Button> buttons)
    {
        (_title, _text, _isLarge, _buttons) = (title, text, isLarge, buttons);
        _scroll = new ScrollText(text, startsAtEnd: isLarge);
        Controls = [.. buttons, _scroll];
        Focus(isLarge ? _scroll : buttons[0]);
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<Control> Controls { get; }

    /// <summary>Takes a key; keys that move in a text go to the text wherever the focus is.</summary>
    public override void Press(Key key)
    {
        if (key.Code is not (KeyCode.Up or KeyCode.Down or KeyCode.PageUp or KeyCode.PageDown or KeyCode.Home or KeyCode.End) || !_scroll.Press(key))
        {
            base.Press(key.Code == KeyCode.Enter && Focused == _scroll ? new Key(KeyCode.Tab) : key);
        }
    }

    /// <inheritdoc/>
    protected override void Arrange(Canvas canvas)
    {
        var width = canvas.Width - (_isLarge ? 4 : 12);
        var lines = WrappedText.Lines(_text().TrimEnd('\n'), width - 6);
        if (!_isLarge)
        {
            width = Math.Clamp(lines.Max(static line => line.Length) + 6, LeastWidth, width);
        }

        var height = _isLarge ? canvas.Height - 3 : Math.Min(lines.Count + 5, canvas.Height - 4);
        var (left, top) = ((canvas.Width - width) / 2, (canvas.Height - height) / 2);
        canvas.Box(left, top, width, height, _title);
        _scroll.Place(left + 2, top + 1, width - 4, height - 4);
        var x = left + 2;
        foreach (var button in _buttons)
        {
            button.Place(x, top + height - 2, button.Length, 1);
            x += button.Length + 2;
        }
    }
}
