namespace Domar.Core.Primitives;

/// <summary>Finds the name that was probably meant.</summary>
public static class NearestName
{
    // Names that people mean are short; a longer word is a mistake of another kind, and comparing it would cost its length squared.
    private const int LongestName = 64;

    /// <summary>The candidate that needs the fewest changes of a character; null when none is near: two changes, or a third of the longer name's length.</summary>
    public static string? Find(string written, IEnumerable<string> candidates)
    {
        if (written.Length > LongestName)
        {
            return null;
        }

        string? best = null;
        var bestDistance = int.MaxValue;
        foreach (var candidate in candidates.Order(StringComparer.Ordinal))
        {
            // Nothing is nearer than a name with the hyphen forgotten.
            if (Letters(written) == Letters(candidate))
            {
                return candidate;
            }

            var longer = Math.Max(written.Length, candidate.Length);
            var distance = Distance(written, candidate);
            // "x" is two changes from every name of two letters, which says nothing.
            if (distance < bestDistance && distance < longer && distance <= Math.Max(2, longer / 3))
            {
                (best, bestDistance) = (candidate, distance);
            }
        }

        return best;
    }

    private static string Letters(string name) => name.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);

    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(diagonal + (a[i - 1] == b[j - 1] ? 0 : 1), Math.Min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }

        return row[b.Length];
    }
}
