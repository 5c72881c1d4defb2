namespace Domar.Core.Config;

/// <summary>Reads single lines of storage.cfg.</summary>
internal static class StorageLineParser
{
    internal static ConfigLine Parse(string raw)
    {
        var content = ConfigLine.Content(raw);
        var text = content.TrimStart(ConfigLine.Blanks);
        if (text.Length == 0)
        {
            return new(raw, ConfigLineKind.Blank);
        }

        if (text[0] == '#')
        {
            return new(raw, ConfigLineKind.Comment);
        }

        if (text.Length < content.Length)
        {
            var end = text.AsSpan().IndexOfAny(ConfigLine.Blanks);
            return end < 0
                ? new(raw, ConfigLineKind.Entry, text, "")
                : new(raw, ConfigLineKind.Entry, text[..end], text[end..].Trim(ConfigLine.Blanks));
        }

        var colon = content.IndexOf(':', StringComparison.Ordinal);
        var id = colon > 0 ? content[(colon + 1)..].Trim(ConfigLine.Blanks) : "";
        return id.Length > 0 && id.AsSpan().IndexOfAny(ConfigLine.Blanks) < 0 && content.AsSpan(0, colon).IndexOfAny(ConfigLine.Blanks) < 0
            ? new(raw, ConfigLineKind.Header, content[..colon], id)
            : new(raw, ConfigLineKind.Other);
    }
}
