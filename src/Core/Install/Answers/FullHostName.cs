namespace Domar.Core.Install.Answers;

/// <summary>A node's name with its domain (RFC 1123).</summary>
/// <param name="Host">The first label.</param>
/// <param name="Domain">The others.</param>
public sealed record FullHostName(string Host, string Domain)
{
    // RFC 1035, 2.3.4: 255 bytes on the wire are 253 characters.
    private const int LongestName = 253;
    private const int LongestLabel = 63;

    /// <summary>What is wrong with a name of host and domain; null for nothing.</summary>
    public static string? Check(string name)
    {
        if (!name.Contains('.', StringComparison.Ordinal))
        {
            return CheckLabels(name) ?? $"{MessageText.Quote(name)} is a host name without a domain; write host and domain, as in \"{MessageText.OneLine(name)}.example.com\", "
                + "or take both from the DHCP server with fqdn.source = \"from-dhcp\"";
        }

        return CheckLabels(name) ?? (name[..name.IndexOf('.', StringComparison.Ordinal)].All(char.IsAsciiDigit)
            ? $"{MessageText.Quote(name)} has a host name of digits only, which programs take for an address; put a letter in"
            : null);
    }

    /// <summary>What is wrong with a domain; null for nothing.</summary>
    public static string? CheckLabels(string name)
    {
        if (name.Length is 0 or > LongestName)
        {
            return name.Length == 0 ? "is empty" : $"has {name.Length} characters; a name has at most {LongestName}";
        }

        foreach (var label in name.Split('.'))
        {
            if (label.Length is 0 or > LongestLabel || label.StartsWith('-') || label.EndsWith('-') || !label.All(static c => char.IsAsciiLetterOrDigit(c) || c == '-'))
            {
                return $"{MessageText.Quote(name)} is no host name: {MessageText.Quote(label)} must be 1 to {LongestLabel} letters a-z, digits and '-', with no '-' at its ends";
            }
        }

        return null;
    }

    /// <summary>Splits a name that <see cref="Check"/> has found right.</summary>
    public static FullHostName Split(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return new FullHostName(name[..dot], name[(dot + 1)..]);
    }

    /// <summary><c>HOST.DOMAIN</c>.</summary>
    public override string ToString() => $"{Host}.{Domain}";
}
