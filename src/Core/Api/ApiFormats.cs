using Domar.Core.Primitives;

namespace Domar.Core.Api;

/// <summary>Checks of the named formats that API parameters use. Formats of config values are checked by the config schema instead.</summary>
public static class ApiFormats
{
    /// <summary>Checks a value against a format; null when it fits or the format is not one that is checked here, else what is wrong.</summary>
    /// <param name="format">Name as in Proxmox's schema; with <c>-list</c> at its end every element is checked.</param>
    /// <param name="value">The value.</param>
    public static string? Check(string format, string value)
    {
        if (format.EndsWith("-list", StringComparison.Ordinal))
        {
            var element = format[..^5];
            foreach (var part in SplitList(value))
            {
                if (CheckOne(element, part) is { } problem)
                {
                    return problem;
                }
            }

            return null;
        }

        return CheckOne(format, value);
    }

    /// <summary>The elements of a list value: separated by commas, semicolons, white space or NUL, empty ones dropped.</summary>
    public static IReadOnlyList<string> SplitList(string value) =>
        value.Split([',', ';', ' ', '\t', '\n', '\0'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Whether a text may be a node's name: a host name of at most 63 letters, digits and inner hyphens.</summary>
    public static bool IsNodeName(string text) => text.Length is >= 1 and <= 63 && IsLabel(text);

    /// <summary>Whether a text may be the name of a config section or key: a letter, then letters, digits, '-' and '_'; two or more characters.</summary>
    public static bool IsConfigId(string text)
    {
        if (text.Length < 2 || !char.IsAsciiLetter(text[0]))
        {
            return false;
        }

        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))
            {
                return false;
            }
        }

        return true;
    }

    private static string? CheckOne(string format, string value) => format switch
    {
        "pve-node" => IsNodeName(value) ? null : "invalid format - value does not look like a valid node name",
        "pve-vmid" => GuestId.TryParse(value, out _) ? null : "invalid format - value does not look like a valid VM ID",
        "pve-storage-id" => VolumeId.IsStorageName(value) ? null : $"invalid format - storage ID '{value}' contains illegal characters",
        "pve-configid" => IsConfigId(value) ? null : $"invalid format - invalid configuration ID '{value}'",
        "pve-storage-content" => value.Length > 0 && value.All(char.IsAsciiLetter) ? null : $"invalid format - invalid content type '{value}'",
        "pve-task-status-type" => value is "ok" or "error" or "warning" or "unknown" ? null : $"invalid format - '{value}' is none of ok, error, warning, unknown",
        _ => null,
    };

    private static bool IsLabel(string text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not '-')
            {
                return false;
            }
        }

        return text[0] != '-' && text[^1] != '-';
    }
}
