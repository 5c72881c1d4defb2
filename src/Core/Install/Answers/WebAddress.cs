namespace Domar.Core.Install.Answers;

/// <summary>Something on an HTTP server.</summary>
/// <param name="Url">Its URL, http or https.</param>
/// <param name="CertFingerprint">SHA-256 of the server's certificate, 64 hexadecimal digits in lower case; null checks the certificate against the system's authorities.</param>
/// <param name="AuthToken">What to send as a bearer token; null for nothing.</param>
public sealed record WebAddress(string Url, string? CertFingerprint, string? AuthToken);
