using System.Text;
using Domar.HostTools.Exec;
using Domar.HostTools.Systemd;

namespace Domar.HostTools.Tests.Systemd;

[TestClass]
public sealed class SystemdToolRunnerTests : IDisposable
{
    private Host _host = null!;
    private SystemdToolRunner _runner = null!;

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestInitialize]
    public void Open()
    {
        _host = new Host();
        _runner = new SystemdToolRunner(_host.Systemd);
    }

    public void Dispose() => _host?.Dispose();

    [TestMethod]
    public async Task Collects_BothStreams_AndTheExitCode()
    {
        Assert.AreEqual(new ToolResult(3, "out\n", "err\n"), await Shell("echo out; echo err >&2; exit 3"));
    }

    [TestMethod]
    public async Task ExitCode_OfASignal_Is128AndTheSignal()
    {
        Assert.AreEqual(128 + 11, (await Shell("kill -SEGV $$")).ExitCode);
    }

    [TestMethod]
    public async Task Arguments_ReachTheToolUnchanged()
    {
        string[] arguments = ["a b", "", "$HOME", "${HOME}", "$$", "%n", "ü'\"\\", "--", "a\nb"];

        var result = await _runner.RunAsync(new ToolCommand("printf", ["[%s]", .. arguments]), Token);

        Assert.AreEqual(string.Concat(arguments.Select(argument => $"[{argument}]")), result.Output);
    }

    [TestMethod]
    public async Task Input_ReachesTheTool_AndEnds()
    {
        var input = Encoding.ASCII.GetBytes(string.Join('\n', Enumerable.Range(0, 50_000)));

        var result = await _runner.RunAsync(new ToolCommand("cat", []) { Input = input }, Token);

        Assert.AreEqual(Encoding.ASCII.GetString(input), result.Output);
    }

    [TestMethod]
    public async Task WithoutInput_ItReadsNothing()
    {
        Assert.AreEqual("end\n", (await Shell("cat; echo end")).Output);
    }

    [TestMethod]
    public async Task Lines_AreToldAsTheyCome()
    {
        List<string> lines = [];

        await _runner.RunAsync(new ToolCommand("/bin/sh", ["-c", "printf 'a\\nb\\rc'"]) { OnOutputLine = lines.Add }, Token);

        CollectionAssert.AreEqual(new[] { "a", "b", "c" }, lines);
    }

    [TestMethod]
    public async Task TooMuchOutput_IsAnError_AndKillsIt()
    {
        var command = new ToolCommand("/bin/sh", ["-c", "while :; do echo yes; done"]) { MaxOutputBytes = 1000 };

        var exception = await Assert.ThrowsExactlyAsync<ToolException>(() => _runner.RunAsync(command, Token));

        Assert.Contains("printed more than 1000 bytes. It was killed.", exception.Message);
    }

    [TestMethod]
    public async Task Timeout_KillsIt_WithItsChildren_AndTellsWhatItHadSaid()
    {
        var command = new ToolCommand("/bin/sh", ["-c", "echo stuck >&2; sleep 4711 & sleep 4711"]) { Timeout = TimeSpan.FromMilliseconds(300) };

        var exception = await Assert.ThrowsExactlyAsync<ToolTimeoutException>(() => _runner.RunAsync(command, Token));

        Assert.EndsWith("did not end within 0.3 s. It was killed. It had said: stuck", exception.Message);
        Assert.AreNotEqual(0, _host.Sandbox.Run("pgrep", "-f", "sleep 4711").ExitCode);
    }

    [TestMethod]
    public async Task Cancellation_KillsIt()
    {
        using var stop = new CancellationTokenSource();
        var command = new ToolCommand("/bin/sh", ["-c", "echo ready; exec sleep 4712"]) { OnOutputLine = _ => stop.Cancel() };

        await Assert.ThrowsExactlyAsync<OperationCanceledException>(() => _runner.RunAsync(command, stop.Token));

        Assert.AreNotEqual(0, _host.Sandbox.Run("pgrep", "-f", "sleep 4712").ExitCode);
    }

    [TestMethod]
    public async Task MissingProgram_IsAnError()
    {
        // The tests' own program is here, but not inside.
        var exception = await Assert.ThrowsExactlyAsync<ToolException>(() => _runner.RunAsync(new ToolCommand(Environment.ProcessPath!, []), Token));

        Assert.EndsWith("the program cannot be executed.", exception.Message);
    }

    [TestMethod]
    public async Task Tools_LeaveNoUnits()
    {
        await Shell("exit 0");
        await Shell("exit 1");

        while ((await _host.Systemd.ListUnitsByPatternsAsync([], [$"domar-tool-{Environment.ProcessId}-*"], Token)).Any(unit => unit.ActiveState is "failed"))
        {
            await Task.Yield();
        }
    }

    private Task<ToolResult> Shell(string script) => _runner.RunAsync(new ToolCommand("/bin/sh", ["-c", script]), Token);
}
