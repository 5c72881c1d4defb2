namespace Domar.Runtime.Cli.Commands.Vm;

/// <summary>Finds a text in a stream of bytes that comes in pieces.</summary>
/// <param name="text">Not empty.</param>
internal sealed class TextWatcher(byte[] text)
{
    // The last bytes, in which a text may have begun.
    private byte[] _tail = [];

    /// <summary>Takes the next piece.</summary>
    /// <returns>How many bytes of it lie up to the end of the text; -1 when the text has not ended yet.</returns>
    public int Feed(ReadOnlySpan<byte> piece)
    {
        byte[] all = [.. _tail, .. piece];
        var found = all.AsSpan().IndexOf(text);
        if (found >= 0)
        {
            return found + text.Length - _tail.Length;
        }

        _tail = all[^Math.Min(all.Length, text.Length - 1)..];
        return -1;
    }
}
