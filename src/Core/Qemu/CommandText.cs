using System.Text;
using Domar.Core.Primitives;

namespace Domar.Core.Qemu;

/// <summary>A command line as a person reads it, and a shell takes it.</summary>
public static class CommandText
{
    /// <summary>Each option with its value on a line of its own, quoted where a POSIX shell needs it; pasted into one, it is the same command.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    public static string Format(string program, IReadOnlyList<string> arguments)
    {
        var text = new StringBuilder(ShellWord.Quote(program));
        for (var i = 0; i < arguments.Count; i++)
        {
            // A value stays with its option.
            var isValue = i > 0 && arguments[i - 1].StartsWith('-') && !arguments[i].StartsWith('-');
            text.Append(isValue ? " " : " \\\n  ").Append(ShellWord.Quote(arguments[i]));
        }

        return text.Append('\n').ToString();
    }
}
