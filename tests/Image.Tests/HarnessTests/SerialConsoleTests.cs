using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Domar.Image.Tests.Harness;
using Domar.TestKit;

namespace Domar.Image.Tests.HarnessTests;

/// <summary>The console and the shell on it against the other end of a socket instead of a machine.</summary>
[TestClass]
public sealed class SerialConsoleTests : IAsyncDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private readonly TempFolder _folder = new();
    private Socket _machine = null!;
    private SerialConsole _console = null!;

    public TestContext TestContext { get; set; } = null!;

    [TestInitialize]
    public async Task Connect()
    {
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(_folder["line"]));
        listener.Listen();
        _machine = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await _machine.ConnectAsync(new UnixDomainSocketEndPoint(_folder["line"]), TestContext.CancellationToken);
        var line = await listener.AcceptAsync(TestContext.CancellationToken);
        _console = new SerialConsole(new NetworkStream(line, ownsSocket: true), new NetworkStream(line), () => Task.FromResult("Its exit code is 137."));
    }

    public async ValueTask DisposeAsync()
    {
        _machine.Dispose();
        await _console.DisposeAsync();
        _folder.Dispose();
    }

    [TestMethod]
    public async Task Waits_ConsumeFromFrontToBack()
    {
        Say("one two ");
        Assert.AreEqual("one ", await WaitAsync("two"));
        var again = WaitAsync("two");
        Say("three two");
        Assert.AreEqual(" three ", await again);
        Say("figure 42.\n");
        Assert.AreEqual("42", (await _console.WaitForAsync(new Regex(@"figure (\d+)\."), Soon)).Groups[1].Value);
    }

    [TestMethod]
    public async Task FailureSign_EndsTheWait_WithItsExplanation()
    {
        var waiting = WaitAsync("login:");
        Say("loading\n\e[1m*** Domar cannot start ***\e[0m\n");
        Assert.AreNotSame(waiting, await Task.WhenAny(waiting, Task.Delay(100, TestContext.CancellationToken)), "the sentences after the sign were not waited for");
        Say("The root image is damaged.\n");
        var failure = await Assert.ThrowsExactlyAsync<BootFailedException>(() => waiting);
        StringAssert.Contains(failure.Message, "instead of 'login:'");
        StringAssert.Contains(failure.Message, "*** Domar cannot start ***\nThe root image is damaged.");
    }

    [TestMethod]
    public async Task FailureSign_BeforeTheText_Fails_EvenIfBothAreHere()
    {
        Say("end Kernel panic - not syncing: no init\nlogin: ");
        while (!_console.Text.Contains("login: ", StringComparison.Ordinal))
        {
            await Task.Yield();
        }

        await Assert.ThrowsExactlyAsync<BootFailedException>(() => WaitAsync("login:"));
    }

    [TestMethod]
    public async Task FailureSign_BehindTheText_ComesToTheNextWait()
    {
        Say("login: Kernel panic - not syncing: no init\n");
        await WaitAsync("login:");
        await Assert.ThrowsExactlyAsync<BootFailedException>(() => WaitAsync("login:"));
    }

    [TestMethod]
    public async Task FailureSign_ThatIsWaitedFor_IsFound()
    {
        Say("*** Domar cannot start ***\n");
        Assert.AreEqual("", await WaitAsync(FailureSigns.CannotStart));
    }

    [TestMethod]
    public async Task EndOfTheMachine_EndsTheWait_WithTheLastSixtyLines()
    {
        var waiting = WaitAsync("login:");
        Say(string.Concat(Enumerable.Range(1, 100).Select(line => $"line {line}\r\n")));
        _machine.Close();
        var failure = await Assert.ThrowsExactlyAsync<MachineEndedException>(() => waiting);
        StringAssert.Contains(failure.Message, "Its exit code is 137.");
        StringAssert.Contains(failure.Message, "line 100\n");
        StringAssert.Contains(failure.Message, "line 41\n");
        Assert.DoesNotContain("line 40\n", failure.Message);
    }

    [TestMethod]
    public async Task Deadline_SaysWhatWasMissing()
    {
        Say("Starting...\n");
        await WaitAsync("Starting");
        var failure = await Assert.ThrowsExactlyAsync<TimeoutException>(() => _console.WaitForAsync("login:", TimeSpan.FromMilliseconds(50)));
        StringAssert.Contains(failure.Message, "'login:' did not come");
        StringAssert.Contains(failure.Message, "Starting...");
    }

    [TestMethod]
    public async Task Shell_KernelLinesInTheMiddle_AreTakenOut()
    {
        var shell = await OpenShellAsync();

        var running = shell.RunAsync("cat it's", TestContext.CancellationToken, Soon);
        await AnswerAsync("first line\nsecond [   12.345678] usb 1-1: new device\r\nline\n[    1.000000][    T1] alone\r\n", code: 3, cutMark: true);
        Assert.AreEqual(new ShellResult("cat it's", 3, "first line\nsecond line"), await running);

        running = shell.RunAsync("dmesg", TestContext.CancellationToken, Soon, keepKernelLines: true);
        await AnswerAsync("[    1.000000] Linux version");
        Assert.AreEqual("[    1.000000] Linux version", (await running).Output);
        Assert.IsFalse(shell.IsBroken);
    }

    [TestMethod]
    public async Task Shell_AfterACommandWithoutEnd_RunsNothing()
    {
        var shell = await OpenShellAsync();
        await Assert.ThrowsExactlyAsync<TimeoutException>(() => shell.RunAsync("sleep 1d", TestContext.CancellationToken, TimeSpan.FromMilliseconds(50)));
        Assert.IsTrue(shell.IsBroken);
        await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => shell.RunAsync("true", TestContext.CancellationToken));
    }

    private Task<string> WaitAsync(string text) => _console.WaitForAsync(text, Soon, cancellationToken: TestContext.CancellationToken);

    private void Say(string text) => _machine.Send(Encoding.UTF8.GetBytes(text));

    private async Task<ShellSession> OpenShellAsync()
    {
        var opening = ShellSession.OpenAsync(_console, "# ", TestContext.CancellationToken, Soon);
        Say("root@domar:~# ");

        // The new shell's prompt.
        var (typed, mark) = await HearAsync("PS1='<<''([0-9a-f]+-0)>>'");
        Say(typed + $"\r\n<<{mark}>>");
        await AnswerAsync("");
        return await opening;
    }

    // Plays the shell: reads a typed command, echoes it as a terminal would, and prints what the command's printf would.
    private async Task AnswerAsync(string output, int code = 0, bool cutMark = false)
    {
        var (typed, id) = await HearAsync("'<<([0-9a-f]+-[0-9]+)' \":end:");
        Say(typed);
        Say($"\r\n<<{id}:beg{(cutMark ? "[    9.876543] hello\r\n" : "")}in>>\r\n{output}\r\n<<{id}:end:{code}>>\r\n");
    }

    // What was typed, up to the end of the line with the mark.
    private async Task<(string Typed, string Id)> HearAsync(string pattern)
    {
        var typed = new StringBuilder();
        var buffer = new byte[4096];
        Match mark;
        while (!(mark = Regex.Match(typed.ToString(), pattern)).Success || typed[^1] != '\r')
        {
            var count = await _machine.ReceiveAsync(buffer, TestContext.CancellationToken).AsTask().WaitAsync(Soon, TestContext.CancellationToken);
            typed.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }

        return (typed.ToString(), mark.Groups[1].Value);
    }
}
