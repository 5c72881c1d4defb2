namespace Domar.Runtime.Store;

/// <summary>A file of the store was written or removed.</summary>
/// <param name="Path">Relative path with '/'.</param>
/// <param name="Entry">Its new content; null when it is gone.</param>
internal sealed record StoreChange(string Path, StoreEntry? Entry);
