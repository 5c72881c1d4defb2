using System.Globalization;
using System.Text;

namespace Domar.Installer.Terminal;

/// <summary>
/// Makes keys of what a terminal sends: the sequences of the Linux console (console_codes(4)), xterm (ctlseqs) and the VT220 (its programmer reference, chapter 3).
/// A sequence may come in pieces. Escape alone is known by the silence after it: <see cref="Flush"/>.
/// </summary>
internal sealed class KeyDecoder
{
    private const byte EscapeByte = 0x1b;

    // The longest that means something here is ESC [ 1 5 ; 5 ~; what is longer is noise.
    private const int LongestSequence = 16;

    private readonly List<byte> _pending = [];

    /// <summary>Whether bytes wait for more.</summary>
    public bool HasPending => _pending.Count > 0;

    /// <summary>Takes bytes, and returns the keys that are whole.</summary>
    /// <param name="bytes">What the terminal sent.</param>
    public IReadOnlyList<Key> Feed(ReadOnlySpan<byte> bytes)
    {
        var keys = new List<Key>();
        foreach (var each in bytes)
        {
            Add(each, keys);
        }

        return keys;
    }

    /// <summary>Nothing more came: what waits is as it is. Escape alone is the key Escape.</summary>
    public IReadOnlyList<Key> Flush()
    {
        var isEscape = _pending is [EscapeByte];
        var isNothing = _pending.Count == 0;
        _pending.Clear();
        return isNothing ? [] : [new Key(isEscape ? KeyCode.Escape : KeyCode.Other)];
    }

    private void Add(byte each, List<Key> keys)
    {
        if (_pending.Count == 0)
        {
            if (each == EscapeByte || each >= 0xc2)
            {
                _pending.Add(each);
            }
            else
            {
                keys.Add(Single(each));
            }

            return;
        }

        if (_pending[0] != EscapeByte)
        {
            AddUtf8(each, keys);
            return;
        }

        if (each == EscapeByte)
        {
            // Escape twice, or a sequence that was cut off: the first one counts, and a new one begins.
            keys.Add(new Key(_pending.Count == 1 ? KeyCode.Escape : KeyCode.Other));
            _pending.Clear();
            _pending.Add(each);
            return;
        }

        _pending.Add(each);
        if (IsWhole(out var key))
        {
            keys.Add(key);
            _pending.Clear();
        }
        else if (_pending.Count > LongestSequence)
        {
            keys.Add(new Key(KeyCode.Other));
            _pending.Clear();
        }
    }

    private void AddUtf8(byte each, List<Key> keys)
    {
        if ((each & 0xc0) != 0x80)
        {
            // Damaged on its way: it is dropped, and the next one starts afresh.
            _pending.Clear();
            Add(each, keys);
            return;
        }

        _pending.Add(each);
        var length = _pending[0] switch { < 0xe0 => 2, < 0xf0 => 3, _ => 4 };
        if (_pending.Count < length)
        {
            return;
        }

        var text = Encoding.UTF8.GetString([.. _pending]);
        _pending.Clear();
        keys.Add(text.Length == 1 && text[0] != '\ufffd' && !char.IsControl(text[0]) ? new Key(KeyCode.Character, text[0]) : new Key(KeyCode.Other));
    }

    private static Key Single(byte each) => each switch
    {
        0x03 => new Key(KeyCode.Interrupt),
        0x0c => new Key(KeyCode.Redraw),
        0x15 => new Key(KeyCode.Clear),
        (byte)'\t' => new Key(KeyCode.Tab),
        (byte)'\r' or (byte)'\n' => new Key(KeyCode.Enter),
        0x7f or 0x08 => new Key(KeyCode.Backspace),
        0x01 => new Key(KeyCode.Home),
        0x05 => new Key(KeyCode.End),
        >= 0x20 and < 0x7f => new Key(KeyCode.Character, (char)each),
        _ => new Key(KeyCode.Other),
    };

    private bool IsWhole(out Key key)
    {
        key = new Key(KeyCode.Other);
        var second = (char)_pending[1];
        if (second is not ('[' or 'O'))
        {
            // Terminals whose function keys do not come through have Escape and a digit, as in Midnight Commander.
            key = new Key(second switch { '1' => KeyCode.Help, '0' => KeyCode.Log, _ => KeyCode.Other });
            return true;
        }

        if (_pending.Count == 2)
        {
            return false;
        }

        var last = (char)_pending[^1];
        if (second == 'O')
        {
            key = last switch
            {
                'P' => new Key(KeyCode.Help),
                'M' => new Key(KeyCode.Enter),
                // The keypad in application mode.
                >= 'p' and <= 'y' => new Key(KeyCode.Character, (char)(last - 'p' + '0')),
                >= 'j' and <= 'o' => new Key(KeyCode.Character, (char)(last - 'j' + '*')),
                _ => new Key(Cursor(last)),
            };
            return true;
        }

        // The Linux console's F1 to F5 are ESC [ [ A to E.
        if (_pending[2] == '[')
        {
            key = new Key(last == 'A' && _pending.Count == 4 ? KeyCode.Help : KeyCode.Other);
            return _pending.Count == 4;
        }

        if (last is >= '0' and <= '9' or ';' or '?' or '<' or '>')
        {
            return false;
        }

        key = new Key(last switch { '~' => Numbered(), 'P' => KeyCode.Help, 'Z' => KeyCode.BackTab, _ => Cursor(last) });
        return true;
    }

    private static KeyCode Cursor(char last) => last switch
    {
        'A' => KeyCode.Up,
        'B' => KeyCode.Down,
        'C' => KeyCode.Right,
        'D' => KeyCode.Left,
        'H' => KeyCode.Home,
        'F' => KeyCode.End,
        _ => KeyCode.Other,
    };

    private KeyCode Numbered()
    {
        var text = Encoding.ASCII.GetString([.. _pending], 2, _pending.Count - 3).Split(';')[0];
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number switch
            {
                1 or 7 => KeyCode.Home,
                3 => KeyCode.Delete,
                4 or 8 => KeyCode.End,
                5 => KeyCode.PageUp,
                6 => KeyCode.PageDown,
                11 => KeyCode.Help,
                21 => KeyCode.Log,
                _ => KeyCode.Other,
            }
            : KeyCode.Other;
    }
}
