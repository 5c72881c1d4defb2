namespace Domar.Image.Builder.Plans;

/// <summary>What the scripts need to make an image: lists of lines, one item each.</summary>
public sealed record ImagePlan
{
    /// <summary>The variant's name.</summary>
    public required string Variant { get; init; }

    /// <summary>The variant's description.</summary>
    public required string Description { get; init; }

    /// <summary>Debian packages.</summary>
    public IReadOnlyList<string> Packages { get; init; } = [];

    /// <summary>Patterns of paths to leave out.</summary>
    public IReadOnlyList<string> Remove { get; init; } = [];

    /// <summary>Patterns of paths that stay all the same.</summary>
    public IReadOnlyList<string> Keep { get; init; } = [];

    /// <summary>Kernel modules to keep, as names or patterns; empty keeps all.</summary>
    public IReadOnlyList<string> Modules { get; init; } = [];

    /// <summary>Modules of the initramfs in the recipes' order.</summary>
    public IReadOnlyList<string> InitramfsModules { get; init; } = [];

    /// <summary>Patterns of firmware to keep; empty keeps all.</summary>
    public IReadOnlyList<string> Firmware { get; init; } = [];

    /// <summary>Units to enable: <c>both UNIT</c>, <c>live UNIT</c> or <c>installed UNIT</c>.</summary>
    public IReadOnlyList<string> Enable { get; init; } = [];

    /// <summary>Units not to enable.</summary>
    public IReadOnlyList<string> Disable { get; init; } = [];

    /// <summary>Units to mask.</summary>
    public IReadOnlyList<string> Mask { get; init; } = [];

    /// <summary>Limit of the root tree in MB, or null.</summary>
    public long? RootMegabytes { get; init; }

    /// <summary>Limit of the ISO in MB, or null.</summary>
    public long? IsoMegabytes { get; init; }

    /// <summary>Which recipe brings which package: <c>RECIPE PACKAGE</c>.</summary>
    public IReadOnlyList<string> RecipePackages { get; init; } = [];

    /// <summary>Limits of the recipes' packages: <c>RECIPE MB</c>.</summary>
    public IReadOnlyList<string> RecipeBudgets { get; init; } = [];
}
