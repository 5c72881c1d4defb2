using System.Globalization;

namespace Domar.Image.Builder.Locks;

/// <summary>Reads what <c>apt-get install --print-uris -qq -o Acquire::ForceHash=SHA256</c> prints: <c>'URL' FILE SIZE SHA256:HEX</c>. Without the option apt
/// (seen: 2.6.1) prints MD5 sums. Pure.</summary>
public static class UriListParser
{
    /// <summary>Reads a list.</summary>
    /// <param name="text">apt's output.</param>
    /// <param name="set">The set that the packages are for.</param>
    /// <param name="file">The file, for messages.</param>
    /// <exception cref="BuildException">A line is malformed or has no SHA-256, or there is no line.</exception>
    public static IReadOnlyList<LockEntry> Parse(string text, string set, string file)
    {
        if (!Recipes.ItemRules.IsVariantName(set))
        {
            throw new BuildException($"'{set}' is not a set's name; use a-z, 0-9 and '-' not at its start");
        }

        var entries = new List<LockEntry>();
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            if (line.Length > 0)
            {
                entries.Add(ParseLine(line, set, $"{file}:{number}"));
            }
        }

        return entries.Count > 0 ? entries : throw new BuildException($"{file} names no package; was apt's output written to it?");
    }

    /// <summary>Whether a text is a SHA-256 as sha256sum writes it.</summary>
    internal static bool IsSha256(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigitLower);

    /// <summary>Whether an archive is one of the two that images are made from.</summary>
    internal static bool IsArchive(string name) => name is "debian" or "debian-security";

    /// <summary>Whether a path stays in the archive's pool and is safe in a URL and a shell's word.</summary>
    internal static bool IsPoolPath(string path) =>
        path.StartsWith("pool/", StringComparison.Ordinal) && path.EndsWith(".deb", StringComparison.Ordinal) && !path.Contains("..")
        && path.All(static c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '_' or '+' or '-' or '~' or '%');

    private static LockEntry ParseLine(string line, string set, string at)
    {
        if (line.Split(' ') is not [['\'', .. var url, '\''], var name, var size, var hash]
            || !long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes))
        {
            throw new BuildException($"{at}: not a line of apt's --print-uris ('URL' FILE SIZE SHA256:HEX): {line}");
        }

        if (!hash.StartsWith("SHA256:", StringComparison.Ordinal) || !IsSha256(hash[7..]))
        {
            throw new BuildException($"{at}: {name} has no SHA-256 ('{hash}'), and nothing weaker is taken; give apt-get '-o Acquire::ForceHash=SHA256'");
        }

        var pool = url.IndexOf("/pool/", StringComparison.Ordinal);
        var archive = pool < 0 ? "" : url[(url.LastIndexOf('/', pool - 1) + 1)..pool];
        if (!IsArchive(archive))
        {
            throw new BuildException($"{at}: {name} is from archive '{archive}'; only debian and debian-security can be pinned");
        }

        var path = url[(pool + 1)..];
        if (!IsPoolPath(path) || !name.EndsWith(".deb", StringComparison.Ordinal)
            || name[..^4].Split('_') is not [var package, var version, var architecture]
            || Recipes.ItemRules.Package(package) is not null || version.Length == 0 || architecture.Length == 0)
        {
            throw new BuildException($"{at}: '{name}' is not the name of a Debian package (NAME_VERSION_ARCHITECTURE.deb)");
        }

        return new LockEntry(set, package, Uri.UnescapeDataString(version), architecture, bytes, hash[7..], archive, path);
    }
}
