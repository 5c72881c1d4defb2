namespace Domar.Image.Builder.Cli;

/// <summary>The words after a command's name.</summary>
internal sealed class CommandArguments
{
    private readonly Dictionary<string, List<string>> _values = [];
    private readonly HashSet<string> _flags = [];

    /// <summary>Words that are no option.</summary>
    public List<string> Words { get; } = [];

    /// <summary>Sorts words into options and others.</summary>
    /// <param name="words">The command line after the command's name.</param>
    /// <param name="options">Options with a value: <c>--name VALUE</c> or <c>--name=VALUE</c>.</param>
    /// <param name="flags">Options without one.</param>
    /// <exception cref="UsageException">An option is unknown or lacks its value.</exception>
    public static CommandArguments Parse(IReadOnlyList<string> words, IReadOnlyList<string> options, IReadOnlyList<string> flags)
    {
        var result = new CommandArguments();
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            if (!word.StartsWith("--", StringComparison.Ordinal))
            {
                result.Words.Add(word);
                continue;
            }

            var equals = word.IndexOf('=');
            var name = equals < 0 ? word : word[..equals];
            if (equals < 0 && flags.Contains(name))
            {
                result._flags.Add(name);
            }
            else if (!options.Contains(name))
            {
                throw new UsageException($"unknown option '{name}'");
            }
            else if (equals < 0 && i + 1 == words.Count)
            {
                throw new UsageException($"option '{name}' needs a value");
            }
            else
            {
                (result._values.TryGetValue(name, out var list) ? list : result._values[name] = []).Add(equals < 0 ? words[++i] : word[(equals + 1)..]);
            }
        }

        return result;
    }

    /// <summary>Whether a flag is there.</summary>
    public bool Has(string flag) => _flags.Contains(flag);

    /// <summary>Values of an option that may be given several times.</summary>
    public IReadOnlyList<string> All(string option) => _values.GetValueOrDefault(option) ?? [];

    /// <summary>An option's value, or null.</summary>
    /// <exception cref="UsageException">It is given more than once.</exception>
    public string? Optional(string option) => All(option) switch
    {
        [] => null,
        [var one] => one,
        _ => throw new UsageException($"option '{option}' is given more than once"),
    };

    /// <summary>An option's value.</summary>
    /// <exception cref="UsageException">It is missing, or given more than once.</exception>
    public string Required(string option) => Optional(option) ?? throw new UsageException($"option '{option}' is missing");
}
