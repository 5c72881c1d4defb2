using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Domar.Core.Config;

/// <summary>Reads single values as Proxmox does.</summary>
public static class ConfigValue
{
    /// <summary>Reads a boolean; false when the text is none.</summary>
    public static bool TryBoolean(string? text, out bool value)
    {
        value = text is not null && (text == "1" || Is(text, "on") || Is(text, "yes") || Is(text, "true"));
        return value || (text is not null && (text == "0" || Is(text, "off") || Is(text, "no") || Is(text, "false")));
    }

    /// <summary>Reads a whole number with an optional sign; false when the text is none or does not fit 64 bits.</summary>
    public static bool TryInteger([NotNullWhen(true)] string? text, out long value)
    {
        value = 0;
        return text is not null && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>Reads a decimal number with an optional sign, fraction and exponent; false when the text is none.</summary>
    public static bool TryNumber([NotNullWhen(true)] string? text, out double value)
    {
        value = 0;
        // The first character keeps words such as "Infinity" out.
        return text is { Length: > 0 and <= 400 } && (char.IsAsciiDigit(text[0]) || text[0] is '.' or '-' or '+') &&
            double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value) &&
            double.IsFinite(value);
    }

    /// <summary>Writes a boolean as Proxmox does: <c>1</c> or <c>0</c>.</summary>
    public static string Boolean(bool value) => value ? "1" : "0";

    /// <summary>A value as it is shown in messages: in quotes, control characters made visible, cut when it is long.</summary>
    internal static string Shown(string value)
    {
        const int limit = 80;
        var text = value.Length > limit ? string.Concat(value.AsSpan(0, limit), "...") : value;
        return string.Create(text.Length + 2, text, static (target, source) =>
        {
            target[0] = target[^1] = '\'';
            for (var i = 0; i < source.Length; i++)
            {
                target[i + 1] = char.IsControl(source[i]) ? '\u00b7' : source[i];
            }
        });
    }

    private static bool Is(string text, string word) => text.Equals(word, StringComparison.OrdinalIgnoreCase);
}
