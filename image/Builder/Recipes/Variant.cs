namespace Domar.Image.Builder.Recipes;

/// <summary>A choice of recipes.</summary>
public sealed record Variant
{
    /// <summary>The variant that needs no file: every recipe.</summary>
    public static readonly Variant Default = new() { Name = "default", Description = "Every recipe" };

    /// <summary>The file's name without <c>.toml</c>.</summary>
    public required string Name { get; init; }

    /// <summary>One line for people.</summary>
    public required string Description { get; init; }

    /// <summary>Patterns of recipe names to take; null takes all.</summary>
    public IReadOnlyList<Located<string>>? Include { get; init; }

    /// <summary>Patterns of recipe names to leave out of those.</summary>
    public IReadOnlyList<Located<string>> Exclude { get; init; } = [];

    /// <summary>Limits in place of those of the recipes.</summary>
    public Budget Budget { get; init; } = Budget.None;

    /// <summary>Whether the variant takes a recipe.</summary>
    public bool Takes(string recipe) =>
        (Include is null || Include.Any(pattern => Text.PathGlob.SegmentMatches(pattern.Value, recipe)))
        && !Exclude.Any(pattern => Text.PathGlob.SegmentMatches(pattern.Value, recipe));
}
