using System.Text;

namespace Domar.Runtime.Tasks;

/// <summary>An exception and what caused it, as one line for people.</summary>
internal static class FailureText
{
    /// <summary>The messages from the outermost to the innermost, joined by ": ". One that its outer message already quotes is not repeated.</summary>
    public static string Of(Exception exception)
    {
        var text = new StringBuilder();
        for (var e = Unwrap(exception); e is not null; e = e.InnerException is null ? null : Unwrap(e.InnerException))
        {
            var message = OneLine(e.Message).TrimEnd('.');
            if (message.Length == 0 || text.ToString().Contains(message, StringComparison.Ordinal))
            {
                continue;
            }

            text.Append(text.Length == 0 ? "" : ": ").Append(message);
        }

        // A lone message keeps its full stop: it is a sentence.
        var whole = text.ToString();
        return whole.Length == 0 ? exception.GetType().Name : OneLine(Unwrap(exception).Message) is var only && only.TrimEnd('.') == whole ? only : whole;
    }

    private static Exception Unwrap(Exception e) => e is AggregateException { InnerExceptions: [var single] } ? Unwrap(single) : e;

    private static string OneLine(string text) => text.Trim().ReplaceLineEndings("; ");
}
