using System.Text;
using CsCheck;
using Domar.HostTools.Exec;

namespace Domar.HostTools.Tests.Exec;

[TestClass]
public sealed class LineSplitterTests
{
    [TestMethod]
    public void Splits_AtNewlineReturnAndBoth()
    {
        CollectionAssert.AreEqual(new[] { "a", "b", "c", "", "d" }, Split(["a\nb\rc\r\n\nd"u8.ToArray()]));
    }

    [TestMethod]
    public void Lines_AreTheSame_HoweverTheBytesArrive()
    {
        var pieces = Gen.OneOfConst("a", "ü", "€", "\n", "\r", "\r\n", " ", "𝄞").Array[0, 40].Select(string.Concat);
        Gen.Select(pieces, Gen.Int[1, 7]).Sample((text, size) =>
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            var whole = Split([bytes]);
            return whole.SequenceEqual(Split(bytes.Chunk(size))) && string.Concat(whole) == text.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal);
        });
    }

    private static List<string> Split(IEnumerable<byte[]> chunks)
    {
        List<string> lines = [];
        var splitter = new LineSplitter(lines.Add);
        foreach (var chunk in chunks)
        {
            splitter.Add(chunk);
        }

        splitter.End();
        return lines;
    }
}
