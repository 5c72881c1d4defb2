namespace Domar.HostTools.Storage;

/// <summary>A snapshot of one volume.</summary>
/// <param name="Name">Its name.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record SnapshotInfo(string Name, DateTimeOffset CreatedAt);
