namespace Domar.Image.Builder.Text;

/// <summary>A pattern over paths with '/' between segments. <c>*</c> stands for any characters of one segment, <c>?</c> for exactly one, and the segment
/// <c>**</c> for any number of segments: none or more within a pattern (<c>/a/**/b</c> matches <c>/a/b</c>), one or more at its end (<c>/a/**</c> matches
/// everything below <c>/a</c> and not <c>/a</c> itself). A leading '.' is a character as any other, '[' has no meaning, and a slash at either end counts not.</summary>
public sealed class PathGlob
{
    private const string AnyDepth = "**";

    private readonly string[] _segments;

    /// <summary>Takes a pattern as it is written.</summary>
    public PathGlob(string text)
    {
        Text = text;
        _segments = Split(text);
    }

    /// <summary>The pattern as it was written.</summary>
    public string Text { get; }

    /// <summary>A path's segments, as <see cref="Matches(ReadOnlySpan{string})"/> takes them.</summary>
    public static string[] Split(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Whether the pattern matches this very path.</summary>
    public bool Matches(string path) => Matches(Split(path));

    /// <summary>Whether the pattern matches the path of these segments.</summary>
    public bool Matches(ReadOnlySpan<string> path)
    {
        // at[i]: the segments so far can be matched by the first i segments of the pattern. Linear in path times pattern, whatever the pattern.
        var end = _segments.Length;
        Span<bool> at = end < 64 ? stackalloc bool[end + 1] : new bool[end + 1];
        Span<bool> next = end < 64 ? stackalloc bool[end + 1] : new bool[end + 1];
        at[0] = true;
        SkipEmpty(at);
        foreach (var segment in path)
        {
            next.Clear();
            for (var i = 0; i < end; i++)
            {
                if (at[i] && _segments[i] == AnyDepth)
                {
                    next[i] = true;
                    next[end] |= i == end - 1;
                }
                else if (at[i] && SegmentMatches(_segments[i], segment))
                {
                    next[i + 1] = true;
                }
            }

            SkipEmpty(next);
            next.CopyTo(at);
        }

        return at[end];
    }

    /// <summary>Whether the pattern matches this path or a folder above it.</summary>
    public bool Covers(string path)
    {
        var segments = Split(path);
        for (var length = 0; length <= segments.Length; length++)
        {
            if (Matches(segments.AsSpan(0, length)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a pattern without '/' matches one name.</summary>
    public static bool SegmentMatches(string pattern, string name)
    {
        int p = 0, n = 0, star = -1, resume = 0;
        while (n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                resume = n;
            }
            else if (p < pattern.Length && (pattern[p] == '?' || pattern[p] == name[n]))
            {
                p++;
                n++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                n = ++resume;
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(p).TrimStart('*').IsEmpty;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private void SkipEmpty(Span<bool> at)
    {
        for (var i = 0; i < _segments.Length - 1; i++)
        {
            at[i + 1] |= at[i] && _segments[i] == AnyDepth;
        }
    }
}
