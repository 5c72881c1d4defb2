using System.Diagnostics;
using System.Globalization;

namespace Domar.Runtime.Tests.Consoles;

/// <summary>The program on a real pseudo terminal, made by script(1) of util-linux.</summary>
[TestClass]
public sealed class TerminalTests
{
    private const string Script = "/usr/bin/script";

    public required TestContext TestContext { get; init; }

    private CancellationToken Cancel => TestContext.CancellationToken;

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task CtrlC_GoesToTheGuest_AndTheTerminalIsAsBeforeAfterLeaving()
    {
        await using var host = await ConsoleHost.StartAsync(Cancel);
        using var terminal = StartOnTerminal(host);
        await host.Port.PrintAsync("prompt", Cancel);
        await ReadUntilAsync(terminal, "prompt");

        await TypeAsync(terminal, "a\u0003\r");
        Assert.AreEqual("a\u0003\r", await host.Port.ReadAsync(3, Cancel));
        await TypeAsync(terminal, "\u001d");

        AssertIsCooked(await ReadUntilAsync(terminal, "after:0:"));
        await terminal.WaitForExitAsync(Cancel);
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task EndedBySignal_TheTerminalIsAsBefore()
    {
        await using var host = await ConsoleHost.StartAsync(Cancel);
        using var terminal = StartOnTerminal(host);
        var start = await ReadUntilAsync(terminal, "Ctrl-] leaves.");
        await TypeAsync(terminal, "x");
        Assert.AreEqual("x", await host.Port.ReadAsync(1, Cancel));
        var pid = int.Parse(start[(start.IndexOf("pid:", StringComparison.Ordinal) + 4)..].Split('\r', '\n')[0], CultureInfo.InvariantCulture);

        using (var kill = Process.Start("kill", ["-TERM", pid.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync(Cancel);
        }

        // 128 + SIGTERM, as shells say it.
        AssertIsCooked(await ReadUntilAsync(terminal, "after:143:"));
        await terminal.WaitForExitAsync(Cancel);
    }

    private static void AssertIsCooked(string output)
    {
        Assert.DoesNotContain("-icanon", output);
        Assert.DoesNotContain("-echo ", output);
        Assert.Contains("icanon", output);
    }

    private static Process StartOnTerminal(ConsoleHost host)
    {
        if (!File.Exists(Script))
        {
            Assert.Inconclusive($"SKIPPED: {Script} is not here. Install the package bsdutils.");
        }

        var domar = Path.Combine(AppContext.BaseDirectory, "domar");
        var command = $"sh -c 'echo pid:$$; exec {domar} vm console 100 --port serial0 --socket {host.SocketPath}'; code=$?; stty -a; echo after:$code:";
        return Process.Start(new ProcessStartInfo(Script, ["-qefc", command, "/dev/null"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
    }

    private async Task TypeAsync(Process terminal, string text)
    {
        await terminal.StandardInput.WriteAsync(text.AsMemory(), Cancel);
        await terminal.StandardInput.FlushAsync(Cancel);
    }

    private async Task<string> ReadUntilAsync(Process terminal, string text)
    {
        var output = "";
        var buffer = new char[1024];
        while (!output.Contains(text, StringComparison.Ordinal))
        {
            var count = await terminal.StandardOutput.ReadAsync(buffer, Cancel);
            Assert.IsGreaterThan(0, count, $"'{text}' did not come. Output: {output}");
            output += new string(buffer, 0, count);
        }

        return output;
    }
}
