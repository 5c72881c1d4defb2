namespace Domar.Runtime.Consoles;

/// <summary>A queue of bytes in a circle that grows to a limit; nothing is allocated before the first byte. Not thread-safe.</summary>
/// <param name="capacity">Most bytes that it holds.</param>
internal sealed class ByteRing(int capacity)
{
    private const int FirstSize = 1024;

    private byte[] _bytes = [];
    private int _start;

    /// <summary>Bytes held.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes that still go in without loss.</summary>
    public int Free => capacity - Count;

    /// <summary>Adds as many bytes as there is room for, from the begin.</summary>
    /// <returns>How many.</returns>
    public int Append(ReadOnlySpan<byte> bytes)
    {
        var taken = Math.Min(bytes.Length, Free);
        if (taken == 0)
        {
            return 0;
        }

        Reserve(Count + taken);
        var end = (_start + Count) % _bytes.Length;
        var first = Math.Min(taken, _bytes.Length - end);
        bytes[..first].CopyTo(_bytes.AsSpan(end));
        bytes[first..taken].CopyTo(_bytes);
        Count += taken;
        return taken;
    }

    /// <summary>Adds all bytes; the oldest make room, so that the last ones that fit remain.</summary>
    public void AppendOverOldest(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > capacity)
        {
            bytes = bytes[^capacity..];
        }

        if (bytes.Length > Free)
        {
            Skip(bytes.Length - Free);
        }

        _ = Append(bytes);
    }

    /// <summary>Takes bytes out, oldest first.</summary>
    /// <returns>How many.</returns>
    public int Take(Span<byte> target)
    {
        var taken = Peek(target);
        Skip(taken);
        if (Count == 0)
        {
            // A reader that keeps up holds no memory.
            _bytes = [];
            _start = 0;
        }

        return taken;
    }

    /// <summary>Everything held, oldest first.</summary>
    public byte[] ToArray()
    {
        var copy = new byte[Count];
        _ = Peek(copy);
        return copy;
    }

    private int Peek(Span<byte> target)
    {
        var taken = Math.Min(target.Length, Count);
        var first = Math.Min(taken, _bytes.Length - _start);
        _bytes.AsSpan(_start, first).CopyTo(target);
        _bytes.AsSpan(0, taken - first).CopyTo(target[first..]);
        return taken;
    }

    private void Skip(int count)
    {
        Count -= count;
        _start = _bytes.Length == 0 ? 0 : (_start + count) % _bytes.Length;
    }

    private void Reserve(int size)
    {
        if (size <= _bytes.Length)
        {
            return;
        }

        var grown = Math.Max(FirstSize, _bytes.Length);
        while (grown < size)
        {
            grown *= 2;
        }

        var bytes = new byte[Math.Min(grown, capacity)];
        _ = Peek(bytes);
        _bytes = bytes;
        _start = 0;
    }
}
