namespace Domar.Core.Config;

/// <summary>Finds what is wrong with a guest's configuration. One walk over all lines.</summary>
internal sealed class GuestValidator(ConfigSchema schema, string fileName)
{
    internal List<ConfigProblem> Problems { get; } = [];

    internal List<ConfigProblem> Warnings { get; } = [];

    internal void Run(IReadOnlyList<ConfigSection> sections)
    {
        var number = 0;
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var section in sections)
        {
            if (section.Header is { } header)
            {
                CheckHeader(header, ++number, names);
            }

            CheckSection(section, ref number);
        }
    }

    private void CheckHeader(ConfigLine header, int number, Dictionary<string, int> names)
    {
        if (header.Key is null)
        {
            Problem(number, null, $"{ConfigValue.Shown(ConfigLine.Content(header.Raw))} names no section. Allowed: [PENDING], [special:NAME], or a snapshot's name: {Forms.ConfigId.Allowed}.");
        }
        else if (!names.TryAdd(header.Key, number))
        {
            Problem(number, null, $"the section [{header.Key}] is there twice, first in line {names[header.Key]}. Join the two, or rename one.");
        }
    }

    private void CheckSection(ConfigSection section, ref int number)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var line in section.Lines)
        {
            number++;
            if (line.Kind == ConfigLineKind.Other)
            {
                Problem(number, null, $"{ConfigValue.Shown(ConfigLine.Content(line.Raw))} is no 'key: value' line. A line starts with its key, '#' or '['.");
            }
            else if (line.Kind == ConfigLineKind.Entry)
            {
                CheckEntry(section, line, number, seen);
            }
        }
    }

    private void CheckEntry(ConfigSection section, ConfigLine line, int number, Dictionary<string, int> seen)
    {
        var key = line.Key!;
        var known = schema.Find(key, out _);
        if (known is not { Type: ConfigValueType.Raw } && !seen.TryAdd(schema.Canonical(key), number))
        {
            Problem(number, key, $"is set twice in this section, first in line {seen[schema.Canonical(key)]}. Remove one of the two lines.");
        }

        // Special sections hold the program's own notes; their keys follow no table.
        if (section.IsSpecial)
        {
            return;
        }

        if (known is null)
        {
            Warnings.Add(new(fileName, number, key, $"{schema.WhyUnknown(key)} It is kept and has no effect."));
            return;
        }

        if (known.CheckInFile(line.Value!, out var warning) is { } problem)
        {
            Problem(number, key, problem);
        }

        if (warning is not null)
        {
            Warnings.Add(new(fileName, number, key, $"{warning} It is kept and has no effect."));
        }

        if (key == "delete" && !section.IsPending)
        {
            Warnings.Add(new(fileName, number, key, "has a meaning in [PENDING] only."));
        }
    }

    private void Problem(int number, string? key, string message) => Problems.Add(new(fileName, number, key, message));
}
