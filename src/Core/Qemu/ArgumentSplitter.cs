using System.Text;

namespace Domar.Core.Qemu;

/// <summary>Splits the configuration's <c>args</c> as a POSIX shell splits words: blanks, quotes, backslashes; nothing is expanded.</summary>
internal static class ArgumentSplitter
{
    public static IReadOnlyList<string> Split(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var isOpen = false;
        var quote = '\0';
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quote == '\'' ? c != '\'' : c == '\\' && i + 1 < text.Length && (quote == '\0' || text[i + 1] is '"' or '\\' or '$' or '`'))
            {
                word.Append(quote == '\'' ? c : text[++i]);
                isOpen = true;
            }
            else if (c == quote)
            {
                quote = '\0';
            }
            else if (quote == '\0' && (c is '"' or '\''))
            {
                quote = c;
                isOpen = true;
            }
            else if (quote == '\0' && char.IsWhiteSpace(c))
            {
                if (isOpen)
                {
                    words.Add(word.ToString());
                    word.Clear();
                    isOpen = false;
                }
            }
            else
            {
                word.Append(c);
                isOpen = true;
            }
        }

        if (quote != '\0')
        {
            throw new PlanException($"args: a quotation mark ({quote}) is not closed. Close it, or put a backslash before it.");
        }

        return isOpen ? [.. words, word.ToString()] : words;
    }
}
