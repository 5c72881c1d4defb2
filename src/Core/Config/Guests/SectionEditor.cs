namespace Domar.Core.Config;

/// <summary>Changes of a section's lines. Each returns the same array when nothing changes.</summary>
internal static class SectionEditor
{
    /// <summary>The lines with a key set, whose name and value are proper ones.</summary>
    internal static ConfigLine[] Set(ConfigSection section, string key, string value, string lineEnd)
    {
        var lines = new List<ConfigLine>(section.Lines);
        var at = lines.FindIndex(l => IsEntry(section, l, key));
        if (at >= 0)
        {
            var old = lines[at];
            lines[at] = Entry(key, value, old.LineEnd, Separator(old));
            // A raw key may repeat; to set it is to set all of it.
            lines.RemoveAll(l => !ReferenceEquals(l, lines[at]) && IsEntry(section, l, key));
            return [.. lines];
        }

        at = PlaceFor(lines, key);
        if (at > 0)
        {
            lines[at - 1] = lines[at - 1].Ended(lineEnd);
        }

        lines.Insert(at, Entry(key, value, lineEnd, ": "));
        return [.. lines];
    }

    internal static ConfigLine[] Remove(ConfigSection section, string key) =>
        Array.Exists(section.Lines, l => IsEntry(section, l, key)) ? [.. section.Lines.Where(l => !IsEntry(section, l, key))] : section.Lines;

    /// <summary>The lines with other notes (null or empty for none) at their top.</summary>
    internal static ConfigLine[] Describe(ConfigSection section, string? description, string lineEnd)
    {
        var comments = section.LeadingComments(out var first);
        var lines = new List<ConfigLine>(section.Lines.Length);
        for (var i = 0; i < section.Lines.Length; i++)
        {
            var line = section.Lines[i];
            var isOld = (line.Kind == ConfigLineKind.Comment && i >= first && comments-- > 0) || IsEntry(section, line, "description");
            if (!isOld)
            {
                lines.Add(line);
            }
        }

        if (!string.IsNullOrEmpty(description))
        {
            lines.InsertRange(0, description.Split('\n').Select(l => new ConfigLine($"#{DescriptionText.Encode(l)}{lineEnd}", ConfigLineKind.Comment)));
        }

        return [.. lines];
    }

    /// <summary>The lines ended so that a section may follow: by an empty line, where there are any.</summary>
    internal static ConfigLine[] EndWithBlank(ConfigLine[] lines, string lineEnd) => lines switch
    {
        [] => [],
        [.., { Kind: ConfigLineKind.Blank } last] when last.Raw.EndsWith('\n') => lines,
        [.. var before, var last] => [.. before, last.Ended(lineEnd), new ConfigLine(lineEnd, ConfigLineKind.Blank)],
    };

    private static ConfigLine Entry(string key, string value, string lineEnd, string separator) =>
        new($"{key}{separator}{value}{lineEnd}", ConfigLineKind.Entry, key, value);

    /// <summary>How the old line parts key and value: raw keys of LXC may have '='.</summary>
    private static string Separator(ConfigLine line)
    {
        var at = line.Raw.IndexOf(line.Key!, StringComparison.Ordinal) + line.Key!.Length;
        return line.Raw.AsSpan(at).TrimStart(" \t") is ['=', ..] ? " = " : ": ";
    }

    private static bool IsEntry(ConfigSection section, ConfigLine line, string key) =>
        line.Kind == ConfigLineKind.Entry && section.Schema.Canonical(line.Key!) == key;

    /// <summary>Where a new entry goes: by the alphabet, as Proxmox writes them; raw keys of LXC after all others.</summary>
    private static int PlaceFor(List<ConfigLine> lines, string key)
    {
        var isRaw = IsRaw(key);
        var afterLast = -1;
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i].Kind != ConfigLineKind.Entry)
            {
                continue;
            }

            var other = lines[i].Key!;
            if (!isRaw && (IsRaw(other) || string.CompareOrdinal(other, key) > 0))
            {
                return i;
            }

            afterLast = i + 1;
        }

        if (afterLast >= 0)
        {
            return afterLast;
        }

        // No entries yet: after the notes, before empty lines that part this section from the next.
        return lines.FindLastIndex(static l => l.Kind == ConfigLineKind.Comment) + 1;
    }

    private static bool IsRaw(string key) => key.StartsWith("lxc.", StringComparison.Ordinal);
}
