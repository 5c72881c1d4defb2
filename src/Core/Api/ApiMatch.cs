namespace Domar.Core.Api;

/// <summary>What the router found for a request.</summary>
/// <param name="Method">The method.</param>
/// <param name="PathValues">Values of the parameters in the path, decoded.</param>
public sealed record ApiMatch(ApiMethod Method, IReadOnlyList<KeyValuePair<string, string>> PathValues);
