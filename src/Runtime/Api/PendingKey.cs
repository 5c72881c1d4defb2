namespace Domar.Runtime.Api;

/// <summary>A key of a config with what waits for the next start.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">Its value now; null when it has none.</param>
/// <param name="Pending">Its value after the next start; null when nothing is pending or it goes away.</param>
/// <param name="Delete">0: stays; 1: goes away; 2: goes away with its volume.</param>
internal sealed record PendingKey(string Key, string? Value, string? Pending, int Delete);
