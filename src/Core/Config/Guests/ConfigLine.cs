namespace Domar.Core.Config;

/// <summary>One line of a configuration file, with its line end.</summary>
/// <param name="Raw">As it stands in the file, line end included.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Key">The key of an entry as it is written; a header's name; else null.</param>
/// <param name="Value">The value of an entry, white space around it removed; else null.</param>
internal sealed record ConfigLine(string Raw, ConfigLineKind Kind, string? Key = null, string? Value = null)
{
    /// <summary>White space of configuration files; Unicode's other kinds are text.</summary>
    internal static readonly char[] Blanks = [' ', '\t', '\r', '\n', '\v', '\f'];

    /// <summary>The line's end: "\n", "\r\n", or nothing in a last line without one.</summary>
    internal string LineEnd => Raw.EndsWith("\r\n", StringComparison.Ordinal) ? "\r\n" : Raw.EndsWith('\n') ? "\n" : "";

    /// <summary>The lines of a text, each with its end. A text that ends in a line end has no further empty line.</summary>
    internal static List<string> Split(string text)
    {
        var lines = new List<string>();
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end + 1;
            lines.Add(text[start..end]);
            start = end;
        }

        return lines;
    }

    /// <summary>The line without its end, white space at its end, and (in the first line) a byte order mark.</summary>
    internal static string Content(string raw) => raw.AsSpan().TrimEnd(Blanks).TrimStart('\ufeff').ToString();

    /// <summary>The same line with a line end, where it has none.</summary>
    internal ConfigLine Ended(string lineEnd) => Raw.EndsWith('\n') ? this : this with { Raw = Raw + lineEnd };
}
