namespace Domar.HostTools.Zfs;

/// <summary>A snapshot.</summary>
/// <param name="Name">What comes after the <c>@</c>.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Transaction">Number of the transaction group that made it: tells the order of those made in the same second.</param>
public sealed record ZfsSnapshot(string Name, DateTimeOffset CreatedAt, long Transaction);
