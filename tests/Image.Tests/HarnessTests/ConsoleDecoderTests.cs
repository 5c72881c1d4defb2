using System.Text;
using CsCheck;
using Domar.Image.Tests.Harness;

namespace Domar.Image.Tests.HarnessTests;

[TestClass]
public class ConsoleDecoderTests
{
    [TestMethod]
    [DataRow("plain\r\nlines\r\n", "plain\nlines\n")]
    [DataRow("\e[0;32m  OK  \e[0m done\r\n", "  OK   done\n", DisplayName = "colours")]
    [DataRow("one\e[2;5Htwo\e[3;5Hthree", "one\ntwo\nthree", DisplayName = "a menu drawn by jumps")]
    [DataRow("10 %\r20 %\r\n", "10 %\n20 %\n", DisplayName = "a line that is overwritten")]
    [DataRow("\e]3008;start=1;user=root\e\\prompt# \e]0;title\ax", "prompt# x", DisplayName = "OSC with both ends")]
    [DataRow("\eP+q544e\e\\\e[?2004hroot# \e(B", "root# ", DisplayName = "DCS, modes, character sets")]
    [DataRow("grün\r\n", "grün\n")]
    [DataRow("a\r\r\nb", "a\nb")]
    public void Decode_LeavesPlainText(string received, string expected) =>
        Assert.AreEqual(expected, new ConsoleDecoder().Decode(Encoding.UTF8.GetBytes(received)));

    [TestMethod]
    public void Decode_InPieces_IsTheSameAsAtOnce() =>
        Gen.Select(Gen.OneOfConst("a", "ü", "\e", "[", "1;2", "H", "m", "]", "\\", "\a", "\r", "\n", "P", "(").List[0, 30], Gen.Int[1, 5]).Sample((parts, size) =>
        {
            var bytes = Encoding.UTF8.GetBytes(string.Concat(parts));
            var pieces = new ConsoleDecoder();
            return string.Concat(bytes.Chunk(size).Select(piece => pieces.Decode(piece))) == new ConsoleDecoder().Decode(bytes);
        });
}
