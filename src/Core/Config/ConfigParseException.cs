namespace Domar.Core.Config;

/// <summary>A configuration file cannot be used as it is. Carries every problem found, not the first only.</summary>
public sealed class ConfigParseException : FormatException
{
    /// <summary>How many problems the message spells out; the rest is counted. A file that is no configuration at all has one per line.</summary>
    private const int MaxShown = 100;

    /// <summary>Made by the parsers.</summary>
    /// <param name="problems">At least one, in file order.</param>
    public ConfigParseException(IReadOnlyList<ConfigProblem> problems)
        : base(Describe(problems)) => Problems = problems;

    /// <summary>Every problem, in file order.</summary>
    public IReadOnlyList<ConfigProblem> Problems { get; }

    private static string Describe(IReadOnlyList<ConfigProblem> problems)
    {
        var text = string.Join('\n', problems.Take(MaxShown));
        return problems.Count > MaxShown ? $"{text}\n... and {problems.Count - MaxShown} more problems" : text;
    }
}
