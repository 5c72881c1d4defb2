using Domar.Installer.Terminal;

namespace Domar.Installer.Screens.Controls;

/// <summary>Text that may be longer than its place.</summary>
/// <param name="text">The text, asked for at each drawing.</param>
/// <param name="startsAtEnd">Whether its end is shown first, and followed, as of a log.</param>
internal sealed class ScrollText(Func<string> text, bool startsAtEnd = false) : Control
{
    private readonly bool _canFollow = startsAtEnd;
    private int _first;
    private bool _follows = startsAtEnd;
    private int _count;

    /// <inheritdoc/>
    public override bool CanFocus => true;

    private int Last => Math.Max(0, _count - Height);

    /// <inheritdoc/>
    public override void Draw(Canvas canvas, bool hasFocus)
    {
        var lines = WrappedText.Lines(text().TrimEnd('\n'), Width - 2);
        _count = lines.Count;
        _first = _follows ? Last : Math.Min(_first, Last);
        for (var row = 0; row < Math.Min(Height, _count - _first); row++)
        {
            canvas.Text(X, Y + row, lines[_first + row]);
        }

        if (_first > 0)
        {
            canvas.Text(X + Width - 1, Y, "▲", hasFocus ? TextStyle.Focused : TextStyle.Dimmed);
        }

        if (_first < Last)
        {
            canvas.Text(X + Width - 1, Y + Height - 1, "▼", hasFocus ? TextStyle.Focused : TextStyle.Dimmed);
        }
    }

    /// <inheritdoc/>
    public override bool Press(Key key)
    {
        var to = key.Code switch
        {
            KeyCode.Up => _first - 1,
            KeyCode.Down => _first + 1,
            KeyCode.PageUp => Math.Max(0, _first - Height),
            KeyCode.PageDown => Math.Min(Last, _first + Height),
            KeyCode.Home => 0,
            KeyCode.End => Last,
            _ => -1,
        };
        if (to < 0 || to > Last)
        {
            return false;
        }

        _first = to;
        _follows = _canFollow && to == Last;
        return true;
    }
}
