using System.Text;

namespace Domar.Image.Tests.Harness;

/// <summary>
/// Makes plain text of what a terminal receives: UTF-8 decoded, escape sequences taken out, lines ended by <c>\n</c> alone. A jump of the cursor
/// (menus are drawn with them) and a return to the line's begin count as the end of a line, so that words on different places stay apart.
/// </summary>
internal sealed class ConsoleDecoder
{
    private readonly Decoder _utf8 = Encoding.UTF8.GetDecoder();
    private State _state;
    private bool _returned;
    private bool _atLineStart = true;

    private enum State
    {
        Text,
        Escape,
        Sequence,
        Charset,
        String,
        StringEscape,
    }

    /// <summary>Decodes the next bytes; sequences and characters may be spread over several calls.</summary>
    public string Decode(ReadOnlySpan<byte> bytes)
    {
        var characters = new char[_utf8.GetCharCount(bytes, flush: false)];
        _utf8.GetChars(bytes, characters, flush: false);
        var text = new StringBuilder(characters.Length);
        foreach (var character in characters)
        {
            Take(character, text);
        }

        return text.ToString();
    }

    private void Take(char character, StringBuilder text)
    {
        switch (_state)
        {
            case State.Text:
                TakeText(character, text);
                break;
            case State.Escape:
                _state = character switch
                {
                    '[' => State.Sequence,
                    ']' or 'P' or 'X' or '^' or '_' => State.String,
                    '(' or ')' or '#' or '%' => State.Charset,
                    _ => State.Text,
                };
                break;
            case State.Sequence when character is >= '@' and <= '~':
                _state = State.Text;
                if (character is 'H' or 'f')
                {
                    EndLine(text);
                }

                break;
            case State.Sequence when character is '\e':
                _state = State.Escape; // the one before was cut off
                break;
            case State.Sequence when character is '\n':
                _state = State.Text;
                TakeText(character, text);
                break;
            case State.Charset:
                _state = State.Text;
                break;
            case State.String:
                _state = character switch { '\a' => State.Text, '\e' => State.StringEscape, _ => State.String };
                break;
            case State.StringEscape:
                _state = State.Text;
                if (character != '\\')
                {
                    _state = State.Escape;
                    Take(character, text);
                }

                break;
            default:
                break;
        }
    }

    private void TakeText(char character, StringBuilder text)
    {
        switch (character)
        {
            case '\e':
                _state = State.Escape;
                break;
            case '\r':
                _returned = true;
                break;
            case '\n':
                _returned = false;
                text.Append('\n');
                _atLineStart = true;
                break;
            case '\0' or '\a' or '\b':
                break;
            default:
                if (_returned)
                {
                    EndLine(text);
                }

                text.Append(character);
                _atLineStart = false;
                break;
        }
    }

    private void EndLine(StringBuilder text)
    {
        _returned = false;
        if (!_atLineStart)
        {
            text.Append('\n');
            _atLineStart = true;
        }
    }
}
