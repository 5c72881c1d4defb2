using CsCheck;
using Domar.Installer.Terminal;
using Domar.Installer.Tests.Support;

namespace Domar.Installer.Tests.Terminal;

[TestClass]
public sealed class ScreenWriterTests
{
    private static readonly TerminalProfile Full = new(HasColor: true, HasUnicode: true, HasSecondScreen: true);

    [TestMethod]
    public void AnyDrawings_LeaveTheScreenAsTheLastOneIs()
    {
        var text = Gen.Select(Gen.Int[0, 19], Gen.Int[0, 4], Gen.OneOfConst("a", "  ", "Domar", "─────", "x          y", "                    "), Gen.Enum<TextStyle>());
        Gen.Select(text.Array[0, 8].Array[1, 5], Gen.OneOfConst(Full, TerminalProfile.Plain)).Sample((drawings, profile) =>
        {
            var writer = new ScreenWriter(profile);
            var screen = new VtScreen(20, 5);
            Canvas? canvas = null;
            foreach (var drawing in drawings)
            {
                canvas = new Canvas(20, 5);
                foreach (var (x, y, word, style) in drawing)
                {
                    canvas.Text(x, y, word, style);
                }

                screen.Write(writer.Draw(canvas));
            }

            return screen.Unknown.Count == 0 && screen.Text == Text(canvas!, profile) && writer.Draw(canvas!).Length == 0;
        });
    }

    [TestMethod]
    public void OneChangedCharacter_CostsAFewBytes()
    {
        var writer = new ScreenWriter(Full);
        var (first, second) = (new Canvas(80, 24), new Canvas(80, 24));
        first.Text(0, 3, new string('─', 80));
        second.Text(0, 3, new string('─', 80));
        second.Text(40, 10, "x");
        writer.Draw(first);

        Assert.AreEqual("\e[11;41Hx", writer.Draw(second));
    }

    [TestMethod]
    public void ErasedLine_IsErasedByTheTerminal()
    {
        var writer = new ScreenWriter(Full);
        var first = new Canvas(80, 24);
        first.Text(2, 5, new string('x', 70));
        writer.Draw(first);

        Assert.AreEqual("\e[6;3H\e[K", writer.Draw(new Canvas(80, 24)));
    }

    [TestMethod]
    public void LastCell_IsNeverWritten_WhichWouldScroll()
    {
        var canvas = new Canvas(20, 5);
        canvas.Text(0, 4, new string('x', 20));
        canvas.Text(0, 0, "top");
        var screen = new VtScreen(20, 5);
        screen.Write(new ScreenWriter(Full).Draw(canvas));

        Assert.AreEqual($"top\n\n\n\n{new string('x', 19)}", screen.Text);
    }

    [TestMethod]
    public void ForeignText_TakesOneColumnForEachCharacter()
    {
        var canvas = new Canvas(20, 1);
        canvas.Text(0, 0, "a\e[2J磁\u0301\u0085é");

        Assert.AreEqual("a?[2J???é", string.Concat(Enumerable.Range(0, 20).Select(x => canvas[x, 0].Character)).TrimEnd());
    }

    [TestMethod]
    public void Plain_IsAsciiWithoutColours()
    {
        var canvas = new Canvas(30, 4);
        canvas.Box(0, 0, 20, 3, "Log");
        canvas.Text(1, 3, "█░▲▼éÅÿ", TextStyle.Error);
        var output = new ScreenWriter(TerminalProfile.Plain).Draw(canvas);

        Assert.IsTrue(output.All(static each => each is '\e' or (>= ' ' and <= '~')), output);
        var screen = new VtScreen(30, 4);
        screen.Write(output);
        Assert.AreEqual("+- Log ------------+\n|                  |\n+------------------+\n #.^veAy", screen.Text);
        Assert.IsTrue(screen.Styles.IsSubsetOf(["0", "0;1", "0;4", "0;7"]), string.Join(' ', screen.Styles));
    }

    [TestMethod]
    [DataRow("linux", null, null, true, true, false)]
    [DataRow("xterm-256color", "en_US.UTF-8", null, true, true, true)]
    [DataRow("xterm", "C", null, true, false, true)]
    [DataRow("xterm", "C.utf8", "1", false, true, true)]
    [DataRow("vt220", "C.UTF-8", null, false, false, false)]
    [DataRow("vt100", null, null, false, false, false)]
    [DataRow("dumb", null, null, false, false, false)]
    [DataRow(null, null, null, false, false, false)]
    public void Profile_FollowsTheEnvironment(string? term, string? lang, string? noColor, bool color, bool unicode, bool second) => Assert.AreEqual(
        new TerminalProfile(color, unicode, second),
        TerminalProfile.From(name => name switch { "TERM" => term, "LANG" => lang, "NO_COLOR" => noColor, _ => null }, plain: false));

    [TestMethod]
    public void Plain_IsAskedForOnAnyTerminal()
    {
        Assert.AreEqual(TerminalProfile.Plain, TerminalProfile.From(static name => name == "TERM" ? "linux" : null, plain: true));
        Assert.AreEqual(new TerminalProfile(false, false, true), TerminalProfile.From(static name => name == "TERM" ? "xterm" : "C.UTF-8", plain: true));
    }

    private static string Text(Canvas canvas, TerminalProfile profile)
    {
        var rows = Enumerable.Range(0, canvas.Height).Select(y => string.Concat(Enumerable.Range(0, canvas.Width)
            .Select(x => (x, y) == (canvas.Width - 1, canvas.Height - 1) ? ' ' : canvas[x, y].Character)).TrimEnd());
        var text = string.Join('\n', rows);
        return profile.HasUnicode ? text : text.Replace('─', '-');
    }
}
