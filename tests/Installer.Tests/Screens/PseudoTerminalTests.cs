using Domar.HostTools.Exec;
using Domar.Installer.Tests.Support;
using Domar.TestKit;

namespace Domar.Installer.Tests.Screens;

/// <summary>The program itself in a pseudo-terminal, over a machine in appearance only. DOMAR_INSTALL_BINARY runs another build of it, such as the native one.</summary>
[TestClass]
public sealed class PseudoTerminalTests
{
    private const string BackTab = "\e[Z";

    public TestContext TestContext { get; set; } = null!;

    private static string Program => Environment.GetEnvironmentVariable("DOMAR_INSTALL_BINARY") is { Length: > 0 } given
        ? given
        : $"dotnet {Path.Combine(AppContext.BaseDirectory, "domar-install.dll")}";

    [TestMethod]
    [DataRow("linux", "\e[[A")]
    [DataRow("vt220", "\e1")]
    [DataRow("xterm-256color", "\eOP")]
    public async Task AllScreens_ByKeys_ToTheResult(string term, string f1)
    {
        using var terminal = new PseudoTerminal($"{Program} ui --demo", term);
        await See(terminal, "I agree");
        await terminal.PressAsync("\r");
        await See(terminal, "2 of 6");
        await terminal.PressAsync(f1);
        await See(terminal, "Help: Disks and layout");
        await terminal.PressAsync("\r");
        await terminal.PressAsync(" \e[B \t\t\r");
        await See(terminal, "3 of 6");
        await terminal.PressAsync("austria\t\t\t\r");
        await See(terminal, "4 of 6");
        await terminal.PressAsync("password1\tpassword1\t\tadmin@example.com\t\r");
        await See(terminal, "5 of 6");
        await terminal.PressAsync("\t\t\t\t\t\r");
        await See(terminal, "type: erase sda sdb");
        await See(terminal, "zfs (RAID1)");
        await terminal.PressAsync("erase sda sdb\t\r");
        await See(terminal, "https://192.0.2.10:8006");
        await terminal.PressAsync("\r");

        Assert.AreEqual(0, await terminal.EndAsync(TestContext.CancellationToken));
        Assert.IsTrue(terminal.Screen.CursorShown);
        var isXterm = term.StartsWith("xterm", StringComparison.Ordinal);
        Assert.AreEqual(isXterm ? "?1049 ?1049" : "", string.Join(' ', terminal.Screen.Unknown));
        Assert.IsFalse(terminal.Screen.IsSecondScreen);
        Assert.IsFalse(terminal.Screen.IsApplicationMode);
        // The whole way: 13 s of a serial line of 9600 baud, the progress included.
        Assert.IsLessThan(13_000, terminal.Screen.Count);
        Assert.AreEqual(term != "vt220", terminal.Screen.Styles.Any(static style => style.Contains(";4", StringComparison.Ordinal) && style != "0;4"), "colours");
        Assert.AreEqual(term == "vt220", terminal.Raw.All(static each => each <= '~'), "ASCII only");
    }

    [TestMethod]
    public async Task CtrlC_AndAYes_LeaveTheTerminalAsItWas()
    {
        using var terminal = new PseudoTerminal($"stty -a; {Program} ui --demo --plain; echo ended $?; stty -a", "linux");
        await See(terminal, "I agree");
        await terminal.PressAsync("\x03");
        await See(terminal, "Leave the installer?");
        await terminal.PressAsync("\t\r");
        await terminal.EndAsync(TestContext.CancellationToken);

        var settings = terminal.Raw.Split("speed ");
        Assert.HasCount(3, settings);
        Assert.AreEqual(UpToHash(settings[1]), UpToHash(settings[2]));
        Assert.Contains("ended 130", terminal.Raw);
        Assert.IsTrue(terminal.Screen.CursorShown);

        static string UpToHash(string text) => text[..text.IndexOf("echoke", StringComparison.Ordinal)];
    }

    [TestMethod]
    public async Task TermSignal_LeavesTheTerminalAsItWas()
    {
        using var folder = new TempFolder();
        using var terminal = new PseudoTerminal($"sh -c 'echo $$ >{folder["pid"]}; exec {Program} ui --demo'; echo ended $?; stty -a", "xterm");
        await See(terminal, "I agree");
        Assert.IsTrue(terminal.Screen.IsSecondScreen);
        var result = await new ToolRunner().RunAsync(new ToolCommand("kill", [File.ReadAllText(folder["pid"]).Trim()]), TestContext.CancellationToken);
        Assert.AreEqual(0, result.ExitCode, result.Error);
        await terminal.EndAsync(TestContext.CancellationToken);

        Assert.Contains("ended 130", terminal.Raw);
        Assert.Contains(" icanon", terminal.Raw);
        Assert.IsFalse(terminal.Screen.IsSecondScreen);
    }

    [TestMethod]
    public async Task SerialLineWithoutASize_Is80x24()
    {
        using var terminal = new PseudoTerminal($"stty rows 0 cols 0; {Program} ui --demo", "vt220", size: null);
        await See(terminal, " F1 Help   F10 Log");
        await terminal.PressAsync(" ");
        await See(terminal, "2 of 6");
        Assert.Contains("\e[24;1H", terminal.Raw);
    }

    [TestMethod]
    public async Task WithoutACommand_TheScreensCome_AndWithoutATerminalTheyDoNot()
    {
        using var terminal = new PseudoTerminal($"{Program}", "linux");
        await terminal.SeeAsync(" ", TestContext.CancellationToken);
        await See(terminal, "1 of 6");
        await terminal.PressAsync("\x03\t\r");
        Assert.AreEqual(130, await terminal.EndAsync(TestContext.CancellationToken));

        using var none = new PseudoTerminal($"{Program} ui --demo </dev/null", "linux");
        Assert.AreEqual(1, await none.EndAsync(TestContext.CancellationToken));
        Assert.Contains("There is no terminal here.", none.Screen.Text);
    }

    [TestMethod]
    public async Task FailingInstallation_ShowsTheCause_AndTheLog()
    {
        using var terminal = new PseudoTerminal($"{Program} ui --demo=failing", "vt220");
        await See(terminal, "I agree");
        await terminal.PressAsync("\r\e[B \t\t\r");
        await See(terminal, "3 of 6");
        await terminal.PressAsync("austria\t\t\t\r");
        await See(terminal, "4 of 6");
        await terminal.PressAsync("password1\tpassword1\t\tadmin@example.com\t\r");
        await See(terminal, "5 of 6");
        await terminal.PressAsync(BackTab + BackTab + "\r");
        await See(terminal, "Install]");
        await terminal.PressAsync("\r");
        await See(terminal, "the disk reports a write error");
        await terminal.PressAsync("\e0");
        await See(terminal, "Failed:");
    }

    private Task See(PseudoTerminal terminal, string text) => terminal.SeeAsync(text, TestContext.CancellationToken);
}
