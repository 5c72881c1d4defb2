using System.Text;
using Domar.HostTools.Exec;
using Domar.TestKit;
using Microsoft.Extensions.Time.Testing;

namespace Domar.HostTools.Tests.Exec;

[TestClass]
public sealed class ToolRunnerTests
{
    private readonly ToolRunner _runner = new();

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task Collects_BothStreams_AndTheExitCode()
    {
        var result = await Shell("echo out; echo err >&2; exit 3");

        Assert.AreEqual(new ToolResult(3, "out\n", "err\n"), result);
    }

    [TestMethod]
    public async Task ExitCode_OfASignal_Is128AndTheSignal()
    {
        Assert.AreEqual(128 + 15, (await Shell("kill -TERM $$")).ExitCode);
    }

    [TestMethod]
    public async Task Arguments_ReachTheToolUnchanged()
    {
        string[] arguments = ["a b", "", "$HOME", "ü'\"\\", "--"];

        var result = await _runner.RunAsync(new ToolCommand("printf", ["[%s]", .. arguments]), TestContext.CancellationToken);

        Assert.AreEqual(string.Concat(arguments.Select(argument => $"[{argument}]")), result.Output);
    }

    [TestMethod]
    public async Task Child_HasTheLocaleOfMachines_AndNoServiceProtocol()
    {
        Environment.SetEnvironmentVariable("NOTIFY_SOCKET", "/nowhere");

        var lines = (await _runner.RunAsync(new ToolCommand("env", []), TestContext.CancellationToken)).Output.Split('\n');

        CollectionAssert.Contains(lines, "LC_ALL=C.UTF-8");
        Assert.DoesNotContain(line => line.StartsWith("NOTIFY_SOCKET=", StringComparison.Ordinal), lines);
    }

    [TestMethod]
    public async Task Child_HasNoDescriptorsButTheStandardOnes()
    {
        using var folder = new TempFolder();
        await using var open = File.Create(folder["open"]);

        // Of ls itself; 3 is the folder that it reads.
        var fds = (await _runner.RunAsync(new ToolCommand("ls", ["/proc/self/fd"]), TestContext.CancellationToken)).Output;

        Assert.AreEqual("0\n1\n2\n3\n", fds);
    }

    [TestMethod]
    public async Task Child_HasDefaultSignals_AndNothingBlocked()
    {
        // .NET ignores SIGPIPE; a child that did too would not end when its reader does.
        var status = (await _runner.RunAsync(new ToolCommand("grep", ["-E", "^Sig(Ign|Blk):", "/proc/self/status"]), TestContext.CancellationToken)).Output;

        Assert.AreEqual("SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n", status);
    }

    [TestMethod]
    public async Task Child_LeadsItsOwnSession_AndReadsNothing()
    {
        var result = await Shell("cat; cut -d' ' -f6 /proc/$$/stat; echo $$");

        var lines = result.Output.Split('\n');
        Assert.AreEqual(lines[1], lines[0]);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("a line\n")]
    [DataRow("ü without end")]
    public async Task Input_ReachesTheTool_AndEnds(string text)
    {
        Assert.AreEqual(text, (await ShellWithInput("cat", Encoding.UTF8.GetBytes(text))).Output);
    }

    [TestMethod]
    public async Task Input_OfMoreThanThePipesHold_PassesThrough()
    {
        // cat waits for its output to be read while we write: both go on at once, or this hangs.
        var bytes = new byte[5_000_000];
        Array.Fill(bytes, (byte)'x');

        Assert.AreEqual(bytes.Length, (await ShellWithInput("cat", bytes)).Output.Length);
    }

    [TestMethod]
    [DataRow("exit 3")]
    [DataRow("exec <&-; echo closed; exit 3")]
    [DataRow("head -c 1 >/dev/null; exit 3")]
    public async Task InputThatIsNotRead_IsNoFailure(string script)
    {
        Assert.AreEqual(3, (await ShellWithInput(script, new byte[5_000_000])).ExitCode);
    }

    [TestMethod]
    public async Task InputThatOnlyABackgroundProcessHolds_DoesNotHoldUpTheResult()
    {
        var result = await ShellWithInput("setsid sleep 1000 <&0 >/dev/null 2>&1 & echo $!", new byte[5_000_000]);

        System.Diagnostics.Process.GetProcessById(int.Parse(result.Output)).Kill();
    }

    [TestMethod]
    public async Task Timeout_WithInputThatNobodyReads_EndsTheTool()
    {
        var exception = await Assert.ThrowsExactlyAsync<ToolTimeoutException>(() => _runner.RunAsync(
            ShellCommand("exec sleep 1000") with { Input = new byte[5_000_000], Timeout = TimeSpan.FromMilliseconds(200) }, TestContext.CancellationToken));

        StringAssert.Contains(exception.Message, "did not end within 0.2 s. It was killed.");
    }

    [TestMethod]
    public async Task MissingProgram_IsNamedWithItsPackage()
    {
        // No such program can be in a folder that is only in a path.
        var exception = await Assert.ThrowsExactlyAsync<ToolException>(() => _runner.RunAsync(new ToolCommand("/nowhere/qemu-img", []), TestContext.CancellationToken));

        Assert.AreEqual("Cannot run '/nowhere/qemu-img': there is no such program here. Install it with 'apt install qemu-utils'.", exception.Message);
    }

    [TestMethod]
    public async Task NotExecutable_SaysSo()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["tool"], "");

        var exception = await Assert.ThrowsExactlyAsync<ToolException>(() => _runner.RunAsync(new ToolCommand(folder["tool"], []), TestContext.CancellationToken));

        StringAssert.EndsWith(exception.Message, "it may not be executed by this user.");
    }

    [TestMethod]
    public async Task MissingInterpreter_SaysSo()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["tool"], "#!/nowhere/sh\n");
        await _runner.RunAsync(new ToolCommand("chmod", ["755", folder["tool"]]), TestContext.CancellationToken);

        var exception = await Assert.ThrowsExactlyAsync<ToolException>(() => _runner.RunAsync(new ToolCommand(folder["tool"], []), TestContext.CancellationToken));

        StringAssert.EndsWith(exception.Message, "it, or the interpreter that it names, is not there.");
    }

    [TestMethod]
    public async Task ArgumentWithNul_IsRefused()
    {
        await Assert.ThrowsExactlyAsync<ToolException>(() => _runner.RunAsync(new ToolCommand("echo", ["a\0b"]), TestContext.CancellationToken));
    }

    [TestMethod]
    public async Task Timeout_KillsTheWholeGroup()
    {
        using var folder = new TempFolder();
        var time = new FakeTimeProvider();
        var lines = new LineSignal("ready");
        var running = new ToolRunner(time).RunAsync(
            ShellCommand($"sleep 1000 & echo $! > {folder["child"]}; echo hint >&2; echo ready; wait") with { OnOutputLine = lines.Add }, TestContext.CancellationToken);
        await lines.Seen.WaitAsync(TestContext.CancellationToken);
        var child = int.Parse(File.ReadAllText(folder["child"]));

        time.Advance(TimeSpan.FromSeconds(31));

        var exception = await Assert.ThrowsExactlyAsync<ToolTimeoutException>(() => running);
        StringAssert.Contains(exception.Message, "did not end within 30 s. It was killed. It had said: hint");
        await AssertEndsAsync(child);
    }

    [TestMethod]
    public async Task Cancel_KillsTheTool()
    {
        using var folder = new TempFolder();
        using var cancel = new CancellationTokenSource();
        var lines = new LineSignal("ready");
        var running = _runner.RunAsync(ShellCommand($"echo $$ > {folder["pid"]}; echo ready; exec sleep 1000") with { OnOutputLine = lines.Add }, cancel.Token);
        await lines.Seen.WaitAsync(TestContext.CancellationToken);

        await cancel.CancelAsync();

        await Assert.ThrowsExactlyAsync<OperationCanceledException>(() => running);
        Assert.IsFalse(Directory.Exists($"/proc/{File.ReadAllText(folder["pid"]).Trim()}"), "It is there still, or was not reaped.");
    }

    [TestMethod]
    public async Task TooMuchOutput_IsAnError_AndEndsTheTool()
    {
        var exception = await Assert.ThrowsExactlyAsync<ToolException>(() =>
            _runner.RunAsync(new ToolCommand("yes", []) { MaxOutputBytes = 100_000, Timeout = Timeout.InfiniteTimeSpan }, TestContext.CancellationToken));

        Assert.AreEqual("'yes ' printed more than 100000 bytes. It was killed.", exception.Message);
    }

    [TestMethod]
    public async Task ThrowingLineHandler_EndsTheTool()
    {
        var command = ShellCommand("echo a; exec sleep 1000") with { OnOutputLine = _ => throw new InvalidOperationException("no more") };

        var exception = await Assert.ThrowsExactlyAsync<ToolException>(() => _runner.RunAsync(command, TestContext.CancellationToken));

        StringAssert.Contains(exception.Message, "no more");
    }

    [TestMethod]
    public async Task BackgroundProcess_ThatHoldsTheOutput_DoesNotHoldUpTheResult()
    {
        var result = await _runner.RunAsync(ShellCommand("setsid sleep 1000 & echo $!"), TestContext.CancellationToken);

        var left = int.Parse(result.Output);
        System.Diagnostics.Process.GetProcessById(left).Kill();
    }

    [TestMethod]
    public async Task ManyAtOnce_AllEnd_AndLeaveNoDescriptors()
    {
        await Shell("true");
        var before = OpenDescriptors();

        var results = await Task.WhenAll(Enumerable.Range(0, 100).Select(number => Shell($"echo {number}; exit {number}")));

        CollectionAssert.AreEqual(Enumerable.Range(0, 100).Select(number => new ToolResult(number, $"{number}\n", "")).ToArray(), results);

        // Other test classes run at the same time and hold some of their own; a leak here would be of hundreds.
        Assert.IsLessThan(before + 100, OpenDescriptors());
    }

    [TestMethod]
    public async Task WorksBesideSystemDiagnosticsProcess()
    {
        // Its SIGCHLD handler looks at all children: it must not take ours.
        var tasks = Enumerable.Range(0, 50).Select(async number =>
        {
            using var other = System.Diagnostics.Process.Start("true");
            var result = await Shell($"exit {number}");
            await other.WaitForExitAsync(TestContext.CancellationToken);
            return result.ExitCode;
        });

        CollectionAssert.AreEqual(Enumerable.Range(0, 50).ToArray(), await Task.WhenAll(tasks));
    }

    private static int OpenDescriptors() => Directory.GetFileSystemEntries("/proc/self/fd").Length;

    private static ToolCommand ShellCommand(string script) => new("sh", ["-c", script]);

    private Task<ToolResult> Shell(string script) => _runner.RunAsync(ShellCommand(script), TestContext.CancellationToken);

    private Task<ToolResult> ShellWithInput(string script, byte[] input) => _runner.RunAsync(ShellCommand(script) with { Input = input }, TestContext.CancellationToken);

    private async Task AssertEndsAsync(int pid)
    {
        using var process = PidFd.TryOpen(pid);
        if (process is not null)
        {
            await process.WaitAsync(TestContext.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20));
        }
    }

    private sealed class LineSignal(string expected)
    {
        private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Seen => _seen.Task.WaitAsync(TimeSpan.FromSeconds(30));

        public void Add(string line)
        {
            if (line == expected)
            {
                _seen.TrySetResult();
            }
        }
    }
}
