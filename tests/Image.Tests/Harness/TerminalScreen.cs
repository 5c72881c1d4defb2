using System.Globalization;
using System.Text;

namespace Domar.Image.Tests.Harness;

/// <summary>
/// What a terminal of 80 columns and 24 rows shows after the bytes that it was sent (ECMA-48, as much as full-screen programs use): programs send
/// only what has changed, so that what a person reads is in no piece of the output. Colours are not kept.
/// </summary>
internal sealed class TerminalScreen
{
    private const int Width = 80;
    private const int Height = 24;
    private const char Escape = '\u001b';

    private readonly char[] _cells = new char[Width * Height];
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly StringBuilder _sequence = new();
    private int _row;
    private int _column;

    /// <summary>A blank screen.</summary>
    public TerminalScreen() => Array.Fill(_cells, ' ');

    /// <summary>Its rows, without blanks at their ends.</summary>
    public string Text => string.Join('\n', Enumerable.Range(0, Height).Select(row => new string(_cells, row * Width, Width).TrimEnd()));

    /// <summary>Takes what was sent.</summary>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        var characters = new char[_decoder.GetCharCount(bytes, flush: false)];
        _decoder.GetChars(bytes, characters, flush: false);
        foreach (var character in characters)
        {
            if (_sequence.Length > 0 || character == Escape)
            {
                Continue(character);
            }
            else
            {
                Put(character);
            }
        }
    }

    private void Put(char character)
    {
        switch (character)
        {
            case '\r':
                _column = 0;
                break;
            case '\n':
                LineFeed();
                break;
            case '\b':
                _column = Math.Max(0, _column - 1);
                break;
            case < ' ':
                break;
            default:
                if (_column == Width)
                {
                    // The cursor waits behind the last column until there is something to write.
                    _column = 0;
                    LineFeed();
                }

                _cells[(_row * Width) + _column++] = character;
                break;
        }
    }

    private void LineFeed()
    {
        if (_row < Height - 1)
        {
            _row++;
            return;
        }

        Array.Copy(_cells, Width, _cells, 0, _cells.Length - Width);
        Clear(_cells.Length - Width, _cells.Length);
    }

    // Collects a sequence until it is whole.
    private void Continue(char character)
    {
        _sequence.Append(character);
        if (_sequence.Length == 1)
        {
            return;
        }

        var isWhole = _sequence[1] switch
        {
            '[' => _sequence.Length > 2 && character is >= '@' and <= '~',
            ']' => character == '\a' || (character == '\\' && _sequence[^2] == Escape),
            '(' or ')' or '#' => _sequence.Length > 2,
            _ => true,
        };
        if (!isWhole)
        {
            return;
        }

        var sequence = _sequence.ToString();
        _sequence.Clear();
        if (sequence[1] == '[')
        {
            Control(sequence[^1], sequence[2..^1]);
        }
    }

    private void Control(char final, string parameters)
    {
        // "?25h" and the like are modes; they show nothing.
        if (parameters.Length > 0 && !char.IsAsciiDigit(parameters[0]) && parameters[0] != ';')
        {
            return;
        }

        var numbers = parameters.Split(';').Select(static text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0).ToList();
        var count = Math.Max(1, numbers[0]);
        var column = Math.Min(_column, Width - 1);
        var at = (_row * Width) + column;
        switch (final)
        {
            case 'A':
                _row = Math.Max(0, _row - count);
                break;
            case 'B':
                _row = Math.Min(Height - 1, _row + count);
                break;
            case 'C':
                _column = Math.Min(Width - 1, column + count);
                break;
            case 'D':
                _column = Math.Max(0, column - count);
                break;
            case 'G':
                _column = Math.Min(Width, count) - 1;
                break;
            case 'd':
                _row = Math.Min(Height, count) - 1;
                break;
            case 'H' or 'f':
                _row = Math.Min(Height, count) - 1;
                _column = Math.Min(Width, Math.Max(1, numbers.ElementAtOrDefault(1))) - 1;
                break;
            case 'J':
                Clear(numbers[0] == 0 ? at : 0, numbers[0] == 1 ? at + 1 : _cells.Length);
                break;
            case 'K':
                Clear(numbers[0] == 0 ? at : _row * Width, numbers[0] == 1 ? at + 1 : (_row + 1) * Width);
                break;
            case 'X':
                Clear(at, Math.Min(at + count, (_row + 1) * Width));
                break;
            default:
                break;
        }
    }

    private void Clear(int from, int to) => Array.Fill(_cells, ' ', from, to - from);
}
