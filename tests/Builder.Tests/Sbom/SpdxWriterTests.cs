using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Domar.Image.Builder.Locks;
using Domar.Image.Builder.Sbom;

namespace Domar.Image.Builder.Tests.Sbom;

/// <summary>The list of parts is well-formed and says what is known.</summary>
[TestClass]
public sealed class SpdxWriterTests
{
    private static readonly SbomContent Content = new()
    {
        Version = "0.1.0+x",
        Variant = "default",
        Created = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000),
        Packages = DpkgStatusParser.Parse(SbomParserTests.Status),
        Licenses = new Dictionary<string, string> { ["bash"] = "GPL-3.0-or-later" },
        Lock = new PackageLock(
        [
            new LockEntry("image", "bash", "5.2-1", "amd64", 1, new string('a', 64), "debian", "pool/b.deb"),
            new LockEntry("image", "zlib1g", "1:1.2", "amd64", 1, new string('b', 64), "debian", "pool/z.deb"),
        ], "f"),
        NuGet = NuGetLockParser.Parse([("a", SbomParserTests.NuGetLock)]),
    };

    [TestMethod]
    public void Document_HasUniqueIds_AndRelationshipsBetweenThem()
    {
        using var document = JsonDocument.Parse(SpdxWriter.Write(Content));
        var root = document.RootElement;
        var ids = root.GetProperty("packages").EnumerateArray().Select(static p => p.GetProperty("SPDXID").GetString()!).Append(root.GetProperty("SPDXID").GetString()!).ToList();
        Assert.HasCount(8, ids);
        CollectionAssert.AllItemsAreUnique(ids);
        foreach (var id in ids)
        {
            Assert.MatchesRegex(new Regex("^SPDXRef-[A-Za-z0-9.-]+$"), id);
        }

        var relationships = root.GetProperty("relationships").EnumerateArray()
            .Select(static r => (From: Text(r, "spdxElementId"), Type: Text(r, "relationshipType"), To: Text(r, "relatedSpdxElement"))).ToList();
        CollectionAssert.AllItemsAreUnique(relationships);
        foreach (var (from, type, to) in relationships)
        {
            CollectionAssert.Contains(ids, from);
            CollectionAssert.Contains(ids, to);
            CollectionAssert.Contains(new[] { "DESCRIBES", "CONTAINS", "DEPENDS_ON" }, type);
        }

        Assert.AreEqual("""
            SPDXRef-DOCUMENT DESCRIBES SPDXRef-Image
            SPDXRef-Image CONTAINS SPDXRef-domar
            SPDXRef-Image CONTAINS SPDXRef-deb-bash-amd64
            SPDXRef-Image CONTAINS SPDXRef-deb-libstdcX2BX2B6-amd64
            SPDXRef-Image CONTAINS SPDXRef-deb-zlib1g-amd64
            SPDXRef-deb-bash-amd64 DEPENDS_ON SPDXRef-deb-libstdcX2BX2B6-amd64
            SPDXRef-deb-bash-amd64 DEPENDS_ON SPDXRef-deb-zlib1g-amd64
            SPDXRef-domar DEPENDS_ON SPDXRef-nuget-a.direct-1.0.0
            SPDXRef-nuget-a.direct-1.0.0 DEPENDS_ON SPDXRef-nuget-bX5Ftransitive-2.0.0-betaX2Bx
            """.ReplaceLineEndings("\n"), string.Join('\n', relationships.Select(static r => $"{r.From} {r.Type} {r.To}")));
    }

    [TestMethod]
    public void Document_HasWhatSpdxDemands()
    {
        using var document = JsonDocument.Parse(SpdxWriter.Write(Content));
        var root = document.RootElement;
        Assert.AreEqual("SPDX-2.3", Text(root, "spdxVersion"));
        Assert.AreEqual("CC0-1.0", Text(root, "dataLicense"));
        Assert.AreEqual("2023-11-14T22:13:20Z", Text(root.GetProperty("creationInfo"), "created"));
        Assert.MatchesRegex(new Regex(@"^https://spdx\.org/spdxdocs/domar-0\.1\.0%2Bx-default-[0-9a-f]{64}$"), Text(root, "documentNamespace"));
        foreach (var package in root.GetProperty("packages").EnumerateArray())
        {
            Assert.IsFalse(package.GetProperty("filesAnalyzed").GetBoolean());
            foreach (var field in new[] { "name", "versionInfo", "supplier", "downloadLocation", "licenseConcluded", "licenseDeclared", "copyrightText" })
            {
                Assert.AreNotEqual("", Text(package, field), field);
            }
        }
    }

    [TestMethod]
    public void DebianPackage_HasVersionSupplierLicenseSourceChecksumAndUrl() => Assert.AreEqual("""
        {
              "SPDXID": "SPDXRef-deb-bash-amd64",
              "name": "bash",
              "versionInfo": "5.2-1",
              "supplier": "Organization: Bash Maintainers (bash@debian.example)",
              "downloadLocation": "NOASSERTION",
              "filesAnalyzed": false,
              "licenseConcluded": "NOASSERTION",
              "licenseDeclared": "GPL-3.0-or-later",
              "copyrightText": "NOASSERTION",
              "sourceInfo": "built from the Debian source package bash 5.2-1",
              "checksums": [
                {
                  "algorithm": "SHA256",
                  "checksumValue": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                }
              ],
              "externalRefs": [
                {
                  "referenceCategory": "PACKAGE-MANAGER",
                  "referenceType": "purl",
                  "referenceLocator": "pkg:deb/debian/bash@5.2-1?arch=amd64&distro=debian-13"
                }
              ]
            }
        """.ReplaceLineEndings("\n"), Package("bash").GetRawText());

    [TestMethod]
    public void PackageOfAnotherVersionThanTheLock_HasNoChecksum_AndAPersonIsAPerson()
    {
        var package = Package("zlib1g");
        Assert.IsFalse(package.TryGetProperty("checksums", out _));
        Assert.AreEqual("Person: Mark Example (mark@debian.example)", Text(package, "supplier"));
        Assert.AreEqual("NOASSERTION", Text(package, "licenseDeclared"));
        Assert.AreEqual("pkg:deb/debian/zlib1g@1:1.3%2Bb1?arch=amd64&distro=debian-13", Url(package));
        Assert.AreEqual("NOASSERTION", Text(Package("libstdc++6"), "supplier"));
        Assert.AreEqual("pkg:deb/debian/libstdc%2B%2B6@14.2.0-19?arch=amd64&distro=debian-13", Url(Package("libstdc++6")));
    }

    [TestMethod]
    public void ProgramAndItsLibraries_AreThere()
    {
        Assert.AreEqual("Apache-2.0", Text(Package("domar"), "licenseDeclared"));
        Assert.AreEqual("pkg:nuget/A.Direct@1.0.0", Url(Package("A.Direct")));
        Assert.AreEqual("pkg:nuget/B_Transitive@2.0.0-beta%2Bx", Url(Package("B_Transitive")));
    }

    [TestMethod]
    public void EqualContent_GivesEqualBytes_AndOtherContentAnotherName()
    {
        CollectionAssert.AreEqual(SpdxWriter.Write(Content), SpdxWriter.Write(Content with { Licenses = new Dictionary<string, string>(Content.Licenses) }));
        Assert.AreNotEqual(Name(Content), Name(Content with { Licenses = new Dictionary<string, string>() }));
        Assert.AreNotEqual(Name(Content), Name(Content with { Created = DateTimeOffset.FromUnixTimeSeconds(1) }));
        Assert.DoesNotContain((byte)'\r', SpdxWriter.Write(Content));
    }

    private static string Name(SbomContent content)
    {
        using var document = JsonDocument.Parse(SpdxWriter.Write(content));
        return Text(document.RootElement, "documentNamespace");
    }

    private static JsonElement Package(string name)
    {
        using var document = JsonDocument.Parse(Encoding.UTF8.GetString(SpdxWriter.Write(Content)));
        return document.RootElement.GetProperty("packages").EnumerateArray().Single(p => Text(p, "name") == name).Clone();
    }

    private static string Url(JsonElement package) => Text(package.GetProperty("externalRefs")[0], "referenceLocator");

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
