using Domar.Core.Primitives;
using Domar.Image.Builder.Text;

namespace Domar.Image.Builder.Tests.Text;

/// <summary>What patterns mean.</summary>
[TestClass]
public sealed class PathGlobTests
{
    [TestMethod]
    [DataRow("/a", "/a", true)]
    [DataRow("/a", "/a/b", false)]
    [DataRow("/a", "/ab", false)]
    [DataRow("/a/", "/a", true)]
    [DataRow("/a/*", "/a/b", true)]
    [DataRow("/a/*", "/a", false)]
    [DataRow("/a/*", "/a/b/c", false)]
    [DataRow("/a/*", "/a/.hidden", true)]
    [DataRow("/a/b*", "/a/b", true)]
    [DataRow("/a/b*d", "/a/bcd", true)]
    [DataRow("/a/b*d", "/a/bc/d", false)]
    [DataRow("/a/*b*b*", "/a/xbxbx", true)]
    [DataRow("/a/*b*b*", "/a/xbx", false)]
    [DataRow("/a/?", "/a/b", true)]
    [DataRow("/a/?", "/a/bc", false)]
    [DataRow("/a?b", "/a/b", false)]
    [DataRow("/a/**", "/a", false)]
    [DataRow("/a/**", "/a/b", true)]
    [DataRow("/a/**", "/a/b/c/d", true)]
    [DataRow("/a/**", "/ab/c", false)]
    [DataRow("/a/**/b", "/a/b", true)]
    [DataRow("/a/**/b", "/a/x/b", true)]
    [DataRow("/a/**/b", "/a/x/y/b", true)]
    [DataRow("/a/**/b", "/a/xb", false)]
    [DataRow("/a/**/b", "/a/b/c", false)]
    [DataRow("/a/**/b/**", "/a/x/b", false)]
    [DataRow("/a/**/b/**", "/a/x/b/y/z", true)]
    [DataRow("/a/**/**", "/a", false)]
    [DataRow("/a/**/**", "/a/b", true)]
    [DataRow("/**", "/a", true)]
    [DataRow("/**", "/", false)]
    [DataRow("/**/x", "/x", true)]
    [DataRow("/", "/", true)]
    [DataRow("/", "/a", false)]
    [DataRow("/usr/bin/[", "/usr/bin/[", true)]
    [DataRow("/a/[bc]", "/a/b", false)]
    [DataRow("/A", "/a", false)]
    [DataRow("a/*.bin", "a/x.bin", true)]
    public void Pattern_MatchesAsDocumented(string pattern, string path, bool expected) =>
        Assert.AreEqual(expected, new PathGlob(pattern).Matches(path));

    [TestMethod]
    [DataRow("/a", "/a/b/c", true)]
    [DataRow("/a/*", "/a/b/c", true)]
    [DataRow("/a/*", "/a", false)]
    [DataRow("/a/b", "/a", false)]
    [DataRow("/", "/a", true)]
    public void Pattern_CoversWhatIsBelow(string pattern, string path, bool expected) =>
        Assert.AreEqual(expected, new PathGlob(pattern).Covers(path));

    [TestMethod]
    [Timeout(10_000)]
    public void PatternOfManyStars_IsLinear()
    {
        var glob = new PathGlob(string.Concat(Enumerable.Repeat("/**/a", 100)) + "/b");
        Assert.IsFalse(glob.Matches(string.Concat(Enumerable.Repeat("/a", 2000))));
        Assert.IsFalse(new PathGlob("/" + string.Concat(Enumerable.Repeat("*a", 100)) + "b").Matches("/" + new string('a', 2000)));
    }

    [TestMethod]
    [DataRow("packges", "packages")]
    [DataRow("x", null)]
    [DataRow("description", "description")]
    [DataRow("remove-these-things", null)]
    public void NearestName_IsNearOrNothing(string written, string? expected) =>
        Assert.AreEqual(expected, NearestName.Find(written, ["packages", "remove", "description", "keep"]));
}
