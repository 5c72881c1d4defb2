namespace Domar.Image.Builder.Sbom;

/// <summary>A NuGet package that the program is built with.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Version">The version that was resolved.</param>
/// <param name="IsDirect">Whether a project asks for it itself.</param>
/// <param name="Dependencies">Ids of the packages that it needs.</param>
public sealed record NuGetPackage(string Id, string Version, bool IsDirect, IReadOnlyList<string> Dependencies);
