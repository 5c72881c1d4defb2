namespace Domar.Installer.Cli;

/// <summary>The words after a command's name.</summary>
/// <param name="Words">Words that are no option.</param>
/// <param name="Values">Values of the options, by the option's name; empty for those that have none.</param>
/// <param name="Json">Whether <c>--json</c> is given.</param>
internal sealed record Arguments(IReadOnlyList<string> Words, IReadOnlyDictionary<string, string> Values, bool Json)
{
    /// <summary>The option for the folder with another host's inventory.</summary>
    public const string InventoryOption = "--inventory";

    /// <summary>The option for the folder with the medium's files.</summary>
    public const string MediumOption = "--medium";

    /// <summary>The option for the kind of firmware.</summary>
    public const string FirmwareOption = "--firmware";

    /// <summary>The option for the file that is written.</summary>
    public const string OutputOption = "--output";

    /// <summary>The option to print the plan only.</summary>
    public const string DryRunFlag = "--dry-run";

    /// <summary>The option to go on without asking.</summary>
    public const string YesFlag = "--yes";

    /// <summary>The option to restart at the end.</summary>
    public const string RebootFlag = "--reboot";

    private static readonly string[] KnownFlags = [DryRunFlag, YesFlag, RebootFlag];

    /// <summary>Whether an option without a value is given.</summary>
    /// <param name="flag">Its name.</param>
    public bool Has(string flag) => Values.ContainsKey(flag);

    /// <summary>Folder of <c>--inventory</c>; null when it is not given.</summary>
    public string? Inventory => Values.GetValueOrDefault(InventoryOption);

    /// <summary>Folder of <c>--medium</c>; null when it is not given.</summary>
    public string? Medium => Values.GetValueOrDefault(MediumOption);

    /// <summary>Value of <c>--firmware</c>; null when it is not given.</summary>
    public string? Firmware => Values.GetValueOrDefault(FirmwareOption);

    /// <summary>File of <c>--output</c>; null when it is not given.</summary>
    public string? Output => Values.GetValueOrDefault(OutputOption);

    /// <summary>Sorts words into options and others.</summary>
    /// <param name="words">The command line after the command's name.</param>
    /// <param name="options">Names of the options that the command has.</param>
    /// <exception cref="UsageException">An option is unknown, lacks its value, or is there twice.</exception>
    public static Arguments Parse(ReadOnlySpan<string> words, params ReadOnlySpan<string> options)
    {
        var rest = new List<string>();
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var json = false;
        var onlyWords = false;
        for (var i = 0; i < words.Length; i++)
        {
            var word = words[i];
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? word : word[..equals];
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
            else if (options.Contains(word) && KnownFlags.Contains(word))
            {
                values[word] = "";
            }
            else if (options.Contains(name) && !KnownFlags.Contains(name))
            {
                if (!values.TryAdd(name, equals >= 0 ? word[(equals + 1)..] : ++i < words.Length ? words[i] : ""))
                {
                    throw new UsageException($"option '{name}' is given more than once");
                }

                if (values[name].Length == 0)
                {
                    throw new UsageException($"option '{name}' needs {name switch { FirmwareOption => "'bios' or 'uefi'", OutputOption => "a file", _ => "a folder" }}");
                }
            }
            else
            {
                throw new UsageException($"unknown option '{word}'");
            }
        }

        return new Arguments(rest, values, json);
    }

    /// <summary>Refuses words and <c>--json</c>, for commands that have neither.</summary>
    /// <exception cref="UsageException">There is one.</exception>
    public Arguments WithOptionsOnly() => Words.Count > 0 ? throw new UsageException($"'{Words[0]}' is not expected") : Json ? throw new UsageException("unknown option '--json'") : this;
}
