namespace Domar.TestKit.Web;

/// <summary>What a client asked.</summary>
/// <param name="Method">GET, POST, ...</param>
/// <param name="Path">With the leading slash.</param>
/// <param name="Headers">By name, in any case.</param>
/// <param name="Body">What it sent.</param>
public sealed record WebRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body);
