namespace Domar.Installer.Terminal;

/// <summary>A screen full of characters, in memory. What is drawn outside of it is cut off.</summary>
internal sealed class Canvas
{
    private readonly (char Character, TextStyle Style)[] _cells;

    /// <summary>Makes an empty one.</summary>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    public Canvas(int width, int height)
    {
        (Width, Height) = (width, height);
        _cells = new (char, TextStyle)[width * height];
        Array.Fill(_cells, (' ', TextStyle.Normal));
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Where the cursor is shown; null for nowhere.</summary>
    public (int X, int Y)? Cursor { get; set; }

    /// <summary>A character and its style.</summary>
    public (char Character, TextStyle Style) this[int x, int y] => _cells[(y * Width) + x];

    /// <summary>Draws a text of one line.</summary>
    /// <param name="x">Column of its beginning, from 0.</param>
    /// <param name="y">Row, from 0.</param>
    /// <param name="text">Text; what needs more or less than one column of a terminal is shown as a question mark.</param>
    /// <param name="style">What it is.</param>
    /// <param name="width">Columns that it fills, with blanks where it is shorter; null for as many as it has.</param>
    public void Text(int x, int y, string text, TextStyle style = TextStyle.Normal, int? width = null)
    {
        var length = width ?? text.Length;
        for (var i = 0; i < length; i++)
        {
            Set(x + i, y, i < text.Length ? OneColumn(text[i]) : ' ', style);
        }
    }

    /// <summary>Draws an empty box with a border.</summary>
    /// <param name="left">Column of its border.</param>
    /// <param name="top">Row of its border.</param>
    /// <param name="width">Columns with the border.</param>
    /// <param name="height">Rows with the border.</param>
    /// <param name="title">In the border.</param>
    public void Box(int left, int top, int width, int height, string title)
    {
        for (var y = 0; y < height; y++)
        {
            var (first, middle, last) = y == 0 ? ('┌', '─', '┐') : y == height - 1 ? ('└', '─', '┘') : ('│', ' ', '│');
            Text(left, top + y, first + new string(middle, width - 2) + last);
        }

        Text(left + 2, top, $" {title} ", TextStyle.Heading);
    }

    private void Set(int x, int y, char character, TextStyle style)
    {
        if (x >= 0 && y >= 0 && x < Width && y < Height)
        {
            _cells[(y * Width) + x] = (character, style);
        }
    }

    // Latin, Greek, Cyrillic and the few symbols that are drawn here have one column everywhere. East Asian, combining and private characters have none or two.
    private static char OneColumn(char character) => character switch
    {
        < ' ' or '\x7f' or (>= '\x80' and < '\xa0') or '\xad' => '?',
        < '\u0300' or (>= '\u0370' and < '\u0483') or (>= '\u048a' and < '\u0590') => character,
        (>= '\u2010' and <= '\u2015') or (>= '\u2018' and <= '\u201f') or '\u2022' or '\u2026' or '\u20ac' or (>= '\u2500' and <= '\u259f') or '\u25b2' or '\u25bc' => character,
        _ => '?',
    };
}
