namespace Domar.Image.Builder.Sbom;

/// <summary>An installed Debian package.</summary>
public sealed record DpkgPackage
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its version with epoch.</summary>
    public required string Version { get; init; }

    /// <summary>Its architecture, or <c>all</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>Who looks after it, as <c>Name &lt;address&gt;</c>; null where the package does not say.</summary>
    public string? Maintainer { get; init; }

    /// <summary>The source package that it is built from.</summary>
    public required string SourceName { get; init; }

    /// <summary>That source package's version.</summary>
    public required string SourceVersion { get; init; }

    /// <summary>What it needs: for each need the names of which one will do.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Depends { get; init; } = [];
}
