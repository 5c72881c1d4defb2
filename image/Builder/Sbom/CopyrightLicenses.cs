namespace Domar.Image.Builder.Sbom;

/// <summary>Reads the licenses out of a package's machine-readable copyright file (Debian's copyright format 1.0). Pure. It never guesses: one name that has
/// no certain SPDX identifier, and nothing is said about the package.</summary>
public static class CopyrightLicenses
{
    /// <summary>SPDX for "nothing is said".</summary>
    public const string NoAssertion = "NOASSERTION";

    // The format's short names and their SPDX identifiers. Left out because they name more than one text in use: MIT, BSD, Artistic, Perl, public-domain.
    private static readonly Dictionary<string, string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["0BSD"] = "0BSD",
        ["AGPL-3"] = "AGPL-3.0-only",
        ["AGPL-3+"] = "AGPL-3.0-or-later",
        ["Apache-2"] = "Apache-2.0",
        ["Apache-2.0"] = "Apache-2.0",
        ["Artistic-2.0"] = "Artistic-2.0",
        ["BSD-2-clause"] = "BSD-2-Clause",
        ["BSD-3-clause"] = "BSD-3-Clause",
        ["BSD-4-clause"] = "BSD-4-Clause",
        ["BSL-1.0"] = "BSL-1.0",
        ["CC-BY-3.0"] = "CC-BY-3.0",
        ["CC-BY-4.0"] = "CC-BY-4.0",
        ["CC-BY-SA-3.0"] = "CC-BY-SA-3.0",
        ["CC-BY-SA-4.0"] = "CC-BY-SA-4.0",
        ["CC0"] = "CC0-1.0",
        ["CC0-1.0"] = "CC0-1.0",
        ["CDDL-1.0"] = "CDDL-1.0",
        ["curl"] = "curl",
        ["EPL-1.0"] = "EPL-1.0",
        ["EPL-2.0"] = "EPL-2.0",
        ["Expat"] = "MIT",
        ["FSFAP"] = "FSFAP",
        ["FSFUL"] = "FSFUL",
        ["FSFULLR"] = "FSFULLR",
        ["FTL"] = "FTL",
        ["GFDL-1.2"] = "GFDL-1.2-only",
        ["GFDL-1.2+"] = "GFDL-1.2-or-later",
        ["GFDL-1.3"] = "GFDL-1.3-only",
        ["GFDL-1.3+"] = "GFDL-1.3-or-later",
        ["GFDL-NIV-1.2+"] = "GFDL-1.2-no-invariants-or-later",
        ["GFDL-NIV-1.3+"] = "GFDL-1.3-no-invariants-or-later",
        ["GPL-1"] = "GPL-1.0-only",
        ["GPL-1+"] = "GPL-1.0-or-later",
        ["GPL-2"] = "GPL-2.0-only",
        ["GPL-2+"] = "GPL-2.0-or-later",
        ["GPL-2.0-only"] = "GPL-2.0-only",
        ["GPL-2.0-or-later"] = "GPL-2.0-or-later",
        ["GPL-3"] = "GPL-3.0-only",
        ["GPL-3+"] = "GPL-3.0-or-later",
        ["GPL-3.0-only"] = "GPL-3.0-only",
        ["GPL-3.0-or-later"] = "GPL-3.0-or-later",
        ["ISC"] = "ISC",
        ["LGPL-2"] = "LGPL-2.0-only",
        ["LGPL-2+"] = "LGPL-2.0-or-later",
        ["LGPL-2.1"] = "LGPL-2.1-only",
        ["LGPL-2.1+"] = "LGPL-2.1-or-later",
        ["LGPL-2.1-only"] = "LGPL-2.1-only",
        ["LGPL-2.1-or-later"] = "LGPL-2.1-or-later",
        ["LGPL-3"] = "LGPL-3.0-only",
        ["LGPL-3+"] = "LGPL-3.0-or-later",
        ["MPL-1.1"] = "MPL-1.1",
        ["MPL-2.0"] = "MPL-2.0",
        ["OFL-1.1"] = "OFL-1.1",
        ["OpenSSL"] = "OpenSSL",
        ["Unlicense"] = "Unlicense",
        ["W3C"] = "W3C",
        ["X11"] = "X11",
        ["Zlib"] = "Zlib",
    };

    /// <summary>An SPDX expression of everything the file names, or <see cref="NoAssertion"/>.</summary>
    public static string Declared(string? copyright)
    {
        var paragraphs = Deb822.Parse(copyright ?? "");
        if (paragraphs.Count == 0 || !paragraphs[0].GetValueOrDefault("Format", "").Contains("copyright-format/1.0"))
        {
            return NoAssertion;
        }

        // Paragraphs of a license alone repeat the text of names that the Files paragraphs use.
        var terms = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var paragraph in paragraphs.Where(static p => p.ContainsKey("Files")))
        {
            if (!paragraph.TryGetValue("License", out var license) || Expression(license.Split('\n')[0]) is not { } expression)
            {
                return NoAssertion;
            }

            terms.UnionWith(expression);
        }

        return terms.Count > 0 ? string.Join(" AND ", terms.Select(term => terms.Count > 1 && term.Contains(" OR ") ? $"({term})" : term)) : NoAssertion;
    }

    /// <summary>The parts that all hold, or null where a name is unknown or the binding of "and" and "or" is not plain.</summary>
    private static IEnumerable<string>? Expression(string names)
    {
        var words = names.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var connectors = words.Where((_, i) => i % 2 == 1).Select(static word => word.ToLowerInvariant()).Distinct().ToList();
        var licenses = words.Where((_, i) => i % 2 == 0).Select(static word => Known.GetValueOrDefault(word)).ToList();
        if (words.Length % 2 == 0 || licenses.Contains(null))
        {
            return null;
        }

        var sorted = licenses.Select(static license => license!).Distinct().Order(StringComparer.Ordinal);
        return connectors switch
        {
            [] or ["and"] => sorted,
            ["or"] => [string.Join(" OR ", sorted)],
            _ => null,
        };
    }
}
