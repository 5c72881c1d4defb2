namespace Domar.Core.Config;

/// <summary>Building blocks of form checks. All walk the text once.</summary>
internal static class Form
{
    /// <summary>Whether the text has from <paramref name="min"/> to <paramref name="max"/> characters, all of them in the set.</summary>
    internal static bool Only(ReadOnlySpan<char> text, int min, int max, Func<char, bool> set)
    {
        if (text.Length < min || text.Length > max)
        {
            return false;
        }

        foreach (var c in text)
        {
            if (!set(c))
            {
                return false;
            }
        }

        return true;
    }

    internal static bool IsDigits(ReadOnlySpan<char> text) => Only(text, 1, int.MaxValue, char.IsAsciiDigit);

    internal static bool IsHex(ReadOnlySpan<char> text, int min, int max) => Only(text, min, max, char.IsAsciiHexDigit);

    internal static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    /// <summary>Whether every piece between separators passes, and there is at least one.</summary>
    internal static bool Each(ReadOnlySpan<char> text, char separator, FormCheck piece)
    {
        while (true)
        {
            var end = text.IndexOf(separator);
            if (!piece(end < 0 ? text : text[..end]))
            {
                return false;
            }

            if (end < 0)
            {
                return true;
            }

            text = text[(end + 1)..];
        }
    }

    /// <summary>Proxmox's lists: separated by commas, semicolons, NUL or white space, in any number. Each entry passes, and there is at least one.</summary>
    internal static bool EachOfList(ReadOnlySpan<char> text, FormCheck piece)
    {
        var any = false;
        while (text.Length > 0)
        {
            var end = text.IndexOfAny(",; \t\0");
            var entry = end < 0 ? text : text[..end];
            if (entry.Length > 0)
            {
                if (!piece(entry))
                {
                    return false;
                }

                any = true;
            }

            text = end < 0 ? [] : text[(end + 1)..];
        }

        return any;
    }

    /// <summary><c>3</c> or <c>3-7</c>.</summary>
    internal static bool IsNumberOrRange(ReadOnlySpan<char> text)
    {
        var dash = text.IndexOf('-');
        return dash < 0 ? IsDigits(text) : IsDigits(text[..dash]) && IsDigits(text[(dash + 1)..]);
    }

    /// <summary>Digits whose number is not above a limit below 10^9.</summary>
    internal static bool IsNumberUpTo(ReadOnlySpan<char> text, int max) =>
        text.Length is > 0 and <= 9 && IsDigits(text) && int.Parse(text, provider: null) <= max;
}
