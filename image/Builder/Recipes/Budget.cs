namespace Domar.Image.Builder.Recipes;

/// <summary>What may be used of space. One MB is 10^6 bytes; null is no limit.</summary>
public sealed record Budget
{
    /// <summary>No limit at all.</summary>
    public static readonly Budget None = new();

    /// <summary>The root tree, unpacked.</summary>
    public Located<long>? RootMegabytes { get; init; }

    /// <summary>The ISO.</summary>
    public Located<long>? IsoMegabytes { get; init; }

    /// <summary>The files of the recipe's own packages, unpacked and trimmed.</summary>
    public Located<long>? PackagesMegabytes { get; init; }
}
