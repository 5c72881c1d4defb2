using Domar.Installer.Terminal;

namespace Domar.Installer.Screens.Controls;

/// <summary>A list with a mark at each item that is chosen. Arrows move, the space bar or Enter chooses; a letter goes to the next item that begins with what is typed.</summary>
/// <param name="count">How many items there are.</param>
/// <param name="text">An item's text.</param>
/// <param name="mark">What stands before an item: <c>[x]</c>, <c>( )</c>, or blanks.</param>
/// <param name="isEnabled">Whether an item can be chosen; others can be looked at.</param>
/// <param name="choose">Chooses an item, or takes the choice back.</param>
internal sealed class ChoiceList(Func<int> count, Func<int, string> text, Func<int, string> mark, Func<int, bool> isEnabled, Action<int> choose) : Control
{
    private int _first;
    private string _typed = "";

    /// <summary>Whether to go to an item is to choose it.</summary>
    public bool ChoosesByMoving { get; init; }

    /// <summary>Whether typed letters search.</summary>
    public bool SearchesByTyping { get; init; }

    /// <summary>The item that the keys are at.</summary>
    public int Current { get; set; }

    /// <inheritdoc/>
    public override bool CanFocus => count() > 0;

    /// <inheritdoc/>
    public override void Draw(Canvas canvas, bool hasFocus)
    {
        Current = Math.Clamp(Current, 0, Math.Max(0, count() - 1));
        _first = Math.Clamp(_first, Math.Max(0, Current - Height + 1), Current);
        _first = Math.Max(0, Math.Min(_first, count() - Height));
        for (var row = 0; row < Math.Min(Height, count() - _first); row++)
        {
            var item = _first + row;
            var style = hasFocus && item == Current ? TextStyle.Focused : isEnabled(item) ? TextStyle.Normal : TextStyle.Dimmed;
            canvas.Text(X, Y + row, $"{mark(item)} {text(item)}", style, Width - 2);
        }

        if (_first > 0)
        {
            canvas.Text(X + Width - 1, Y, "▲", TextStyle.Dimmed);
        }

        if (_first + Height < count())
        {
            canvas.Text(X + Width - 1, Y + Height - 1, "▼", TextStyle.Dimmed);
        }
    }

    /// <inheritdoc/>
    public override bool Press(Key key)
    {
        if (key.Code != KeyCode.Character && key.Code != KeyCode.Backspace)
        {
            _typed = "";
        }

        switch (key.Code)
        {
            case KeyCode.Up:
                return Move(Current - 1);
            case KeyCode.Down:
                return Move(Current + 1);
            case KeyCode.PageUp:
                return Move(Math.Max(0, Current - Height));
            case KeyCode.PageDown:
                return Move(Math.Min(count() - 1, Current + Height));
            case KeyCode.Home:
                return Move(0);
            case KeyCode.End:
                return Move(count() - 1);
            case KeyCode.Enter when ChoosesByMoving:
                return false;
            case KeyCode.Enter:
                choose(Current);
                return true;
            case KeyCode.Backspace when SearchesByTyping:
                _typed = _typed.Length > 0 ? _typed[..^1] : "";
                return true;
            case KeyCode.Character when SearchesByTyping:
                Search(_typed + key.Character, key.Character);
                return true;
            case KeyCode.Character when key.Character == ' ':
                choose(Current);
                return true;
            default:
                return false;
        }
    }

    /// <inheritdoc/>
    public override void Leave() => _typed = "";

    private bool Move(int to)
    {
        // At its ends the arrows lead out of the list.
        if (to < 0 || to >= count())
        {
            return false;
        }

        Current = to;
        if (ChoosesByMoving)
        {
            choose(to);
        }

        return true;
    }

    private void Search(string typed, char last)
    {
        foreach (var prefix in (string[])[typed, last.ToString()])
        {
            for (var i = 0; i < count(); i++)
            {
                if (text(i).StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                {
                    _typed = prefix;
                    Move(i);
                    return;
                }
            }
        }
    }
}
