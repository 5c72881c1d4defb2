using System.Text;
using Domar.Image.Tests.Harness;

namespace Domar.Image.Tests.HarnessTests;

[TestClass]
public sealed class TerminalScreenTests
{
    [TestMethod]
    [DataRow("one\r\ntwo", "one\ntwo", "lines")]
    [DataRow("\u001b[2;3Hx\u001b[Hy", "y\n  x", "places")]
    [DataRow("abcdef\u001b[1;3H\u001b[K", "ab", "the rest of a row cleared")]
    [DataRow("abc\u001b[2J\u001b[1;2Hz", " z", "all cleared")]
    [DataRow("a\u001b[31;1mb\u001b[0mc\u001b[?25l\u001b(Bd", "abcd", "colours, modes and character sets show nothing")]
    [DataRow("Install\u001b[1;1H>\u001b[5Cx", ">nstalx", "only what has changed is sent")]
    [DataRow("\u001b]0;title\aname\u001b]2;t\u001b\\s", "names", "titles are not on it")]
    [DataRow("\u001b[24;1Hlast\n\rnext\u001b[1;1H", "", "it scrolls")]
    [DataRow("─█", "─█", "UTF-8")]
    [DataRow("a\bb", "b", "backspace")]
    public void Shows(string sent, string begin, string what)
    {
        var whole = new TerminalScreen();
        whole.Feed(Encoding.UTF8.GetBytes(sent));
        StringAssert.StartsWith(whole.Text, begin, what);
        Assert.AreEqual("", whole.Text[begin.Length..].Trim().Replace("last\nnext", "", StringComparison.Ordinal), what);

        // A byte at a time comes to the same.
        var bytes = new TerminalScreen();
        foreach (var each in Encoding.UTF8.GetBytes(sent))
        {
            bytes.Feed([each]);
        }

        Assert.AreEqual(whole.Text, bytes.Text, what);
    }

    [TestMethod]
    public void LongLine_GoesOnInTheNextRow_OnlyWhenSomethingFollows()
    {
        var screen = new TerminalScreen();
        screen.Feed(Encoding.ASCII.GetBytes(new string('x', 80)));
        screen.Feed("\r\ny"u8);
        StringAssert.StartsWith(screen.Text, new string('x', 80) + "\ny");
        screen.Feed(Encoding.ASCII.GetBytes("\u001b[H" + new string('z', 81)));
        StringAssert.StartsWith(screen.Text, new string('z', 80) + "\nz");
    }
}
