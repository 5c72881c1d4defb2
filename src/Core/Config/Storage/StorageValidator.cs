using Domar.Core.Primitives;

namespace Domar.Core.Config;

/// <summary>Finds what is wrong with storage.cfg. One walk over all lines.</summary>
internal sealed class StorageValidator(string fileName)
{
    private static readonly char[] Separators = [',', ';', ' ', '\t', '\0'];

    internal List<ConfigProblem> Problems { get; } = [];

    internal List<ConfigProblem> Warnings { get; } = [];

    /// <summary>Null when the storage may have that value, else what is wrong with it.</summary>
    internal static string? CheckValue(StorageSection section, SubKeySchema property, string value)
    {
        if (value.AsSpan().IndexOfAny('\r', '\n') >= 0)
        {
            return "a value is one line; remove the line break.";
        }

        if (value.Length == 0)
        {
            // A flag without value is set.
            return property.Type == ConfigValueType.Boolean ? null : "needs a value.";
        }

        if (property.Check(value) is { } problem)
        {
            return problem;
        }

        if (property.Name != "content" || section.Schema is not { } type)
        {
            return null;
        }

        var foreign = value.Split(Separators, StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(c => !type.Content.Contains(c));
        return foreign is null ? null : $"a storage of type {type.Name} cannot hold '{foreign}'. Allowed: {string.Join(", ", type.Content)}.";
    }

    internal void Run(ConfigLine[] head, StorageSection[] sections)
    {
        var number = 0;
        foreach (var line in head)
        {
            number++;
            if (line.Kind == ConfigLineKind.Entry)
            {
                Problem(number, line.Key, "stands before the first storage. A storage starts with a line 'type: name'.");
            }

            CheckForm(line, number);
        }

        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var section in sections)
        {
            var start = ++number;
            CheckHeader(section, start, ids);
            var seen = new Dictionary<string, int>(StringComparer.Ordinal);
            var hasOther = false;
            foreach (var line in section.Lines)
            {
                number++;
                CheckForm(line, number);
                hasOther |= line.Kind == ConfigLineKind.Other;
                if (line.Kind == ConfigLineKind.Entry)
                {
                    CheckEntry(section, line, number, seen);
                }
            }

            // Where a line could not be read, it may be the one that seems to be missing.
            if (!hasOther && section.Schema is { } type)
            {
                foreach (var missing in type.Required.Where(r => section[r] is null))
                {
                    Problem(start, missing, $"is missing: storage '{section.Id}' of type {type.Name} needs it.");
                }
            }
        }
    }

    private void CheckForm(ConfigLine line, int number)
    {
        if (line.Kind == ConfigLineKind.Other)
        {
            Problem(number, null,
                $"{ConfigValue.Shown(ConfigLine.Content(line.Raw))} is neither a line 'type: name' that starts a storage nor an indented line 'property value'.");
        }
    }

    private void CheckHeader(StorageSection section, int number, Dictionary<string, int> ids)
    {
        if (!VolumeId.IsStorageName(section.Id))
        {
            Problem(number, section.Type, $"{ConfigValue.Shown(section.Id)} is no name of a storage. Allowed: {Forms.StorageId.Allowed}.");
        }

        if (!ids.TryAdd(section.Id, number))
        {
            Problem(number, section.Type, $"the storage '{section.Id}' is there twice, first in line {ids[section.Id]}. Rename or remove one.");
        }

        if (section.Schema is null)
        {
            Warnings.Add(new(fileName, number, section.Type, $"is not a known type of storage. '{section.Id}' is kept and cannot be used."));
        }
    }

    private void CheckEntry(StorageSection section, ConfigLine line, int number, Dictionary<string, int> seen)
    {
        var key = line.Key!;
        if (!seen.TryAdd(key, number))
        {
            Problem(number, key, $"is set twice for storage '{section.Id}', first in line {seen[key]}. Remove one of the two lines.");
        }

        if (section.Schema is null)
        {
            return;
        }

        if (StorageSchema.FindProperty(key) is not { } property || !section.Schema.Has(key))
        {
            Warnings.Add(new(fileName, number, key, $"is not a known property of type {section.Type}. It is kept and has no effect."));
        }
        else if (CheckValue(section, property, line.Value!) is { } problem)
        {
            Problem(number, key, problem);
        }
    }

    private void Problem(int number, string? key, string message) => Problems.Add(new(fileName, number, key, message));
}
