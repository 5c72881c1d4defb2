using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;
using Domar.Core.Qemu;

namespace Domar.Core.Tests.Qemu;

/// <summary>A stock QEMU of this machine, started with a plan under TCG and stopped before its first instruction.</summary>
internal sealed class InstalledQemu : IDisposable
{
    // DOMAR_TEST_QEMU names another QEMU, for example one of a Debian 13 that is unpacked somewhere.
    private static readonly string Program = Environment.GetEnvironmentVariable("DOMAR_TEST_QEMU") ?? "/usr/bin/qemu-system-x86_64";

    // Against hangs only: QEMU answers within a tenth of a second.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Socket _socket;
    private readonly StreamReader _reader;
    private readonly StreamWriter _writer;

    private InstalledQemu(Process process, Socket socket)
    {
        (_process, _socket) = (process, socket);
        var stream = new NetworkStream(socket) { ReadTimeout = (int)Deadline.TotalMilliseconds };
        (_reader, _writer) = (new StreamReader(stream), new StreamWriter(stream) { AutoFlush = true });
    }

    /// <summary>Facts of this machine's QEMU; the test is reported as skipped where there is none.</summary>
    public static HostFacts RequireFacts()
    {
        if (!File.Exists(Program))
        {
            Assert.Inconclusive($"SKIPPED: {Program} is not installed. Install qemu-system-x86.");
        }

        using var process = Process.Start(new ProcessStartInfo(Program, "--version") { RedirectStandardOutput = true })!;
        var text = process.StandardOutput.ReadToEnd();
        var number = text[(text.IndexOf("version ", StringComparison.Ordinal) + 8)..];
        Assert.IsTrue(QemuVersion.TryParse(number, out var version), text);
        return new HostFacts
        {
            NodeName = "test",
            Qemu = new QemuFeatures(version, version.ToString()),
            Accelerator = Accelerator.Tcg,
            NetworkMode = NetworkMode.User,
            QemuProgram = Program,
            FirmwareFiles = Directory.Exists("/usr/share/OVMF") ? Directory.EnumerateFiles("/usr/share/OVMF").Select(f => Path.GetFileName(f)!).ToHashSet() : new HashSet<string>(),
        };
    }

    /// <summary>Starts it and waits for QMP. Fails the test with QEMU's own words when it dies.</summary>
    public static InstalledQemu Start(QemuLaunchPlan plan)
    {
        foreach (var copy in plan.FilesToCopy)
        {
            File.Copy(copy.Source, copy.Target, overwrite: true);
        }

        // A second monitor on standard output tells when QEMU is ready, or closes when it dies: nothing to wait for by the clock.
        var start = new ProcessStartInfo(plan.Program) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var argument in (IEnumerable<string>)[.. plan.Arguments, "-S", "-chardev", "stdio,id=probe,signal=off", "-mon", "chardev=probe,mode=control"])
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        try
        {
            if (process.StandardOutput.ReadLine() is null)
            {
                Assert.Fail($"QEMU does not accept the plan: {process.StandardError.ReadToEnd()}\n{string.Join(' ', start.ArgumentList)}");
            }

            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Connect(new UnixDomainSocketEndPoint(plan.QmpSocketPath));
            var qemu = new InstalledQemu(process, socket);
            Assert.Contains("QMP", qemu._reader.ReadLine() ?? throw new IOException("closed"));
            qemu.Execute(new QmpStep("qmp_capabilities", "{}"));
            return qemu;
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // It greeted before it had read all of its options.
            Assert.Fail($"QEMU does not accept the plan: {process.StandardError.ReadToEnd()}\n{string.Join(' ', start.ArgumentList)}");
            throw;
        }
        catch
        {
            process.Kill();
            throw;
        }
    }

    /// <summary>Ids of the devices that are there.</summary>
    public HashSet<string> Devices()
    {
        using var document = JsonDocument.Parse(Execute(new QmpStep("qom-list", """{"path":"/machine/peripheral"}""")));
        return [.. document.RootElement.EnumerateArray().Select(e => e.GetProperty("name").GetString()!)];
    }

    /// <summary>Executes a step and waits for the event that ends it. Fails the test with QEMU's error.</summary>
    public string Execute(QmpStep step)
    {
        _writer.WriteLine($$"""{"execute":"{{step.Command}}","arguments":{{step.ArgumentsJson}}}""");
        var (reply, isGone) = ("", step.AwaitDeletedDevice is null);
        while (reply.Length == 0 || !isGone)
        {
            var line = _reader.ReadLine() ?? throw new AssertFailedException($"QMP closed after {step}: {_process.StandardError.ReadToEnd()}");
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.TryGetProperty("error", out var error))
            {
                Assert.Fail($"{step}: {error}");
            }

            if (document.RootElement.TryGetProperty("return", out var value))
            {
                reply = value.GetRawText();
            }
            else if (document.RootElement.TryGetProperty("event", out var name) && name.GetString() == "DEVICE_DELETED"
                && document.RootElement.GetProperty("data").TryGetProperty("device", out var device))
            {
                isGone |= device.GetString() == step.AwaitDeletedDevice;
            }
        }

        return reply;
    }

    public void Dispose()
    {
        _writer.WriteLine("""{"execute":"quit"}""");
        if (!_process.WaitForExit(Deadline))
        {
            _process.Kill();
        }

        _socket.Dispose();
        _process.Dispose();
    }
}
