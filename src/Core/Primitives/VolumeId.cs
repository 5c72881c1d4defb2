using System.Diagnostics.CodeAnalysis;

namespace Domar.Core.Primitives;

/// <summary>Names a volume: <c>storage:name</c>, for example <c>local:100/vm-100-disk-0.qcow2</c>.</summary>
/// <param name="Storage">The storage's id in storage.cfg.</param>
/// <param name="Name">The name within the storage; its form depends on the storage's type.</param>
public readonly record struct VolumeId(string Storage, string Name)
{
    /// <summary>Reads <c>storage:name</c>. A path (leading slash), <c>none</c> and <c>cdrom</c> are no volume ids.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out VolumeId id)
    {
        id = default;
        var colon = text?.IndexOf(':') ?? -1;
        if (colon < 2 || colon == text!.Length - 1 || !IsStorageName(text.AsSpan(0, colon)))
        {
            return false;
        }

        id = new VolumeId(text[..colon], text[(colon + 1)..]);
        return true;
    }

    /// <summary>Whether a text may be a storage's name: a letter, then letters, digits, '-', '_' or '.', ending in a letter or digit.</summary>
    public static bool IsStorageName(ReadOnlySpan<char> text)
    {
        if (text.Length < 2 || !char.IsAsciiLetter(text[0]) || !char.IsAsciiLetterOrDigit(text[^1]))
        {
            return false;
        }

        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.'))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Storage}:{Name}";
}
