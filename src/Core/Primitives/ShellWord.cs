using System.Globalization;
using System.Text;

namespace Domar.Core.Primitives;

/// <summary>Words of command lines as a shell takes them, for people who read or paste them. Nothing here is ever given to a shell by this program.</summary>
public static class ShellWord
{
    /// <summary>Quoted where a POSIX shell needs it.</summary>
    public static string Quote(string word) => IsPlain(word) ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>
    /// Quoted where a shell needs it, and always on one line: control characters are written as bash, zsh and POSIX.1-2024 have it, <c>$'a\nb'</c>.
    /// </summary>
    public static string QuoteOnOneLine(string word)
    {
        if (!word.Any(char.IsControl))
        {
            return Quote(word);
        }

        var text = new StringBuilder("$'");
        foreach (var c in word)
        {
            _ = c switch
            {
                '\n' => text.Append("\\n"),
                '\t' => text.Append("\\t"),
                '\'' or '\\' => text.Append('\\').Append(c),
                _ when char.IsControl(c) => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        }

        return text.Append('\'').ToString();
    }

    private static bool IsPlain(string word)
    {
        foreach (var c in word)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.' or '/' or ':' or '=' or ',' or '+' or '@' or '%'))
            {
                return false;
            }
        }

        return word.Length > 0;
    }
}
