using System.Text.Json;

namespace Domar.Image.Builder.Sbom;

/// <summary>Reads NuGet's <c>packages.lock.json</c>. Pure.</summary>
public static class NuGetLockParser
{
    /// <summary>The packages of several files, each id and version once, by id and version. Projects are left out.</summary>
    /// <param name="files">Name (for messages) and text of each file.</param>
    /// <exception cref="BuildException">A file is malformed.</exception>
    public static IReadOnlyList<NuGetPackage> Parse(IEnumerable<(string File, string Text)> files)
    {
        var found = new List<NuGetPackage>();
        foreach (var (file, text) in files)
        {
            try
            {
                using var document = JsonDocument.Parse(text);
                foreach (var framework in document.RootElement.GetProperty("dependencies").EnumerateObject())
                {
                    found.AddRange(framework.Value.EnumerateObject().Where(static p => p.Value.GetProperty("type").GetString() != "Project").Select(Read));
                }
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
            {
                throw new BuildException($"'{file}' is not a lock file of NuGet (packages.lock.json): {e.Message}", e);
            }
        }

        // A package is direct if any project asks for it.
        return [.. found.GroupBy(static p => (Id: p.Id.ToLowerInvariant(), p.Version))
            .Select(static g => g.First() with
            {
                IsDirect = g.Any(static p => p.IsDirect),
                Dependencies = [.. g.SelectMany(static p => p.Dependencies).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal)],
            })
            .OrderBy(static p => p.Id, StringComparer.OrdinalIgnoreCase).ThenBy(static p => p.Version, StringComparer.Ordinal)];
    }

    private static NuGetPackage Read(JsonProperty package) => new(
        package.Name,
        package.Value.GetProperty("resolved").GetString() ?? throw new InvalidOperationException($"{package.Name} has no version."),
        package.Value.GetProperty("type").GetString() == "Direct",
        package.Value.TryGetProperty("dependencies", out var needs) ? [.. needs.EnumerateObject().Select(static need => need.Name)] : []);
}
