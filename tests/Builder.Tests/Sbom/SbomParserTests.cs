using Domar.Image.Builder.Sbom;

namespace Domar.Image.Builder.Tests.Sbom;

/// <summary>What is read for the list of parts.</summary>
[TestClass]
public sealed class SbomParserTests
{
    internal const string Status = """
        Package: zlib1g
        Status: install ok installed
        Maintainer: Mark Example <mark@debian.example>
        Architecture: amd64
        Source: zlib (1:1.3)
        Version: 1:1.3+b1

        Package: bash
        Essential: yes
        Status: install ok installed
        Maintainer: Bash Maintainers <bash@debian.example>
        Architecture: amd64
        Version: 5.2-1
        Pre-Depends: libc6 (>= 2.38), zlib1g:any
        Depends: nowhere | zlib1g, libstdc++6 (>= 4) [amd64]
        Description: a shell
         Depends: not a field
         .
         the end

        Package: gone
        Status: deinstall ok config-files
        Architecture: amd64
        Version: 1

        Package: libstdc++6
        Status: hold ok installed
        Architecture: amd64
        Source: gcc-14
        Version: 14.2.0-19

        """;

    internal const string NuGetLock = """
        {"version": 2, "dependencies": {
          "net10.0": {
            "A.Direct": {"type": "Direct", "requested": "[1.0.0, )", "resolved": "1.0.0", "contentHash": "x", "dependencies": {"B_Transitive": "2.0.0"}},
            "B_Transitive": {"type": "Transitive", "resolved": "2.0.0-beta+x", "contentHash": "y"},
            "domar.core": {"type": "Project"}
          },
          "net10.0/linux-x64": {"B_Transitive": {"type": "CentralTransitive", "resolved": "2.0.0-beta+x", "contentHash": "y"}}
        }}
        """;

    [TestMethod]
    public void Status_GivesInstalledPackages_WithSourceAndNeeds()
    {
        var packages = DpkgStatusParser.Parse(Status);
        Assert.AreEqual(
            "bash 5.2-1 amd64 from bash 5.2-1 by Bash Maintainers <bash@debian.example> needs libc6; zlib1g; nowhere|zlib1g; libstdc++6\n"
            + "libstdc++6 14.2.0-19 amd64 from gcc-14 14.2.0-19 by  needs \n"
            + "zlib1g 1:1.3+b1 amd64 from zlib 1:1.3 by Mark Example <mark@debian.example> needs ",
            string.Join('\n', packages.Select(static p =>
                $"{p.Name} {p.Version} {p.Architecture} from {p.SourceName} {p.SourceVersion} by {p.Maintainer} needs {string.Join("; ", p.Depends.Select(static d => string.Join('|', d)))}")));
    }

    [TestMethod]
    public void Status_WithoutVersion_IsAnError() => Assert.AreEqual(
        "dpkg's status: package 'x' has no Version; the tree's dpkg database is damaged",
        Assert.ThrowsExactly<BuildException>(static () => DpkgStatusParser.Parse("Package: x\nStatus: install ok installed\nArchitecture: all\n")).Message);

    [TestMethod]
    public void NuGetLocks_GivePackages_OnceEach_WithoutProjects() => Assert.AreEqual(
        "A.Direct 1.0.0 True B_Transitive\nB_Transitive 2.0.0-beta+x False \nC 3.0.0 True ",
        string.Join('\n', NuGetLockParser.Parse([("a", NuGetLock), ("b", NuGetLock), ("c", """{"dependencies": {"net10.0": {"C": {"type": "Direct", "resolved": "3.0.0"}}}}""")])
            .Select(static p => $"{p.Id} {p.Version} {p.IsDirect} {string.Join(',', p.Dependencies)}")));

    [TestMethod]
    [DataRow("{}")]
    [DataRow("[]")]
    [DataRow("{")]
    [DataRow("""{"dependencies": {"net10.0": {"C": {"type": "Direct"}}}}""")]
    public void NuGetLock_Malformed_IsNamed(string text) => Assert.StartsWith(
        "'f.json' is not a lock file of NuGet (packages.lock.json): ", Assert.ThrowsExactly<BuildException>(() => NuGetLockParser.Parse([("f.json", text)])).Message);
}
