namespace Domar.Installer.Cli;

/// <summary>The words after <c>fetch-answer</c> and <c>auto</c>.</summary>
/// <param name="Medium">Folder of <c>--medium</c>; null when it is not given.</param>
/// <param name="Output">File of <c>--output</c>; null when it is not given.</param>
internal sealed record UnattendedArguments(string? Medium, string? Output)
{
    /// <summary>Reads the words.</summary>
    /// <param name="words">The command line after the command's name.</param>
    /// <param name="takesOutput">Whether the command has <c>--output</c>.</param>
    /// <exception cref="UsageException">A word is not expected, lacks its value, or is there twice.</exception>
    public static UnattendedArguments Parse(ReadOnlySpan<string> words, bool takesOutput)
    {
        string? medium = null;
        string? output = null;
        for (var i = 0; i < words.Length; i++)
        {
            var equals = words[i].IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? words[i] : words[i][..equals];
            if (name != "--medium" && !(takesOutput && name == "--output"))
            {
                throw new UsageException(name.StartsWith('-') ? $"unknown option '{name}'" : $"'{words[i]}' is not expected");
            }

            var value = equals >= 0 ? words[i][(equals + 1)..] : ++i < words.Length ? words[i] : "";
            ref var place = ref name == "--medium" ? ref medium : ref output;
            if (place is not null)
            {
                throw new UsageException($"option '{name}' is given more than once");
            }

            place = value.Length > 0 ? value : throw new UsageException($"option '{name}' needs a {(name == "--medium" ? "folder" : "file")}");
        }

        return new UnattendedArguments(medium, output);
    }
}
