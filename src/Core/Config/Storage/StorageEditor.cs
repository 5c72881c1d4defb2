namespace Domar.Core.Config;

/// <summary>Changes of a storage's lines.</summary>
internal static class StorageEditor
{
    /// <exception cref="ConfigValueException">The type has no such property, or the value is not allowed.</exception>
    internal static ConfigLine[] Set(StorageSection section, string property, string value, string lineEnd)
    {
        value = value.Trim(ConfigLine.Blanks);
        if (StorageSchema.FindProperty(property) is not { } schema || section.Schema?.Has(property) == false)
        {
            throw new ConfigValueException(property, $"a storage of type {section.Type} has no such property.");
        }

        if (StorageValidator.CheckValue(section, schema, value) is { } problem)
        {
            throw new ConfigValueException(property, problem);
        }

        if (section[property] == value)
        {
            return section.Lines;
        }

        var lines = new List<ConfigLine>(section.Lines);
        var at = lines.FindIndex(l => l.Kind == ConfigLineKind.Entry && l.Key == property);
        if (at >= 0)
        {
            var old = lines[at];
            var indent = old.Raw[..old.Raw.IndexOf(property, StringComparison.Ordinal)];
            lines[at] = new($"{indent}{property} {value}{old.LineEnd}", ConfigLineKind.Entry, property, value);
            return [.. lines];
        }

        at = lines.FindLastIndex(static l => l.Kind == ConfigLineKind.Entry) + 1;
        if (at > 0)
        {
            lines[at - 1] = lines[at - 1].Ended(lineEnd);
        }

        lines.Insert(at, new($"\t{property} {value}{lineEnd}", ConfigLineKind.Entry, property, value));
        return [.. lines];
    }

    internal static ConfigLine[] Remove(StorageSection section, string property) =>
        section[property] is null ? section.Lines : [.. section.Lines.Where(l => l.Kind != ConfigLineKind.Entry || l.Key != property)];
}
