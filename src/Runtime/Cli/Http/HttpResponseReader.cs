using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Domar.Runtime.Cli.Http;

/// <summary>
/// Reads HTTP/1.1 answers (RFC 9112): Content-Length, chunked, or until the connection closes. Small and synchronous: <see cref="HttpClient"/> takes
/// longer to start than the whole of a short command.
/// </summary>
internal sealed class HttpResponseReader(ReadBytes read)
{
    private const int MaxHeadBytes = 64 * 1024;
    private const int MaxBodyBytes = 256 * 1024 * 1024;

    private byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;

    /// <summary>Bytes that came after the last answer: the begin of an upgraded stream.</summary>
    public ReadOnlyMemory<byte> Rest => _buffer.AsMemory(_start, _end - _start);

    /// <summary>Reads one answer.</summary>
    /// <exception cref="BadAnswerException">It is cut short or no HTTP.</exception>
    public HttpResponse Read()
    {
        while (true)
        {
            var head = ReadHead();
            if (head.Status is >= 100 and < 200 and not 101)
            {
                continue; // an interim answer: the real one follows
            }

            var body = head switch
            {
                { Status: 101 or 204 or 304 } => default,
                { Chunked: true } => ReadChunks(),
                { Length: { } length } => ReadExactly(length),
                _ => ReadToEnd(),
            };
            return new HttpResponse(head.Status, head.Reason, body, head.KeepAlive && (head.Chunked || head.Length is not null || head.Status == 204));
        }
    }

    private Head ReadHead()
    {
        var line = ReadLine(first: true);
        // "HTTP/1.1 200 OK"; the reason may be empty.
        if (line.Length < 12 || !line.StartsWith("HTTP/1.", StringComparison.Ordinal) || line[8] != ' ' ||
            !int.TryParse(line.AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var status) || (line.Length > 12 && line[12] != ' '))
        {
            throw new BadAnswerException($"it does not speak HTTP (it said '{Printable(line)}')");
        }

        var head = new Head { Status = status, Reason = line.Length > 13 ? line[13..] : "", KeepAlive = line[7] == '1' };
        var total = line.Length;
        while ((line = ReadLine(first: false)).Length > 0)
        {
            if ((total += line.Length) > MaxHeadBytes)
            {
                throw new BadAnswerException("its headers are too long");
            }

            var colon = line.IndexOf(':');
            if (colon <= 0)
            {
                throw new BadAnswerException($"a header line has no name ('{Printable(line)}')");
            }

            head = Apply(head, line.AsSpan(0, colon), line.AsSpan(colon + 1).Trim());
        }

        return head;
    }

    private static Head Apply(Head head, ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        if (name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
        {
            return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length <= MaxBodyBytes
                ? head with { Length = length }
                : throw new BadAnswerException($"its Content-Length '{Printable(value)}' is no length");
        }

        if (name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase))
        {
            return value.Equals("chunked", StringComparison.OrdinalIgnoreCase)
                ? head with { Chunked = true }
                : throw new BadAnswerException($"its Transfer-Encoding '{Printable(value)}' is unknown");
        }

        return name.Equals("Connection", StringComparison.OrdinalIgnoreCase) && value.Contains("close", StringComparison.OrdinalIgnoreCase)
            ? head with { KeepAlive = false }
            : head;
    }

    private byte[] ReadExactly(int length)
    {
        var body = new byte[length];
        CopyTo(body);
        return body;
    }

    private ReadOnlyMemory<byte> ReadChunks()
    {
        var body = new MemoryStream();
        while (true)
        {
            var line = Encoding.ASCII.GetBytes(ReadLine(first: false));
            if (!Utf8Parser.TryParse(line, out uint size, out var used, 'x') || (used < line.Length && line[used] is not ((byte)';' or (byte)' ')))
            {
                throw new BadAnswerException($"a chunk has no size ('{Printable(Encoding.ASCII.GetString(line))}')");
            }

            if (size + body.Length > MaxBodyBytes)
            {
                throw new BadAnswerException("it is too long");
            }

            if (size == 0)
            {
                break;
            }

            var position = (int)body.Length;
            body.SetLength(position + size);
            CopyTo(body.GetBuffer().AsSpan(position, (int)size));
            if (ReadLine(first: false).Length != 0)
            {
                throw new BadAnswerException("a chunk is longer than it says");
            }
        }

        while (ReadLine(first: false).Length > 0)
        {
            // trailers: nothing in them is of use
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    private ReadOnlyMemory<byte> ReadToEnd()
    {
        var body = new MemoryStream();
        do
        {
            body.Write(_buffer, _start, _end - _start);
            _start = _end;
            if (body.Length > MaxBodyBytes)
            {
                throw new BadAnswerException("it is too long");
            }
        }
        while (Fill());
        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    private void CopyTo(Span<byte> target)
    {
        var buffered = Math.Min(target.Length, _end - _start);
        _buffer.AsSpan(_start, buffered).CopyTo(target);
        _start += buffered;
        for (var filled = buffered; filled < target.Length;)
        {
            var count = read(target[filled..]);
            if (count == 0)
            {
                throw new BadAnswerException($"the connection ended after {filled} of {target.Length} bytes");
            }

            filled += count;
        }
    }

    private string ReadLine(bool first)
    {
        var searched = 0;
        while (true)
        {
            var newline = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                var line = _buffer.AsSpan(_start, searched + newline);
                _start += searched + newline + 1;
                return Encoding.UTF8.GetString(line is [.., (byte)'\r'] ? line[..^1] : line);
            }

            searched = _end - _start;
            if (searched >= MaxHeadBytes)
            {
                throw new BadAnswerException("a line of it is too long");
            }

            if (!Fill())
            {
                throw first && searched == 0
                    ? new BadAnswerException("the connection was closed without an answer", beforeFirstByte: true)
                    : new BadAnswerException("the connection ended in the middle of it");
            }
        }
    }

    private bool Fill()
    {
        if (_start == _end)
        {
            _start = _end = 0;
        }
        else if (_end == _buffer.Length)
        {
            if (_start > 0)
            {
                _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
                _end -= _start;
                _start = 0;
            }
            else
            {
                Array.Resize(ref _buffer, _buffer.Length * 2);
            }
        }

        var count = read(_buffer.AsSpan(_end));
        _end += count;
        return count > 0;
    }

    private static string Printable(ReadOnlySpan<char> text)
    {
        var shown = new StringBuilder();
        foreach (var c in text.Length > 40 ? text[..40] : text)
        {
            shown.Append(char.IsControl(c) || c == '\uFFFD' ? '?' : c);
        }

        return shown.ToString();
    }

    private readonly record struct Head(int Status, string Reason, bool KeepAlive, int? Length, bool Chunked);
}
