using System.Globalization;
using System.Text;

namespace Domar.Installer.Terminal;

/// <summary>Brings a terminal from what it shows to what it shall show, with as few characters as is easy: a serial line carries 960 of them in a second.</summary>
/// <param name="profile">What the terminal can do.</param>
internal sealed class ScreenWriter(TerminalProfile profile)
{
    // A jump costs about six characters; so much unchanged text is sent again rather than jumped over.
    private const int LongestRepeat = 5;

    // Erasing to the end of the line costs three characters.
    private const int ShortestErase = 4;

    // .NET puts terminals into application mode of cursor keys and keypad (terminfo's smkx) when it first writes to them, and leaves them so. In that mode the digits of a
    // VT220's keypad are no digits.
    private const string NormalKeys = "\e[?1l\e>";

    // U+00C0 to U+00FF without their marks.
    private const string LatinLetters = "AAAAAAACEEEEIIIIDNOOOOOxOUUUUYTsaaaaaaaceeeeiiiidnooooo/ouuuuyty";

    private Canvas? _shown;
    private (int X, int Y)? _at;
    private TextStyle? _style;
    private bool? _cursorShown;

    /// <summary>What puts a terminal into our hands.</summary>
    public string Begin() => (profile.HasSecondScreen ? "\e[?1049h" : "") + NormalKeys;

    /// <summary>What gives it back: plain style, cursor shown, and below what is on the screen where there is no second one.</summary>
    /// <param name="height">Rows.</param>
    public string End(int height) => string.Create(
        CultureInfo.InvariantCulture, $"\e[0m{NormalKeys}{(profile.HasSecondScreen ? "\e[2J\e[?1049l" : $"\e[{height};1H\r\n")}\e[?25h");

    /// <summary>Forgets what the terminal shows: the next drawing is whole.</summary>
    public void Forget() => (_shown, _at, _style, _cursorShown) = (null, null, null, null);

    /// <summary>What has to be sent; nothing when nothing has changed.</summary>
    /// <param name="next">What it shall show; it must not be changed afterwards.</param>
    public string Draw(Canvas next)
    {
        var output = new StringBuilder();
        if (_shown is null || (_shown.Width, _shown.Height) != (next.Width, next.Height))
        {
            Forget();
            output.Append("\e[0m\e[2J");
            _style = TextStyle.Normal;
            _shown = new Canvas(next.Width, next.Height);
        }

        var previous = _shown;
        for (var y = 0; y < next.Height; y++)
        {
            DrawRow(output, previous, next, y);
        }

        _shown = next;
        DrawCursor(output, next);
        return output.ToString();
    }

    private void DrawRow(StringBuilder output, Canvas previous, Canvas next, int y)
    {
        // Writing the last cell of all would scroll.
        var width = y == next.Height - 1 ? next.Width - 1 : next.Width;
        var blankFrom = width;
        while (blankFrom > 0 && next[blankFrom - 1, y] == (' ', TextStyle.Normal))
        {
            blankFrom--;
        }

        for (var x = 0; x < width; x++)
        {
            if (previous[x, y] == next[x, y])
            {
                continue;
            }

            Move(output, next, x, y);
            if (x >= blankFrom && CountChanged(previous, next, x, y) >= ShortestErase)
            {
                Style(output, TextStyle.Normal);
                output.Append("\e[K");
                return;
            }

            var (character, style) = next[x, y];
            Style(output, style);
            output.Append(profile.HasUnicode ? character : Ascii(character));
            // After the last column terminals differ in where the cursor is.
            _at = x + 1 < next.Width ? (x + 1, y) : null;
        }
    }

    private static int CountChanged(Canvas previous, Canvas next, int from, int y)
    {
        var count = 0;
        for (var x = from; x < next.Width; x++)
        {
            count += previous[x, y] == next[x, y] ? 0 : 1;
        }

        return count;
    }

    private void Move(StringBuilder output, Canvas next, int x, int y)
    {
        if (_at == (x, y))
        {
            return;
        }

        if (_at is { } at && at.Y == y && at.X < x && x - at.X <= LongestRepeat && IsOneStyle(next, at.X, x, y))
        {
            for (var i = at.X; i < x; i++)
            {
                output.Append(profile.HasUnicode ? next[i, y].Character : Ascii(next[i, y].Character));
            }
        }
        else
        {
            output.Append(CultureInfo.InvariantCulture, $"\e[{y + 1};{x + 1}H");
        }

        _at = (x, y);
    }

    private bool IsOneStyle(Canvas next, int from, int to, int y)
    {
        for (var x = from; x < to; x++)
        {
            if (next[x, y].Style != _style)
            {
                return false;
            }
        }

        return true;
    }

    private void Style(StringBuilder output, TextStyle style)
    {
        if (_style is { } now && profile.Sgr(now) == profile.Sgr(style))
        {
            _style = style;
            return;
        }

        _style = style;
        output.Append(CultureInfo.InvariantCulture, $"\e[{profile.Sgr(style)}m");
    }

    private void DrawCursor(StringBuilder output, Canvas next)
    {
        if (next.Cursor is { } cursor)
        {
            Move(output, next, cursor.X, cursor.Y);
        }

        if (_cursorShown != (next.Cursor is not null))
        {
            _cursorShown = next.Cursor is not null;
            output.Append(next.Cursor is null ? "\e[?25l" : "\e[?25h");
        }
    }

    private static char Ascii(char character) => character switch
    {
        <= '~' => character,
        >= '\u00c0' and <= '\u00ff' => LatinLetters[character - '\u00c0'],
        '─' or '\u2010' or '\u2013' or '\u2014' => '-',
        '│' => '|',
        '┌' or '┐' or '└' or '┘' or '├' or '┤' => '+',
        '█' => '#',
        '░' => '.',
        '▲' => '^',
        '▼' => 'v',
        '•' => '*',
        '\u2018' or '\u2019' => '\'',
        '\u201c' or '\u201d' => '"',
        _ => '?',
    };
}
