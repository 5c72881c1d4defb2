using System.Globalization;
using System.Text;

namespace Domar.Core.Install.Answers;

/// <summary>Foreign text and numbers in messages of one line.</summary>
public static class MessageText
{
    private const int LongestQuote = 80;

    /// <summary>A text from outside in quotes: no control characters, not longer than a line.</summary>
    public static string Quote(string text) => $"'{OneLine(text.Length > LongestQuote ? text[..LongestQuote] + "..." : text)}'";

    /// <summary>A text without control characters, and without halves of surrogate pairs, which terminals and UTF-8 do not know.</summary>
    public static string OneLine(string text)
    {
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text, i))
            {
                result.Append(text, i++, 2);
            }
            else if (char.IsControl(text[i]) || char.IsSurrogate(text[i]))
            {
                result.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i]:x4}");
            }
            else
            {
                result.Append(text[i]);
            }
        }

        return result.ToString();
    }

    /// <summary>A number as people write it: at most two decimals.</summary>
    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>A size as disks are sold: MB (10^6) or GB (10^9). Small ones are rounded down: what is a byte too small for 8 GB is not called 8 GB.</summary>
    public static string DiskSize(long bytes) => bytes switch
    {
        < 1_000_000_000 => $"{bytes / 1_000_000} MB",
        < 10_000_000_000 => $"{Number(Math.Floor(bytes / 1e7) / 100)} GB",
        _ => $"{(bytes / 1e9).ToString("0", CultureInfo.InvariantCulture)} GB",
    };

    /// <summary>A list in a sentence: <c>a, b and c</c>.</summary>
    /// <param name="names">What is listed.</param>
    /// <param name="last">The word before the last one.</param>
    public static string List(IReadOnlyList<string> names, string last = "and") => names.Count switch
    {
        0 => "none",
        1 => names[0],
        _ => $"{string.Join(", ", names.Take(names.Count - 1))} {last} {names[^1]}",
    };
}
