using System.Runtime.InteropServices;

namespace Domar.HostTools.Exec;

/// <summary>Strings and string vectors in native memory, freed together.</summary>
internal sealed unsafe class NativeStrings : IDisposable
{
    private readonly List<nint> _blocks = [];

    /// <summary>A null-terminated copy in UTF-8.</summary>
    /// <exception cref="ArgumentException">The text has a NUL character, which would cut it short.</exception>
    public byte* Add(string text)
    {
        if (text.Contains('\0'))
        {
            throw new ArgumentException("A program's argument, environment or path has a NUL character.", nameof(text));
        }

        var block = Marshal.StringToCoTaskMemUTF8(text);
        _blocks.Add(block);
        return (byte*)block;
    }

    /// <summary>A null-terminated vector of copies, as argv and envp are.</summary>
    /// <param name="first">Comes before the rest; null for none.</param>
    /// <param name="rest">The others.</param>
    public byte** Vector(string? first, IReadOnlyList<string> rest)
    {
        var vector = (byte**)Marshal.AllocCoTaskMem((rest.Count + 2) * sizeof(byte*));
        _blocks.Add((nint)vector);
        var at = 0;
        if (first is not null)
        {
            vector[at++] = Add(first);
        }

        foreach (var text in rest)
        {
            vector[at++] = Add(text);
        }

        vector[at] = null;
        return vector;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var block in _blocks)
        {
            Marshal.FreeCoTaskMem(block);
        }

        _blocks.Clear();
    }
}
