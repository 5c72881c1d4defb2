using System.CommandLine;
using Domar.Core.Config;

namespace Domar.Runtime.Cli;

/// <summary>
/// Config keys as options by their own names. The schema of VMs has some 300 names when every index is counted, so options are made only for those that occur.
/// </summary>
internal sealed class ConfigKeyOptions
{
    private readonly List<(string Key, Option<string> Option)> _options = [];

    private ConfigKeyOptions()
    {
    }

    /// <summary>Every name with its dashes, each index on its own.</summary>
    public static IEnumerable<string> AllNames(ConfigSchema schema)
    {
        foreach (var key in Usable(schema))
        {
            if (key.MaxIndex is not { } max)
            {
                yield return "--" + key.Name;
                continue;
            }

            for (var index = 0; index <= max; index++)
            {
                yield return $"--{key.BaseName}{index}";
            }
        }
    }

    /// <summary>Makes options for the config keys that occur in a command line.</summary>
    public static ConfigKeyOptions AddTo(Command command, ConfigSchema schema, IReadOnlyList<string> arguments)
    {
        var options = new ConfigKeyOptions();
        var taken = command.Options.Select(option => option.Name).ToHashSet();
        foreach (var name in ArgumentScanner.LongOptions(arguments))
        {
            if (taken.Contains("--" + name) || schema.Find(name, out _) is not { FileOnly: false })
            {
                continue;
            }

            taken.Add("--" + name);
            var option = new Option<string>("--" + name) { Arity = ArgumentArity.ExactlyOne };
            command.Add(option);
            options._options.Add((name, option));
        }

        return options;
    }

    /// <summary>The keys that were given with their values, in the order of the command line.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Values(ParseResult arguments) =>
        [.. _options.Where(pair => arguments.GetResult(pair.Option) is not null)
            .Select(pair => KeyValuePair.Create(pair.Key, arguments.GetValue(pair.Option) ?? ""))];

    /// <summary>Names with a line each, by subject, for help.</summary>
    public static IEnumerable<(string Title, IReadOnlyList<(string Name, string Text)> Keys)> HelpGroups(ConfigSchema schema) =>
        Usable(schema).GroupBy(key => ConfigKeyTitles.Of(schema.Kind, key.BaseName))
            .OrderBy(group => ConfigKeyTitles.Rank(group.Key))
            .Select(group => ($"Config keys: {group.Key}", (IReadOnlyList<(string, string)>)[.. group.OrderBy(key => key.Name, StringComparer.Ordinal).Select(Describe)]));

    private static (string, string) Describe(KeySchema key)
    {
        var name = key.MaxIndex is { } max ? $"--{key.BaseName}0 .. --{key.BaseName}{max}" : "--" + key.Name;
        return (name, key.Default is { Length: > 0 } value ? $"{key.Summary.TrimEnd('.')} (default: {value})" : key.Summary.TrimEnd('.'));
    }

    private static IEnumerable<KeySchema> Usable(ConfigSchema schema) => schema.Keys.Where(key => !key.FileOnly && key.AliasOf is null);
}
