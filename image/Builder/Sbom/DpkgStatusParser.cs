namespace Domar.Image.Builder.Sbom;

/// <summary>Reads <c>/var/lib/dpkg/status</c> (deb822(5)). Pure.</summary>
public static class DpkgStatusParser
{
    /// <summary>The installed packages, by name and architecture; half-installed and removed ones are left out.</summary>
    /// <exception cref="BuildException">An installed package lacks a version or architecture.</exception>
    public static IReadOnlyList<DpkgPackage> Parse(string text) =>
        [.. Deb822.Parse(text).Where(static p => p.GetValueOrDefault("Status")?.EndsWith(" ok installed", StringComparison.Ordinal) == true).Select(Read)
            .OrderBy(static p => p.Name, StringComparer.Ordinal).ThenBy(static p => p.Architecture, StringComparer.Ordinal)];

    private static DpkgPackage Read(IReadOnlyDictionary<string, string> fields)
    {
        var name = Need(fields, "Package");
        var version = Need(fields, "Version");
        // "Source: name" or "Source: name (version)"; without it the source has the package's own name.
        var source = fields.GetValueOrDefault("Source", name).Split(' ', 2);
        return new DpkgPackage
        {
            Name = name,
            Version = version,
            Architecture = Need(fields, "Architecture"),
            Maintainer = fields.GetValueOrDefault("Maintainer"),
            SourceName = source[0],
            SourceVersion = source.Length > 1 ? source[1].Trim('(', ')', ' ') : version,
            Depends = [.. Needs(fields.GetValueOrDefault("Pre-Depends", "")), .. Needs(fields.GetValueOrDefault("Depends", ""))],
        };
    }

    private static string Need(IReadOnlyDictionary<string, string> fields, string key) =>
        fields.TryGetValue(key, out var value) && value.Length > 0
            ? value
            : throw new BuildException($"dpkg's status: package '{fields.GetValueOrDefault("Package", "?")}' has no {key}; the tree's dpkg database is damaged");

    private static IEnumerable<IReadOnlyList<string>> Needs(string field) =>
        field.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(IReadOnlyList<string> (need) => [.. need.Split('|', StringSplitOptions.TrimEntries).Select(static one => one.Split(' ', ':', '(')[0])]);
}
