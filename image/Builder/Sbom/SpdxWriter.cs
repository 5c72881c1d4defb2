using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Domar.Image.Builder.Locks;

namespace Domar.Image.Builder.Sbom;

/// <summary>Writes the list of an image's parts as SPDX 2.3 JSON (https://spdx.github.io/spdx-spec/v2.3/). Pure: equal content gives equal bytes.</summary>
public sealed class SpdxWriter
{
    private const string DocumentId = "SPDXRef-DOCUMENT", ImageId = "SPDXRef-Image", ProgramId = "SPDXRef-domar";

    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // Words in the names of Debian's teams; anybody else is a person.
    private static readonly string[] TeamWords = ["team", "maintainers", "group", "project", "developers", "packagers", "debian", "maintainer"];

    private readonly SbomContent _content;
    private readonly Utf8JsonWriter _json;

    private SpdxWriter(SbomContent content, Utf8JsonWriter json)
    {
        _content = content;
        _json = json;
    }

    /// <summary>The document's bytes.</summary>
    public static byte[] Write(SbomContent content)
    {
        // The name must be another for other content, and the same for the same: so it carries the hash of the document without its name.
        var hash = Convert.ToHexStringLower(SHA256.HashData(Write(content, "")));
        return Write(content, $"https://spdx.org/spdxdocs/domar-{Uri.EscapeDataString(content.Version)}-{Uri.EscapeDataString(content.Variant)}-{hash}");
    }

    private static byte[] Write(SbomContent content, string name)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            new SpdxWriter(content, json).WriteDocument(name);
        }

        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    private void WriteDocument(string name)
    {
        _json.WriteStartObject();
        _json.WriteString("spdxVersion", "SPDX-2.3");
        _json.WriteString("dataLicense", "CC0-1.0");
        _json.WriteString("SPDXID", DocumentId);
        _json.WriteString("name", $"domar-{_content.Version}-{_content.Variant}");
        _json.WriteString("documentNamespace", name);
        _json.WriteStartObject("creationInfo");
        _json.WriteString("created", _content.Created.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        _json.WriteStartArray("creators");
        _json.WriteStringValue($"Tool: domar-image-{_content.Version}");
        _json.WriteEndArray();
        _json.WriteEndObject();

        _json.WriteStartArray("packages");
        WritePackage(ImageId, $"domar-image-{_content.Variant}", _content.Version, null, CopyrightLicenses.NoAssertion, "OPERATING-SYSTEM");
        _json.WriteEndObject();
        WritePackage(ProgramId, "domar", _content.Version, null, "Apache-2.0", "APPLICATION");
        _json.WriteEndObject();
        foreach (var package in _content.Packages)
        {
            WriteDebian(package);
        }

        foreach (var package in _content.NuGet)
        {
            WritePackage(Id(package), package.Id, package.Version, null, CopyrightLicenses.NoAssertion, "LIBRARY");
            WriteReference($"pkg:nuget/{Escape(package.Id)}@{Escape(package.Version)}");
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
        WriteRelationships();
        _json.WriteEndObject();
    }

    /// <summary>Begins a package; the caller adds what only some have, and ends it.</summary>
    private void WritePackage(string id, string name, string version, string? supplier, string license, string? purpose)
    {
        _json.WriteStartObject();
        _json.WriteString("SPDXID", id);
        _json.WriteString("name", name);
        _json.WriteString("versionInfo", version);
        _json.WriteString("supplier", supplier ?? CopyrightLicenses.NoAssertion);
        _json.WriteString("downloadLocation", CopyrightLicenses.NoAssertion);
        _json.WriteBoolean("filesAnalyzed", false);
        _json.WriteString("licenseConcluded", CopyrightLicenses.NoAssertion);
        _json.WriteString("licenseDeclared", license);
        _json.WriteString("copyrightText", CopyrightLicenses.NoAssertion);
        if (purpose is not null)
        {
            _json.WriteString("primaryPackagePurpose", purpose);
        }
    }

    private void WriteDebian(DpkgPackage package)
    {
        WritePackage(
            Id(package), package.Name, package.Version, Supplier(package.Maintainer),
            _content.Licenses.GetValueOrDefault(package.Name, CopyrightLicenses.NoAssertion), null);
        _json.WriteString("sourceInfo", $"built from the Debian source package {package.SourceName} {package.SourceVersion}");
        var pinned = _content.Lock.Entries.FirstOrDefault(e =>
            e.Set == PackageLock.ImageSet && e.Package == package.Name && e.Version == package.Version && e.Architecture == package.Architecture);
        if (pinned is not null)
        {
            _json.WriteStartArray("checksums");
            _json.WriteStartObject();
            _json.WriteString("algorithm", "SHA256");
            _json.WriteString("checksumValue", pinned.Sha256);
            _json.WriteEndObject();
            _json.WriteEndArray();
        }

        WriteReference($"pkg:deb/debian/{Escape(package.Name)}@{Escape(package.Version)}?arch={package.Architecture}&distro=debian-13");
        _json.WriteEndObject();
    }

    private void WriteReference(string packageUrl)
    {
        _json.WriteStartArray("externalRefs");
        _json.WriteStartObject();
        _json.WriteString("referenceCategory", "PACKAGE-MANAGER");
        _json.WriteString("referenceType", "purl");
        _json.WriteString("referenceLocator", packageUrl);
        _json.WriteEndObject();
        _json.WriteEndArray();
    }

    private void WriteRelationships()
    {
        _json.WriteStartArray("relationships");
        WriteRelationship(DocumentId, "DESCRIBES", ImageId);
        WriteRelationship(ImageId, "CONTAINS", ProgramId);
        var debian = _content.Packages.ToLookup(static p => p.Name);
        foreach (var package in _content.Packages)
        {
            WriteRelationship(ImageId, "CONTAINS", Id(package));
        }

        foreach (var package in _content.Packages)
        {
            // Of alternatives the first that is installed; a virtual package is left out, since which one fills it is not recorded.
            var needs = package.Depends.Select(need => need.FirstOrDefault(debian.Contains)).OfType<string>().Where(name => name != package.Name);
            foreach (var need in needs.Distinct().Order(StringComparer.Ordinal))
            {
                var needed = debian[need].FirstOrDefault(other => other.Architecture == package.Architecture) ?? debian[need].First();
                WriteRelationship(Id(package), "DEPENDS_ON", Id(needed));
            }
        }

        var nuget = _content.NuGet.ToLookup(static p => p.Id, StringComparer.OrdinalIgnoreCase);
        foreach (var package in _content.NuGet.Where(static p => p.IsDirect))
        {
            WriteRelationship(ProgramId, "DEPENDS_ON", Id(package));
        }

        foreach (var package in _content.NuGet)
        {
            foreach (var need in package.Dependencies.SelectMany(id => nuget[id]))
            {
                WriteRelationship(Id(package), "DEPENDS_ON", Id(need));
            }
        }

        _json.WriteEndArray();
    }

    private void WriteRelationship(string from, string type, string to)
    {
        _json.WriteStartObject();
        _json.WriteString("spdxElementId", from);
        _json.WriteString("relationshipType", type);
        _json.WriteString("relatedSpdxElement", to);
        _json.WriteEndObject();
    }

    private static string Id(DpkgPackage package) => $"SPDXRef-deb-{IdPart(package.Name)}-{IdPart(package.Architecture)}";

    private static string Id(NuGetPackage package) => $"SPDXRef-nuget-{IdPart(package.Id.ToLowerInvariant())}-{IdPart(package.Version.ToLowerInvariant())}";

    /// <summary>Identifiers are letters, digits, '.' and '-'. Names have no capitals here, so that capitals can stand for the rest.</summary>
    private static string IdPart(string name) =>
        string.Concat(name.Select(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-' ? c.ToString() : $"X{(int)c:X}"));

    private static string? Supplier(string? maintainer)
    {
        if (string.IsNullOrWhiteSpace(maintainer))
        {
            return null;
        }

        var bracket = maintainer.IndexOf('<');
        var name = (bracket < 0 ? maintainer : maintainer[..bracket]).Trim(' ', '"');
        var words = name.Split([' ', '-', '/'], StringSplitOptions.RemoveEmptyEntries);
        var kind = words.Any(static word => TeamWords.Contains(word.ToLowerInvariant())) ? "Organization" : "Person";
        return bracket < 0 ? $"{kind}: {name}" : $"{kind}: {name} ({maintainer[(bracket + 1)..].Trim(' ', '>')})";
    }

    /// <summary>A part of a package URL: everything but letters, digits, '.', '-', '_', '~' and ':' in percent form (purl's specification).</summary>
    private static string Escape(string text) => Uri.EscapeDataString(text).Replace("%3A", ":");
}
