using Domar.Image.Builder.Locks;

namespace Domar.Image.Builder.Sbom;

/// <summary>What an image is made of.</summary>
public sealed record SbomContent
{
    /// <summary>The image's version.</summary>
    public required string Version { get; init; }

    /// <summary>The image's variant.</summary>
    public required string Variant { get; init; }

    /// <summary>When the image was made, by its build's clock.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>The Debian packages in it.</summary>
    public required IReadOnlyList<DpkgPackage> Packages { get; init; }

    /// <summary>An SPDX expression for each of these packages' names that has one.</summary>
    public required IReadOnlyDictionary<string, string> Licenses { get; init; }

    /// <summary>The pinned packages, for their checksums.</summary>
    public required PackageLock Lock { get; init; }

    /// <summary>The NuGet packages in <c>domar</c>.</summary>
    public required IReadOnlyList<NuGetPackage> NuGet { get; init; }
}
