namespace Domar.HostTools.Host;

/// <summary>The kernel's command line (/proc/cmdline): words, and <c>NAME=VALUE</c>; double quotes keep spaces together.</summary>
public sealed class KernelCommandLine
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>Reads it.</summary>
    public KernelCommandLine(string text)
    {
        var word = new System.Text.StringBuilder();
        var isQuoted = false;
        foreach (var c in text + " ")
        {
            if (c == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (!isQuoted && char.IsWhiteSpace(c))
            {
                Add(word.ToString());
                word.Clear();
            }
            else
            {
                word.Append(c);
            }
        }
    }

    /// <summary>The value of a name, the last one where it is there more than once, as for the kernel; null when it is not there or empty.</summary>
    public string? this[string name] => _values.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    private void Add(string word)
    {
        if (word.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals)
        {
            _values[word[..equals]] = word[(equals + 1)..];
        }
    }
}
