using System.Text;

namespace Domar.HostTools.Exec;

/// <summary>Cuts a stream of UTF-8 into lines ended by \n, \r or \r\n. Progress displays end theirs with \r.</summary>
internal sealed class LineSplitter(Action<string> onLine)
{
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly StringBuilder _line = new();
    private bool _afterReturn;

    /// <summary>Takes the next bytes; calls back for each line that they complete.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        Span<char> chars = stackalloc char[256];
        while (!bytes.IsEmpty)
        {
            _decoder.Convert(bytes, chars, flush: false, out var used, out var count, out _);
            bytes = bytes[used..];
            AddText(chars[..count]);
        }
    }

    /// <summary>The stream has ended: what is left is a line too.</summary>
    public void End()
    {
        if (_line.Length > 0)
        {
            Emit();
        }
    }

    private void AddText(ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            var completesReturn = character == '\n' && _afterReturn;
            _afterReturn = character == '\r';
            if (character is '\n' or '\r')
            {
                if (!completesReturn)
                {
                    Emit();
                }
            }
            else
            {
                _line.Append(character);
            }
        }
    }

    private void Emit()
    {
        onLine(_line.ToString());
        _line.Clear();
    }
}
