namespace Domar.Installer.Cli;

/// <summary>The words after a command's name.</summary>
/// <param name="Words">Words that are no option.</param>
/// <param name="Inventory">Folder of <c>--inventory</c>; null when it is not given.</param>
/// <param name="Json">Whether <c>--json</c> is given.</param>
internal sealed record Arguments(IReadOnlyList<string> Words, string? Inventory, bool Json)
{
    /// <summary>Sorts words into options and others.</summary>
    /// <param name="words">The command line after the command's name.</param>
    /// <param name="takesInventory">Whether the command has <c>--inventory</c>.</param>
    /// <exception cref="UsageException">An option is unknown, lacks its value, or is there twice.</exception>
    public static Arguments Parse(ReadOnlySpan<string> words, bool takesInventory)
    {
        var rest = new List<string>();
        string? inventory = null;
        var json = false;
        var onlyWords = false;
        for (var i = 0; i < words.Length; i++)
        {
            var word = words[i];
            if (onlyWords || !word.StartsWith('-') || word == "-")
            {
                rest.Add(word);
            }
            else if (word == "--")
            {
                onlyWords = true;
            }
            else if (word == "--json")
            {
                json = true;
            }
            else if (takesInventory && (word == "--inventory" || word.StartsWith("--inventory=", StringComparison.Ordinal)))
            {
                if (inventory is not null)
                {
                    throw new UsageException("option '--inventory' is given more than once");
                }

                inventory = word.Contains('=', StringComparison.Ordinal) ? word["--inventory=".Length..] : ++i < words.Length ? words[i] : "";
                if (inventory.Length == 0)
                {
                    throw new UsageException("option '--inventory' needs a folder");
                }
            }
            else
            {
                throw new UsageException($"unknown option '{word}'");
            }
        }

        return new Arguments(rest, inventory, json);
    }
}
