namespace Domar.HostTools.Web;

/// <summary>One request to a web server.</summary>
/// <param name="Url">Its URL, http or https.</param>
public sealed record WebCall(string Url)
{
    /// <summary>What is sent, as JSON, with POST; null asks with GET.</summary>
    public string? Json { get; init; }

    /// <summary>SHA-256 of the server's certificate in hexadecimal digits, with or without ':'. Then that certificate is right and no other is, whoever signed it; null asks the system's authorities.</summary>
    public string? CertFingerprint { get; init; }

    /// <summary>What to send as bearer token; null for nothing.</summary>
    public string? AuthToken { get; init; }

    /// <summary>How much is taken as an answer; more is an error.</summary>
    public int MaxBytes { get; init; } = 1024 * 1024;

    /// <summary>How long all of it may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);
}
