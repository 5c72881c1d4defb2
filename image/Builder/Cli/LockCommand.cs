using Domar.Image.Builder.Locks;

namespace Domar.Image.Builder.Cli;

/// <summary>The command that pins packages.</summary>
internal static class LockCommand
{
    /// <summary>lock.</summary>
    public static readonly Command Lock = new(
        "lock", "--output FILE SET=URISFILE [SET=URISFILE ...]",
        "Writes the lock file from what 'apt-get install --print-uris -qq -o Acquire::ForceHash=SHA256' printed for each set of packages.", ["--output"], [], Run);

    private static int Run(CommandArguments arguments, TextWriter output, TextWriter error)
    {
        var file = arguments.Required("--output");
        if (arguments.Words.Count == 0)
        {
            throw new UsageException("no SET=URISFILE is given");
        }

        var entries = new List<LockEntry>();
        var sets = new HashSet<string>();
        foreach (var word in arguments.Words)
        {
            if (word.Split('=', 2) is not [{ Length: > 0 } set, { Length: > 0 } list])
            {
                throw new UsageException($"'{word}' is not SET=URISFILE");
            }

            if (!sets.Add(set))
            {
                throw new UsageException($"set '{set}' is given more than once");
            }

            entries.AddRange(UriListParser.Parse(File.ReadAllText(list), set, list));
        }

        var result = new PackageLock(entries, file);
        File.WriteAllText(file, result.Format());
        output.WriteLine($"{file}: {result.Entries.Count} packages, {result.Entries.Sum(static e => e.SizeBytes) / 1e6:F1} MB to download");
        return 0;
    }
}
