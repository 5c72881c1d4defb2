using Domar.Core.Install.Answers;

namespace Domar.Installer.Tests.Parsing;

[TestClass]
public sealed class GlobTests
{
    [TestMethod]
    [DataRow("abc", "abc", true)]
    [DataRow("abc", "abcd", false)]
    [DataRow("abc", "ABC", false)]
    [DataRow("", "", true)]
    [DataRow("", "a", false)]
    [DataRow("*", "", true)]
    [DataRow("a*", "a", true)]
    [DataRow("*b", "aab", true)]
    [DataRow("*b", "aba", false)]
    [DataRow("a*c*e", "abcde", true)]
    [DataRow("a*c*e", "abdce_", false)]
    [DataRow("*ab*ab", "abab", true)]
    [DataRow("*ab*ab", "ab", false)]
    [DataRow("**a", "a", true)]
    [DataRow("?", "a", true)]
    [DataRow("?", "", false)]
    [DataRow("a?c", "abc", true)]
    [DataRow("[abc]", "b", true)]
    [DataRow("[abc]", "d", false)]
    [DataRow("[!abc]", "d", true)]
    [DataRow("[!abc]", "a", false)]
    [DataRow("[a-c1-3]x", "2x", true)]
    [DataRow("[a-c1-3]x", "4x", false)]
    [DataRow("[]]", "]", true)]
    [DataRow("[!]]", "a", true)]
    [DataRow("[[]a", "[a", true)]
    [DataRow("[a-]", "-", true)]
    [DataRow("/dev/nvme?n1", "/dev/nvme0n1", true)]
    public void Matches(string pattern, string text, bool expected)
    {
        Assert.IsTrue(Glob.TryParse(pattern, out var glob, out _));
        Assert.AreEqual(expected, glob.IsMatch(text));
    }

    [TestMethod]
    [DataRow("[")]
    [DataRow("[!")]
    [DataRow("[]")]
    [DataRow("[!]")]
    [DataRow("abc[de")]
    public void BracketWithoutEnd_IsRefused(string pattern) => Assert.IsFalse(Glob.TryParse(pattern, out _, out _));

    [TestMethod]
    public void ManyStars_TakeNoLong()
    {
        Assert.IsTrue(Glob.TryParse(string.Concat(Enumerable.Repeat("*a", 2000)) + "b", out var glob, out _));
        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        Assert.IsFalse(glob.IsMatch(new string('a', 4000)));
        Assert.IsLessThan(TimeSpan.FromSeconds(5), System.Diagnostics.Stopwatch.GetElapsedTime(start));
    }
}
