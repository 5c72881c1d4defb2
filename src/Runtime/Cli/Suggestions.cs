namespace Domar.Runtime.Cli;

/// <summary>Finds what was probably meant.</summary>
internal static class Suggestions
{
    /// <summary>A sentence with a leading space that names the nearest words; empty when none is near.</summary>
    public static string DidYouMean(string word, IEnumerable<string> candidates)
    {
        var near = Nearest(word, candidates);
        return near.Count == 0 ? "" : $" Did you mean {string.Join(" or ", near.Select(candidate => $"'{candidate}'"))}?";
    }

    /// <summary>The nearest candidates, at most three, nearest first.</summary>
    public static IReadOnlyList<string> Nearest(string word, IEnumerable<string> candidates)
    {
        var limit = Math.Max(1, word.TrimStart('-').Length / 3);
        return
        [
            .. candidates.Distinct()
                .Select(candidate => (Candidate: candidate, Distance: Distance(word, candidate, limit)))
                .Where(pair => pair.Distance <= limit || (word.Length >= 5 && pair.Candidate.StartsWith(word, StringComparison.Ordinal)))
                .OrderBy(pair => pair.Distance).ThenBy(pair => pair.Candidate, StringComparer.Ordinal)
                .Take(3).Select(pair => pair.Candidate),
        ];
    }

    // Changes, insertions, deletions and swaps of neighbours that turn one word into the other (optimal string alignment).
    private static int Distance(string a, string b, int limit)
    {
        if (Math.Abs(a.Length - b.Length) > limit)
        {
            return int.MaxValue;
        }

        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            rows[i, 0] = i;
        }

        for (var j = 0; j <= b.Length; j++)
        {
            rows[0, j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                rows[i, j] = Math.Min(Math.Min(rows[i - 1, j] + 1, rows[i, j - 1] + 1), rows[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
                }
            }
        }

        return rows[a.Length, b.Length];
    }
}
