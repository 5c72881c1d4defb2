namespace Domar.Core.Config;

/// <summary>
/// A file of lines <c>key: value</c> without sections, such as datacenter.cfg. Which keys there are is the reader's business. Immutable; an
/// edit gives a new one in which only the lines concerned differ.
/// </summary>
public sealed class KeyValueConfig
{
    private readonly ConfigLine[] _lines;
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    private KeyValueConfig(string fileName, ConfigLine[] lines)
    {
        FileName = fileName;
        _lines = lines;
        foreach (var line in lines)
        {
            if (line.Kind == ConfigLineKind.Entry)
            {
                _values.TryAdd(line.Key!, line.Value!);
            }
        }
    }

    /// <summary>The file's name, for messages.</summary>
    public string FileName { get; }

    /// <summary>The entries in file order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Entries =>
        [.. _lines.Where(static l => l.Kind == ConfigLineKind.Entry).Select(static l => KeyValuePair.Create(l.Key!, l.Value!))];

    /// <summary>SHA-1 of the text in lower-case hexadecimal: what Proxmox's API calls <c>digest</c>.</summary>
    public string Digest => ConfigDigest.Of(ToText());

    /// <summary>The value of a key; null when it is not set.</summary>
    public string? this[string key] => _values.GetValueOrDefault(key);

    /// <summary>Reads a file.</summary>
    /// <exception cref="ConfigParseException">With every line that is malformed and every key that is set twice.</exception>
    public static KeyValueConfig Parse(string text, string fileName)
    {
        var lines = ConfigLine.Split(text).ConvertAll(Read);
        var problems = new List<ConfigProblem>();
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            if (line.Kind == ConfigLineKind.Other)
            {
                problems.Add(new(fileName, i + 1, null, $"{ConfigValue.Shown(ConfigLine.Content(line.Raw))} is no 'key: value' line. A line starts with its key or '#'."));
            }
            else if (line.Kind == ConfigLineKind.Entry && !seen.TryAdd(line.Key!, i + 1))
            {
                problems.Add(new(fileName, i + 1, line.Key, $"is set twice, first in line {seen[line.Key!]}. Remove one of the two lines."));
            }
        }

        return problems.Count == 0 ? new KeyValueConfig(fileName, [.. lines]) : throw new ConfigParseException(problems);
    }

    /// <summary>The file's content: what was read, byte for byte, when nothing was changed.</summary>
    public string ToText() => string.Concat(_lines.Select(static l => l.Raw));

    /// <summary>With a key set; a new one goes to the end.</summary>
    /// <exception cref="ConfigValueException">The key or value cannot be written in such a file.</exception>
    public KeyValueConfig Set(string key, string value)
    {
        value = value.Trim(ConfigLine.Blanks);
        if (!GuestLineParser.IsKey(key))
        {
            throw new ConfigValueException(key, "is not a key. Allowed: a letter, then letters, digits, '-', '_' and '.'.");
        }

        if (value.AsSpan().IndexOfAny('\r', '\n') >= 0)
        {
            throw new ConfigValueException(key, "a value is one line; remove the line break.");
        }

        if (this[key] == value)
        {
            return this;
        }

        var end = _lines is [{ LineEnd.Length: > 0 } first, ..] ? first.LineEnd : "\n";
        var lines = new List<ConfigLine>(_lines);
        var at = lines.FindIndex(l => IsEntry(l, key));
        var entry = new ConfigLine($"{key}: {value}{(at < 0 ? end : lines[at].LineEnd)}", ConfigLineKind.Entry, key, value);
        if (at >= 0)
        {
            lines[at] = entry;
        }
        else
        {
            if (lines.Count > 0)
            {
                lines[^1] = lines[^1].Ended(end);
            }

            lines.Add(entry);
        }

        return new(FileName, [.. lines]);
    }

    /// <summary>Without a key; the same when it is not set.</summary>
    public KeyValueConfig Remove(string key) => this[key] is null ? this : new(FileName, [.. _lines.Where(l => !IsEntry(l, key))]);

    private static bool IsEntry(ConfigLine line, string key) => line.Kind == ConfigLineKind.Entry && line.Key == key;

    private static ConfigLine Read(string raw)
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

        var colon = content.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && GuestLineParser.IsKey(content[..colon])
            ? new(raw, ConfigLineKind.Entry, content[..colon], content[(colon + 1)..].Trim(ConfigLine.Blanks))
            : new(raw, ConfigLineKind.Other);
    }
}
