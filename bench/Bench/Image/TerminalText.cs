using System.Text;

namespace Domar.Bench.Image;

/// <summary>Makes plain text of what a console sends: without colours and other escape sequences, without carriage returns. Sequences may be cut in two.</summary>
internal sealed class TerminalText
{
    private readonly Decoder _utf8 = Encoding.UTF8.GetDecoder();
    private State _state;

    private enum State
    {
        Plain,
        Escape,
        Control, // ESC [ ... up to a letter
        String, // ESC ] or ESC P ... up to BEL or ESC \
    }

    /// <summary>The plain text of the next bytes.</summary>
    public string Decode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        var characters = new char[bytes.Length + 1];
        foreach (var next in characters.AsSpan(0, _utf8.GetChars(bytes, characters, flush: false)))
        {
            _state = _state switch
            {
                _ when next == '\e' => State.Escape,
                State.Escape => next switch { '[' => State.Control, ']' or 'P' => State.String, _ => State.Plain },
                State.Control => next is >= '@' and <= '~' ? State.Plain : State.Control,
                State.String => next == '\a' ? State.Plain : State.String,
                _ => Append(text, next),
            };
        }

        return text.ToString();
    }

    private static State Append(StringBuilder text, char next)
    {
        if (next != '\r')
        {
            text.Append(next);
        }

        return State.Plain;
    }
}
