using Domar.Core.Primitives;

namespace Domar.Core.Config;

/// <summary>Reads single lines of a guest's configuration.</summary>
internal static class GuestLineParser
{
    internal const string Pending = "PENDING";
    internal const string SpecialPrefix = "special:";

    /// <summary>Reads one line.</summary>
    /// <param name="raw">With its line end.</param>
    /// <param name="kind">Containers have raw lines <c>lxc.key = value</c> too.</param>
    internal static ConfigLine Parse(string raw, GuestKind kind)
    {
        var content = ConfigLine.Content(raw);
        if (content.Length == 0)
        {
            return new(raw, ConfigLineKind.Blank);
        }

        if (content[0] == '#')
        {
            return new(raw, ConfigLineKind.Comment);
        }

        if (content[0] == '[')
        {
            return new(raw, ConfigLineKind.Header, SectionName(content));
        }

        var isRaw = kind == GuestKind.Lxc && content.StartsWith("lxc.", StringComparison.Ordinal);
        var separator = isRaw ? content.AsSpan().IndexOfAny(':', '=') : content.IndexOf(':', StringComparison.Ordinal);
        var key = separator < 0 ? "" : content[..separator].TrimEnd(ConfigLine.Blanks);
        return IsKey(key) && (isRaw || key.Length == separator)
            ? new(raw, ConfigLineKind.Entry, key, content[(separator + 1)..].Trim(ConfigLine.Blanks))
            : new(raw, ConfigLineKind.Other);
    }

    /// <summary>Whether a text may be a key, known or not.</summary>
    internal static bool IsKey(string text) =>
        text.Length > 0 && char.IsAsciiLetter(text[0]) && Form.Only(text, 1, 128, static c => Form.IsWord(c) || c is '-' or '.');

    /// <summary>The name in the brackets; null when it is not one that a section can have.</summary>
    private static string? SectionName(string content)
    {
        if (content[^1] != ']')
        {
            return null;
        }

        var name = content[1..^1];
        if (name.Equals(Pending, StringComparison.OrdinalIgnoreCase))
        {
            return Pending;
        }

        var plain = name.StartsWith(SpecialPrefix, StringComparison.Ordinal) ? name.AsSpan(SpecialPrefix.Length) : name;
        return Forms.IsConfigId(plain) ? name : null;
    }
}
