namespace Domar.Runtime.Api;

/// <summary>An answer that is an error, decided by the API itself.</summary>
/// <param name="status">HTTP status.</param>
/// <param name="message">Text for people; its first line becomes the reason phrase.</param>
/// <param name="errors">Problems by parameter; null for none.</param>
internal sealed class ApiException(int status, string message, IReadOnlyDictionary<string, string>? errors = null) : Exception(message)
{
    /// <summary>HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>Problems by parameter; empty when none is at fault.</summary>
    public IReadOnlyDictionary<string, string> Errors { get; } = errors ?? new Dictionary<string, string>();
}
