using System.Text;
using CsCheck;
using Domar.Image.Builder.Recipes;

namespace Domar.Image.Builder.Tests.Recipes;

/// <summary>No input crashes the reading of recipes, and every problem has a place in its file.</summary>
[TestClass]
public sealed class RecipeFuzzTests
{
    // A fixed seed, so that a failure is everybody's failure; CsCheck prints the smaller seed of a failing case.
    private const string Seed = "0000domar001";

    private static readonly string[] Tokens =
    [
        "description = \"d\"\n", "target", "packages", "remove = [\"/a/**\"]\n", "keep", "modules", "initramfs-modules", "firmware", "[units]\n", "enable", "[budget]\n",
        "root-mb = 7\n", " = ", "[", "]", "[[", "]]", "{", "}", "\"", "'", "\"\"\"", "'''", "#", ",", ".", "\\", "\\u12", "\n", "\r\n", "\r", "\t", " ", "\0", "\ufeff", "\u00fc",
        "\ud83d\ude00", "-", "1", "1e9", "0x", "inf", "nan", "true", "1979-05-27T07:32:00Z", "99999999999999999999", "..", "*", "/", "a1", "a.service",
    ];

    [TestMethod]
    public void RandomTokens_NeverCrash() =>
        Gen.OneOfConst(Tokens).Array[0, 60].Sample(static tokens => Read(Encoding.UTF8.GetBytes(string.Concat(tokens))), seed: Seed, iter: 5000);

    [TestMethod]
    public void RandomBytes_NeverCrash() => Gen.Byte.Array[0, 200].Sample(Read, seed: Seed, iter: 5000);

    [TestMethod]
    [DataRow("[")]
    [DataRow("a = [")]
    [DataRow("{a=")]
    [DataRow("a.")]
    [DataRow("\"")]
    public void LongRepetitions_NeverCrash(string part)
    {
        Read(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(part, 20000))));
        Read(Encoding.UTF8.GetBytes("a = " + string.Concat(Enumerable.Repeat(part, 20000))));
    }

    private static void Read(byte[] bytes)
    {
        var set = RecipeSet.Read([new RecipeSource("recipes/10-a.toml", bytes)], [new RecipeSource("recipes/variants/b.toml", bytes)]);
        var lines = bytes.Count(static b => b is (byte)'\n' or (byte)'\r') + 1;
        foreach (var problem in set.Problems)
        {
            Assert.IsTrue(problem.At.Line >= 1 && problem.At.Line <= lines && problem.At.Column >= 1, $"{problem} is outside of the file.");
            Assert.IsFalse(problem.ToString().Any(char.IsControl), "A problem is one line for a terminal.");
        }

        if (set.Problems.Count == 0)
        {
            RecipeSelector.Select(set, "b");
        }
    }
}
