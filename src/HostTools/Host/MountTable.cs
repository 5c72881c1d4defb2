using System.Text;

namespace Domar.HostTools.Host;

/// <summary>Reads /proc/self/mountinfo (proc_pid_mountinfo(5)).</summary>
public static class MountTable
{
    /// <summary>The mounts, in the kernel's order.</summary>
    /// <param name="text">The file's text.</param>
    /// <exception cref="FormatException">A line does not have its form.</exception>
    public static IReadOnlyList<MountEntry> Parse(string text)
    {
        var result = new List<MountEntry>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            // ID PARENT MAJOR:MINOR ROOT MOUNTPOINT OPTIONS [TAG]... - TYPE SOURCE OPTIONS
            var fields = line.Split(' ');
            var dash = Array.IndexOf(fields, "-");
            if (fields.Length < 6 || dash < 6 || dash + 2 >= fields.Length)
            {
                throw new FormatException($"/proc/self/mountinfo does not have the form that is known: '{(line.Length > 80 ? line[..80] + "..." : line)}'");
            }

            result.Add(new MountEntry(fields[2], Unescape(fields[4]), Unescape(fields[dash + 2])));
        }

        return result;
    }

    /// <summary>Space, tab, newline and backslash are written as <c>\040</c> and so on.</summary>
    private static string Unescape(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 3 < text.Length && text.AsSpan(i + 1, 3).IndexOfAnyExceptInRange('0', '7') < 0)
            {
                result.Append((char)(((text[i + 1] - '0') << 6) | ((text[i + 2] - '0') << 3) | (text[i + 3] - '0')));
                i += 3;
            }
            else
            {
                result.Append(text[i]);
            }
        }

        return result.ToString();
    }
}
