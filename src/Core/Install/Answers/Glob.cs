using System.Diagnostics.CodeAnalysis;

namespace Domar.Core.Install.Answers;

/// <summary>
/// A pattern for a whole text: <c>*</c> is any number of characters, <c>?</c> one, <c>[abc]</c> and <c>[a-z]</c> one of some, <c>[!abc]</c> one of all others. Case matters.
/// </summary>
public sealed class Glob
{
    private readonly List<Func<char, bool>?> _parts;

    private Glob(string text, List<Func<char, bool>?> parts) => (Text, _parts) = (text, parts);

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Reads a pattern.</summary>
    /// <param name="text">The pattern.</param>
    /// <param name="glob">The result.</param>
    /// <param name="problem">What is wrong with it, as the end of a sentence.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out Glob? glob, [NotNullWhen(false)] out string? problem)
    {
        // A null part is a "*".
        var parts = new List<Func<char, bool>?>();
        (glob, problem) = (null, null);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '[')
            {
                var not = i + 1 < text.Length && text[i + 1] == '!';
                var from = not ? i + 2 : i + 1;
                // A ']' that is first stands for itself.
                var end = from < text.Length ? text.IndexOf(']', from + 1) : -1;
                if (end < 0)
                {
                    problem = $"has a '[' at character {i + 1} and no ']' for it; write '[[]' where the bracket itself is meant";
                    return false;
                }

                var ranges = Ranges(text[from..end]);
                parts.Add(each => ranges.Exists(range => each >= range.From && each <= range.To) != not);
                i = end;
            }
            else if (c == '*')
            {
                if (parts.Count == 0 || parts[^1] is not null)
                {
                    parts.Add(null);
                }
            }
            else
            {
                parts.Add(c == '?' ? static _ => true : each => each == c);
            }
        }

        glob = new Glob(text, parts);
        return true;
    }

    /// <summary>Whether a text matches. Takes at most the product of both lengths.</summary>
    public bool IsMatch(string text)
    {
        int part = 0, at = 0, star = -1, starAt = 0;
        while (at < text.Length)
        {
            if (part < _parts.Count && _parts[part] is { } one && one(text[at]))
            {
                (part, at) = (part + 1, at + 1);
            }
            else if (part < _parts.Count && _parts[part] is null)
            {
                (star, starAt) = (part++, at);
            }
            else if (star >= 0)
            {
                // The last star takes one more character; earlier ones need no second try.
                (part, at) = (star + 1, ++starAt);
            }
            else
            {
                return false;
            }
        }

        while (part < _parts.Count && _parts[part] is null)
        {
            part++;
        }

        return part == _parts.Count;
    }

    private static List<(char From, char To)> Ranges(string set)
    {
        var result = new List<(char From, char To)>();
        for (var i = 0; i < set.Length; i++)
        {
            var isRange = i + 2 < set.Length && set[i + 1] == '-';
            result.Add((set[i], isRange ? set[i + 2] : set[i]));
            i += isRange ? 2 : 0;
        }

        return result;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
