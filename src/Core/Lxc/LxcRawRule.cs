namespace Domar.Core.Lxc;

/// <summary>What becomes of a raw line of LXC.</summary>
internal enum LxcRawVerdict
{
    /// <summary>It is handed on.</summary>
    Allowed,

    /// <summary>It has no effect here: it is left out, with a warning.</summary>
    Ignored,

    /// <summary>The container does not start with it.</summary>
    Refused,
}

/// <summary>A rule for raw lines of LXC.</summary>
/// <param name="Key">LXC's key; one that ends in a dot stands for all that begin so.</param>
/// <param name="Verdict">What becomes of such a line.</param>
/// <param name="Reason">Why; for a line that is not handed on, also what to do. Follows the key in a sentence.</param>
/// <param name="MayBeEmpty">Whether the line may have no value. An empty value makes LXC forget what it read before, also what Domar wrote.</param>
internal sealed record LxcRawRule(string Key, LxcRawVerdict Verdict, string Reason, bool MayBeEmpty = false)
{
    public bool Covers(string key) => Key.EndsWith('.') ? key.StartsWith(Key, StringComparison.Ordinal) && key.Length > Key.Length : key == Key;
}
