using System.Text;

namespace Domar.Installer.Tests.Support;

/// <summary>
/// What a terminal shows, by the control sequences that a VT220 knows. One that it does not know is an error, so that a test also proves that nothing else is sent;
/// xterm's second screen has to be allowed.
/// </summary>
internal sealed class VtScreen(int width = 80, int height = 24)
{
    private readonly Lock _lock = new();
    private readonly StringBuilder _sequence = new();
    private char[] _cells = Blank(width, height);
    private int _x;
    private int _y;

    /// <summary>Styles that were set: the numbers of SGR.</summary>
    public HashSet<string> Styles { get; } = [];

    /// <summary>Sequences that a VT220 does not know.</summary>
    public List<string> Unknown { get; } = [];

    /// <summary>Whether the cursor is shown.</summary>
    public bool CursorShown { get; private set; } = true;

    /// <summary>Where the cursor is.</summary>
    public (int X, int Y) Cursor => (_x, _y);

    /// <summary>How many characters came.</summary>
    public int Count { get; private set; }

    /// <summary>Whether cursor keys are in application mode.</summary>
    public bool IsApplicationMode { get; private set; }

    /// <summary>Whether xterm's second screen is shown.</summary>
    public bool IsSecondScreen { get; private set; }

    /// <summary>Rows, without blanks at their ends.</summary>
    public string Text
    {
        get
        {
            lock (_lock)
            {
                return string.Join('\n', Enumerable.Range(0, height).Select(row => new string(_cells, row * width, width).TrimEnd()));
            }
        }
    }

    /// <summary>Takes what a program writes.</summary>
    public void Write(string text)
    {
        lock (_lock)
        {
            foreach (var each in text)
            {
                Count++;
                Add(each);
            }
        }
    }

    private static char[] Blank(int width, int height)
    {
        var cells = new char[width * height];
        Array.Fill(cells, ' ');
        return cells;
    }

    private void Add(char each)
    {
        if (_sequence.Length > 0)
        {
            _sequence.Append(each);
            // Of ESC [ it is the first letter that ends it.
            if (_sequence.Length > 2 && each is >= '@' and <= '~')
            {
                Carry(_sequence.ToString(2, _sequence.Length - 3), each);
                _sequence.Clear();
            }
            else if (_sequence.Length == 2 && each != '[')
            {
                // The keypad's modes.
                if (each is not ('=' or '>'))
                {
                    Unknown.Add(_sequence.ToString());
                }

                _sequence.Clear();
            }

            return;
        }

        switch (each)
        {
            case '\e':
                _sequence.Append(each);
                break;
            case '\r':
                _x = 0;
                break;
            case '\n':
                LineFeed();
                break;
            default:
                if (_x == width)
                {
                    _x = 0;
                    LineFeed();
                }

                _cells[(_y * width) + _x++] = each;
                break;
        }
    }

    private void LineFeed()
    {
        if (_y < height - 1)
        {
            _y++;
            return;
        }

        _cells = [.. _cells[width..], .. Blank(width, 1)];
    }

    private void Carry(string parameters, char last)
    {
        switch (last, parameters)
        {
            case ('H', _):
                var place = parameters.Length == 0 ? [1, 1] : parameters.Split(';').Select(int.Parse).ToArray();
                (_y, _x) = (Math.Clamp(place[0], 1, height) - 1, Math.Clamp(place[1], 1, width) - 1);
                break;
            case ('K', ""):
                Array.Fill(_cells, ' ', (_y * width) + _x, width - _x);
                break;
            case ('J', "2"):
                _cells = Blank(width, height);
                break;
            case ('m', _):
                Styles.Add(parameters);
                break;
            case ('h' or 'l', "?1"):
                IsApplicationMode = last == 'h';
                break;
            case ('h' or 'l', "?25"):
                CursorShown = last == 'h';
                break;
            case ('h' or 'l', "?1049"):
                IsSecondScreen = last == 'h';
                Unknown.Add("?1049");
                break;
            default:
                Unknown.Add($"[{parameters}{last}");
                break;
        }
    }
}
