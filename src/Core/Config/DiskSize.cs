using System.Globalization;

namespace Domar.Core.Config;

/// <summary>Sizes as Proxmox writes them in <c>size=</c>: a number and an optional unit K, M, G or T (powers of 1024).</summary>
public static class DiskSize
{
    private const string Units = "KMGT";

    /// <summary>Reads for example <c>32G</c>, <c>104858K</c>, <c>1.5T</c> or <c>512</c>; fractions of a byte are dropped. False when it is no size or past 2^63-1 bytes.</summary>
    public static bool TryParse(string? text, out long bytes) => TryParse(text.AsSpan(), out bytes);

    /// <inheritdoc cref="TryParse(string?, out long)"/>
    public static bool TryParse(ReadOnlySpan<char> text, out long bytes)
    {
        bytes = 0;
        // 32 characters hold every size below 2^63; decimal would round what is longer.
        if (text.Length is 0 or > 32)
        {
            return false;
        }

        var unit = Units.IndexOf(text[^1], StringComparison.Ordinal) + 1;
        var number = unit > 0 ? text[..^1] : text;
        if (number.Length == 0 || !char.IsAsciiDigit(number[0]) || !char.IsAsciiDigit(number[^1]) ||
            !decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value))
        {
            return false;
        }

        var factor = 1L << (10 * unit);
        if (value > long.MaxValue / factor)
        {
            return false;
        }

        bytes = (long)(value * factor);
        return true;
    }

    /// <summary>Writes a size in the largest unit that divides it: 34359738368 is <c>32G</c>, 1000 is <c>1000</c>.</summary>
    /// <param name="bytes">Zero or more.</param>
    public static string Format(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        var unit = 0;
        while (unit < Units.Length && bytes != 0 && bytes % 1024 == 0)
        {
            bytes /= 1024;
            unit++;
        }

        var number = bytes.ToString(CultureInfo.InvariantCulture);
        return unit == 0 ? number : number + Units[unit - 1];
    }
}
