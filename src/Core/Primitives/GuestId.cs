using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Domar.Core.Primitives;

/// <summary>A guest's number (Proxmox: VMID), unique over VMs and containers of all nodes.</summary>
/// <param name="Value">From <see cref="Min"/> to <see cref="Max"/>.</param>
public readonly record struct GuestId(int Value) : IComparable<GuestId>
{
    /// <summary>Lowest id; Proxmox keeps those below 100 for itself.</summary>
    public const int Min = 100;

    /// <summary>Highest id (nine digits).</summary>
    public const int Max = 999_999_999;

    /// <summary>Reads a decimal id without sign or leading zeros; false when it is none or out of range.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out GuestId id)
    {
        id = default;
        if (text is not { Length: >= 3 and <= 9 } || text[0] == '0' ||
            !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) || value < Min)
        {
            return false;
        }

        id = new GuestId(value);
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(GuestId other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether the left id is lower.</summary>
    public static bool operator <(GuestId left, GuestId right) => left.Value < right.Value;

    /// <summary>Whether the left id is higher.</summary>
    public static bool operator >(GuestId left, GuestId right) => left.Value > right.Value;

    /// <summary>Whether the left id is lower or the same.</summary>
    public static bool operator <=(GuestId left, GuestId right) => left.Value <= right.Value;

    /// <summary>Whether the left id is higher or the same.</summary>
    public static bool operator >=(GuestId left, GuestId right) => left.Value >= right.Value;
}
