namespace Domar.Runtime.Cli;

/// <summary>Looks at a command line just far enough to know which command it names, so that only that command's options are built.</summary>
internal static class ArgumentScanner
{
    /// <summary>The first plain words (not options, nor the value of <c>--socket</c>), at most <paramref name="limit"/>.</summary>
    public static IReadOnlyList<string> Words(IReadOnlyList<string> arguments, int limit)
    {
        var words = new List<string>();
        for (var i = 0; i < arguments.Count && words.Count < limit; i++)
        {
            if (arguments[i] == "--")
            {
                break;
            }

            if (arguments[i] == "--socket")
            {
                i++;
            }
            else if (!arguments[i].StartsWith('-'))
            {
                words.Add(arguments[i]);
            }
        }

        return words;
    }

    /// <summary>Names of the long options that occur, without dashes and values.</summary>
    public static IEnumerable<string> LongOptions(IReadOnlyList<string> arguments)
    {
        foreach (var argument in arguments)
        {
            if (argument == "--")
            {
                yield break;
            }

            if (argument.StartsWith("--", StringComparison.Ordinal))
            {
                var end = argument.AsSpan().IndexOfAny('=', ':');
                yield return argument[2..(end < 0 ? argument.Length : Math.Max(2, end))];
            }
        }
    }
}
