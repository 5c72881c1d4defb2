using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Domar.HostTools.Web;

/// <summary>Decides whether a server's certificate is right, and remembers why not.</summary>
/// <param name="fingerprint">SHA-256 that it must have; null asks the system's authorities.</param>
internal sealed class CertificateCheck(string? fingerprint)
{
    private readonly string? _wanted = fingerprint?.Replace(":", "", StringComparison.Ordinal).ToUpperInvariant();

    /// <summary>Why the certificate was refused, as the end of a sentence; null when it was not.</summary>
    public string? Refusal { get; private set; }

    /// <summary>The decision.</summary>
    public bool Accept(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null)
        {
            Refusal = "the server has no certificate";
        }
        else if (_wanted is not null)
        {
            var found = Convert.ToHexString(SHA256.HashData(certificate.GetRawCertData()));
            Refusal = found == _wanted ? null : $"the server's certificate has the SHA-256 {Pairs(found)}, and {Pairs(_wanted)} is expected; correct the fingerprint, or somebody is between this machine and the server";
        }
        else
        {
            Refusal = errors == SslPolicyErrors.None
                ? null
                : $"the server's certificate is not trusted ({Why(chain, errors)}); give its SHA-256 fingerprint, check this machine's clock, or use a certificate of a known authority";
        }

        return Refusal is null;
    }

    private static string Why(X509Chain? chain, SslPolicyErrors errors)
    {
        var reasons = new List<string>();
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            reasons.Add("it is for another name");
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
        {
            var states = chain?.ChainStatus.Select(static status => status.Status.ToString()).Distinct().ToList() ?? [];
            reasons.Add(states.Count > 0 ? string.Join(", ", states) : "its signers are not known");
        }

        return string.Join("; ", reasons);
    }

    private static string Pairs(string digits) => string.Join(':', digits.Chunk(2).Select(static pair => new string(pair)));
}
