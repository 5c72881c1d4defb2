namespace Domar.Core.Install.Answers;

/// <summary>SHA-256 fingerprints of certificates, as people write them: 64 hexadecimal digits, or 32 pairs of them with ':' between, as openssl prints them.</summary>
public static class CertFingerprint
{
    /// <summary>What is wrong with one, as the end of a sentence; null for nothing.</summary>
    public static string? Check(string text)
    {
        var isPairs = text.Length == 95 && Enumerable.Range(0, 95).All(i => i % 3 == 2 ? text[i] == ':' : char.IsAsciiHexDigit(text[i]));
        return isPairs || (text.Length == 64 && text.All(char.IsAsciiHexDigit))
            ? null
            : "must be the SHA-256 of the certificate: 32 pairs of hexadecimal digits with ':' between them, as 'openssl x509 -fingerprint -sha256' prints it";
    }

    /// <summary>64 digits in lower case.</summary>
    public static string Normalize(string text) => text.Replace(":", "", StringComparison.Ordinal).ToLowerInvariant();
}
