using Domar.Core.Install.Answers;

namespace Domar.Installer.Screens.Models;

/// <summary>Reads the tables of the tz database: <c>iso3166.tab</c> (code, name) and <c>zone.tab</c> (code, place, zone).</summary>
internal static class CountryTable
{
    /// <summary>Makes countries of the tables' texts, by name.</summary>
    /// <param name="names">Text of iso3166.tab; null where it is missing, and then the codes are the names.</param>
    /// <param name="zones">Text of zone.tab; null where it is missing.</param>
    public static IReadOnlyList<Country> Parse(string? names, string? zones)
    {
        var byCountry = Rows(zones).Where(static row => row.Length >= 3).ToLookup(static row => row[0].ToLowerInvariant(), static row => row[2]);
        var known = Rows(names).Where(static row => row.Length >= 2).Select(static row => (Code: row[0].ToLowerInvariant(), Name: row[1])).Where(static row => Countries.Contains(row.Code)).ToList();
        if (known.Count == 0)
        {
            known = [.. Letters().SelectMany(static a => Letters().Select(b => $"{a}{b}")).Where(Countries.Contains).Select(static code => (code, code))];
        }

        return [.. known.Select(row => new Country(row.Code, row.Name, [.. byCountry[row.Code]])).OrderBy(static country => country.Name, StringComparer.Ordinal)];
    }

    /// <summary>Reads them.</summary>
    /// <param name="folder">Where the tz database is.</param>
    public static IReadOnlyList<Country> Read(string folder = "/usr/share/zoneinfo") => Parse(Text(Path.Combine(folder, "iso3166.tab")), Text(Path.Combine(folder, "zone.tab")));

    private static string? Text(string path) => File.Exists(path) ? File.ReadAllText(path) : null;

    private static IEnumerable<string[]> Rows(string? text) =>
        (text ?? "").Split('\n').Where(static line => line.Length > 0 && line[0] != '#').Select(static line => line.Split('\t'));

    private static IEnumerable<char> Letters() => Enumerable.Range('a', 26).Select(static code => (char)code);
}
