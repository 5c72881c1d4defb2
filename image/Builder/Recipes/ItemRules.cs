using Domar.Image.Builder.Text;

namespace Domar.Image.Builder.Recipes;

/// <summary>The grammar of what recipes list. Each rule says what is wrong with a text, or null.</summary>
internal static class ItemRules
{
    // systemd.unit(5), "Description".
    private static readonly string[] UnitSuffixes =
        [".service", ".socket", ".device", ".mount", ".automount", ".swap", ".target", ".path", ".timer", ".slice", ".scope"];

    // Files without which nothing runs, or nothing can be said about the image. A pattern that takes one of them takes too much.
    private static readonly string[] Essential =
    [
        "/etc/passwd", "/usr/bin/sh", "/usr/bin/mount", "/usr/lib/os-release", "/usr/lib/systemd/systemd", "/usr/lib/x86_64-linux-gnu/libc.so.6",
        "/usr/lib64/ld-linux-x86-64.so.2", "/var/lib/dpkg/status",
    ];

    /// <summary>Debian policy 5.6.1: lower case letters, digits and '+', '-', '.', at least two, first a letter or digit.</summary>
    public static string? Package(string name) =>
        name.Length >= 2 && IsLowerOrDigit(name[0]) && name.All(static c => IsLowerOrDigit(c) || c is '+' or '-' or '.')
            ? null
            : $"'{Show(name)}' is not a package name: two or more of a-z, 0-9, '+', '-', '.', the first a letter or digit";

    /// <summary>systemd.unit(5): a name of at most 255 characters and a known suffix.</summary>
    public static string? Unit(string name)
    {
        var suffix = UnitSuffixes.FirstOrDefault(suffix => name.EndsWith(suffix, StringComparison.Ordinal) && name.Length > suffix.Length);
        if (suffix is null)
        {
            return $"'{Show(name)}' is not a unit name: it must end in {string.Join(", ", UnitSuffixes[..^1])} or {UnitSuffixes[^1]}";
        }

        return name.Length <= 255 && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is ':' or '-' or '_' or '.' or '\\' or '@')
            ? null
            : $"'{Show(name)}' is not a unit name: at most 255 of letters, digits, ':', '-', '_', '.', '\\' and '@'";
    }

    /// <summary>A pattern of absolute paths to leave out.</summary>
    public static string? Remove(string pattern)
    {
        if (Keep(pattern) is { } problem)
        {
            return problem;
        }

        var glob = new PathGlob(pattern);
        return Essential.FirstOrDefault(glob.Covers) is { } lost
            ? $"'{pattern}' takes too much: {lost} would go, and the image cannot do without; name what is to go more closely"
            : null;
    }

    /// <summary>A pattern of absolute paths.</summary>
    public static string? Keep(string pattern) =>
        pattern.StartsWith('/') ? Pattern(pattern) : $"'{Show(pattern)}' is not an absolute path; begin it with '/'";

    /// <summary>A pattern below /usr/lib/firmware.</summary>
    public static string? Firmware(string pattern) => pattern switch
    {
        "" => "a firmware pattern is empty; name files below /usr/lib/firmware, or remove it",
        ['/', ..] => $"'{Show(pattern)}' begins with '/'; write the path below /usr/lib/firmware, as in \"bnx2/**\"",
        _ => Pattern(pattern),
    };

    /// <summary>The name of a kernel module, or a pattern below kernel/.</summary>
    public static string? Module(string text)
    {
        if (!text.Contains('/'))
        {
            return ModuleName(text);
        }

        if (text[0] == '/' || text.StartsWith("kernel/", StringComparison.Ordinal))
        {
            return $"'{Show(text)}' is not below kernel/; write the path from there, as in \"drivers/net/**\"";
        }

        return IsModuleFile(text) ? $"'{Show(text)}' names a file; leave out the .ko and what follows" : Pattern(text);
    }

    /// <summary>The name of a kernel module.</summary>
    public static string? ModuleName(string name)
    {
        if (name.Length == 0)
        {
            return "a module's name is empty; name a module, or remove it";
        }

        if (IsModuleFile(name))
        {
            return $"'{Show(name)}' names a file; leave out the .ko and what follows";
        }

        return name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            ? null
            : $"'{Show(name)}' is not a module's name: letters, digits, '-' and '_'";
    }

    /// <summary>A pattern of recipe names.</summary>
    public static string? RecipePattern(string pattern) =>
        pattern.Length > 0 && pattern.All(static c => IsLowerOrDigit(c) || c is '-' or '*' or '?')
            ? null
            : $"'{Show(pattern)}' is not a pattern of recipe names: a-z, 0-9, '-', '*' and '?'";

    /// <summary>Whether a name is that of a recipe: two digits, '-', and a-z, 0-9 and '-' not at its start.</summary>
    public static bool IsRecipeName(string name) =>
        name.Length >= 4 && char.IsAsciiDigit(name[0]) && char.IsAsciiDigit(name[1]) && name[2] == '-' && IsVariantName(name[3..]);

    /// <summary>Whether a name is that of a variant: a-z, 0-9 and '-' not at its start.</summary>
    public static bool IsVariantName(string name) =>
        name.Length >= 1 && name[0] != '-' && name.All(static c => IsLowerOrDigit(c) || c == '-');

    private static string? Pattern(string pattern)
    {
        if (pattern.Any(char.IsControl))
        {
            return $"'{Show(pattern)}' has a control character in it; patterns are plain text";
        }

        foreach (var segment in pattern.Split('/'))
        {
            if (segment is ".." or ".")
            {
                return $"'{pattern}' contains '{segment}'; write the path without";
            }

            if (segment != "**" && segment.Contains("**"))
            {
                return $"'{pattern}' has '**' beside other characters; '**' stands alone between slashes, '*' goes within a name";
            }
        }

        return null;
    }

    private static bool IsModuleFile(string name) => name.EndsWith(".ko", StringComparison.Ordinal) || name.Contains(".ko.", StringComparison.Ordinal);

    private static bool IsLowerOrDigit(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c);

    private static string Show(string text) => TomlFile.OneLine(text);
}
