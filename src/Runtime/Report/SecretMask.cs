using System.Text;

namespace Domar.Runtime.Report;

/// <summary>Takes secrets out of config texts before they leave the machine: whole values of secret keys, and <c>password=...</c> within values.</summary>
internal static class SecretMask
{
    /// <summary>What stands in a secret's place.</summary>
    public const string Mask = "***";

    private static readonly HashSet<string> Keys = new(StringComparer.OrdinalIgnoreCase)
    {
        // Guest configs: cloud-init's.
        "cipassword", "sshkeys",

        // storage.cfg and files like it.
        "password", "passwd", "encryption-key", "keyring", "master-pubkey", "secret", "token", "tokenvalue", "apikey", "privatekey", "private-key",
    };

    private static readonly string[] Parts = ["password=", "passwd=", "secret=", "token=", "key-secret="];

    /// <summary>Masks one text of <c>key: value</c> or <c>key value</c> lines; comment lines included, for people write passwords there too.</summary>
    public static string Apply(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            result.Append(ApplyLine(line.ToString())).Append('\n');
        }

        // The last line has no break of its own: EnumerateLines gives an empty one after a closing break.
        return result.ToString(0, result.Length - 1);
    }

    private static string ApplyLine(string line)
    {
        var start = line.AsSpan().IndexOfAnyExcept(" \t#");
        if (start < 0)
        {
            return line;
        }

        var end = line.AsSpan(start).IndexOfAny(": \t");
        if (end > 0 && Keys.Contains(line.Substring(start, end)))
        {
            return $"{line[..(start + end)]}{(line[start + end] == ':' ? ":" : "")} {Mask}";
        }

        foreach (var part in Parts)
        {
            line = MaskPart(line, part);
        }

        return line;
    }

    private static string MaskPart(string line, string part)
    {
        for (var at = line.IndexOf(part, StringComparison.OrdinalIgnoreCase); at >= 0; at = line.IndexOf(part, at, StringComparison.OrdinalIgnoreCase))
        {
            var start = at + part.Length;
            var length = line.AsSpan(start).IndexOfAny(", \t;&");
            line = string.Concat(line.AsSpan(0, start), Mask, length < 0 ? "" : line.AsSpan(start + length));
            at = start;
        }

        return line;
    }
}
