using System.Diagnostics;
using Domar.Runtime.Cli;
using Domar.TestKit;

namespace Domar.Runtime.Tests.Cli;

/// <summary>The program as a process: what the shell sees of it.</summary>
[TestClass]
public sealed class ProgramTests
{
    private const string Upid = "UPID:n1:00000001:00000002:68D4B1C0:qmstart:100:root@pam:";

    private static readonly string Domar = Path.Combine(AppContext.BaseDirectory, "domar");

    public required TestContext TestContext { get; init; }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Version_GoesToStandardOutput()
    {
        var (code, output) = await BashAsync("$DOMAR version");

        Assert.AreEqual(ExitCode.Ok, code);
        Assert.StartsWith("domar 0.", output);
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task SharedOutputFile_IsAppendedTo_NotOverwritten()
    {
        using var folder = new TempFolder();
        await BashAsync($"{{ $DOMAR version; echo between; $DOMAR version --json; }} > {folder["out"]}");

        var lines = await File.ReadAllLinesAsync(folder["out"], TestContext.CancellationToken);

        Assert.HasCount(3, lines);
        Assert.AreEqual("between", lines[1]);
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task ReaderThatLeaves_IsNoError()
    {
        var (_, output) = await BashAsync("$DOMAR vm set --help 2>&1 | true; echo ${PIPESTATUS[0]}; $DOMAR version >/dev/full; echo $?");

        Assert.AreEqual("1\n1\n", output);
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task CtrlC_LeavesTheTaskRunning_AndEndsWith130()
    {
        using var api = new FakeApi().On("POST /nodes/localhost/qemu/100/status/start", $$"""{"data":"{{Upid}}"}""")
            .On("GET /nodes/localhost/tasks/", """{"data":{"status":"running"}}""");

        // Tests that run in the background of a script have inherited that Ctrl-C is to be ignored.
        using var process = Start($"exec env --default-signal=INT $DOMAR vm start 100 --socket {api.SocketPath} 2>&1");
        while (api.Requests.Count < 3)
        {
            TestContext.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        using (var kill = Process.Start("kill", ["-INT", process.Id.ToString()]))
        {
            await kill.WaitForExitAsync(TestContext.CancellationToken);
        }

        var output = await process.StandardOutput.ReadToEndAsync(TestContext.CancellationToken);
        await process.WaitForExitAsync(TestContext.CancellationToken);
        Assert.AreEqual(ExitCode.Interrupted, process.ExitCode);
        Assert.StartsWith("Interrupted. The task runs on; follow it with 'domar task follow UPID:", output);
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    [DataRow("vm sus", "suspend")]
    [DataRow("task log ", Upid)]
    [DataRow("task log UPID:n1:0", "00000001:00000002:68D4B1C0:qmstart:100:root@pam:")]
    public async Task Completion_WorksInBash(string typed, string completion)
    {
        using var api = new FakeApi().On("GET /nodes/localhost/tasks", $$"""{"data":[{"upid":"{{Upid}}"}]}""");

        // bash itself sets these; COMP_WORDBREAKS has the colon by default.
        var (_, output) = await BashAsync(
            $"""source <($DOMAR completion bash); export DOMAR_SOCKET={api.SocketPath}; COMP_WORDBREAKS=$' \t\n:=' COMP_LINE='domar {typed}' COMP_POINT={6 + typed.Length} COMP_WORDS=($DOMAR x); _domar; printf '%s\n' "$""" + """{COMPREPLY[@]}" """);

        Assert.AreEqual(completion + "\n", output);
    }

    private static Process Start(string script)
    {
        var start = new ProcessStartInfo("/bin/bash", ["-c", script]) { RedirectStandardOutput = true, RedirectStandardInput = true };
        start.Environment["DOMAR"] = Domar;
        return Process.Start(start)!;
    }

    private async Task<(int Code, string Output)> BashAsync(string script)
    {
        using var process = Start(script);
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.CancellationToken);
        await process.WaitForExitAsync(TestContext.CancellationToken);
        return (process.ExitCode, output);
    }
}
