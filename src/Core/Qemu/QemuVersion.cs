using System.Globalization;

namespace Domar.Core.Qemu;

/// <summary>A version of QEMU, ordered.</summary>
/// <param name="Major">Number before the first dot.</param>
/// <param name="Minor">Number after the first dot.</param>
/// <param name="Micro">Number after the second dot; 0 where there is none.</param>
public readonly record struct QemuVersion(int Major, int Minor, int Micro = 0) : IComparable<QemuVersion>
{
    /// <summary>Reads the numbers at the start of a text such as <c>7.2.22 (Debian 1:7.2+dfsg-7)</c>; false where it does not start with two numbers.</summary>
    public static bool TryParse(string? text, out QemuVersion version)
    {
        version = default;
        var end = 0;
        while (end < (text?.Length ?? 0) && (char.IsAsciiDigit(text![end]) || text[end] == '.'))
        {
            end++;
        }

        Span<int> numbers = stackalloc int[3];
        var count = 0;
        foreach (var part in (text ?? "")[..end].Split('.'))
        {
            if (count < 3 && !int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out numbers[count++]))
            {
                return false;
            }
        }

        version = new QemuVersion(numbers[0], numbers[1], numbers[2]);
        return count >= 2;
    }

    /// <summary>Whether this is the given version or a later one.</summary>
    public bool AtLeast(int major, int minor) => Major > major || (Major == major && Minor >= minor);

    /// <inheritdoc/>
    public int CompareTo(QemuVersion other) => (Major, Minor, Micro).CompareTo((other.Major, other.Minor, other.Micro));

    /// <inheritdoc/>
    public override string ToString() => $"{Major}.{Minor}.{Micro}";

    /// <summary>Whether the left version is older.</summary>
    public static bool operator <(QemuVersion left, QemuVersion right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left version is newer.</summary>
    public static bool operator >(QemuVersion left, QemuVersion right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left version is older or the same.</summary>
    public static bool operator <=(QemuVersion left, QemuVersion right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left version is newer or the same.</summary>
    public static bool operator >=(QemuVersion left, QemuVersion right) => left.CompareTo(right) >= 0;
}
