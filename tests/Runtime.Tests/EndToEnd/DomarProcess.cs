using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Domar.TestKit;

namespace Domar.Runtime.Tests.EndToEnd;

/// <summary>A real daemon in a folder of its own, and the CLI that talks to it. Disposing ends the daemon and every guest of it.</summary>
internal sealed class DomarProcess : IAsyncDisposable
{
    /// <summary>For hangs only: ten times what anything here takes.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, string> _environment;
    private readonly string[] _wrapper;
    private readonly StringBuilder _log = new();
    private Process? _daemon;

    private DomarProcess(Dictionary<string, string>? environment, string[]? wrapper)
    {
        _environment = environment ?? [];
        _environment.TryAdd("DOMAR_ACCEL", "tcg");
        _wrapper = wrapper ?? [];
    }

    /// <summary>The program under test: DOMAR_BINARY (make test sets it to the NativeAOT one), or the one built beside the tests.</summary>
    public static string Program { get; } =
        Environment.GetEnvironmentVariable("DOMAR_BINARY") is { Length: > 0 } binary ? binary : Path.Combine(AppContext.BaseDirectory, "domar");

    public string Folder => _folder.Path;

    public string Socket => _folder["api.sock"];

    public int Pid => _daemon!.Id;

    /// <summary>What the daemon has logged.</summary>
    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    public static async Task<DomarProcess> StartAsync(Dictionary<string, string>? environment = null, string[]? wrapper = null)
    {
        var domar = new DomarProcess(environment, wrapper);
        try
        {
            await domar.StartDaemonAsync();
            return domar;
        }
        catch
        {
            await domar.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the daemon (again) and waits until it answers.</summary>
    public async Task StartDaemonAsync()
    {
        string[] command = [.. _wrapper, Program, "daemon", "--standalone", Folder, "--node", "testnode"];
        _daemon = Launch(command);
        _daemon.StandardInput.Close();
        _daemon.OutputDataReceived += (_, line) => Append(line.Data);
        _daemon.ErrorDataReceived += (_, line) => Append(line.Data);
        _daemon.BeginOutputReadLine();
        _daemon.BeginErrorReadLine();
        var clock = Stopwatch.StartNew();
        while (true)
        {
            if (_daemon.HasExited)
            {
                _daemon.WaitForExit();
                throw new InvalidOperationException($"the daemon ended with {_daemon.ExitCode}: {Log}");
            }

            if (File.Exists(Socket) && (await RunAsync("node", "status", "--json")).ExitCode == 0)
            {
                return;
            }

            if (clock.Elapsed > Deadline)
            {
                throw new TimeoutException($"the daemon does not answer: {Log}");
            }
        }
    }

    /// <summary>kill -9 of the daemon; its guests run on.</summary>
    public void KillDaemon()
    {
        _daemon!.Kill();
        _daemon.WaitForExit();
    }

    /// <summary>Runs the CLI and returns what it said.</summary>
    public Task<CliResult> RunAsync(params string[] arguments) => RunWithInputAsync("", arguments);

    /// <summary>Runs the CLI with something on its standard input.</summary>
    public async Task<CliResult> RunWithInputAsync(string input, params string[] arguments)
    {
        using var process = Launch([Program, .. arguments]);
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading: its exit code says the rest.
        }

        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var deadline = new CancellationTokenSource(Deadline);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw new TimeoutException($"'domar {string.Join(' ', arguments)}' hangs. Daemon: {Log}");
        }

        return new CliResult(process.ExitCode, await output, await error);
    }

    /// <summary>Runs the CLI and fails the test when it fails.</summary>
    public async Task<string> RunOkAsync(params string[] arguments)
    {
        var result = await RunAsync(arguments);
        Assert.AreEqual(0, result.ExitCode, $"domar {string.Join(' ', arguments)}\n{result.Output}{result.Error}\nDaemon:\n{Log}");
        return result.Output;
    }

    /// <summary>A VM's status as JSON.</summary>
    public async Task<JsonElement> StatusAsync(int id)
    {
        using var document = JsonDocument.Parse(await RunOkAsync("vm", "status", id.ToString(CultureInfo.InvariantCulture), "--json"));
        return document.RootElement.Clone();
    }

    /// <summary>Waits until a VM's status is as wanted.</summary>
    public async Task<JsonElement> WaitForStatusAsync(int id, Func<JsonElement, bool> condition)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var status = await StatusAsync(id);
            if (condition(status))
            {
                return status;
            }

            if (clock.Elapsed > Deadline)
            {
                throw new TimeoutException($"VM {id} stays {status.GetRawText()}. Daemon:\n{Log}");
            }
        }
    }

    /// <summary>Path of a VM's config file.</summary>
    public string ConfigPath(int id) => Path.Combine(Folder, "config", "nodes", "testnode", "qemu-server", $"{id}.conf");

    /// <summary>Every config and volume with its content's hash, without sockets, logs and tasks: to see that a refused request changed nothing.</summary>
    public string Fingerprint()
    {
        var lines = new List<string>();
        foreach (var part in new[] { "config", "storage" })
        {
            var root = Path.Combine(Folder, part);
            if (Directory.Exists(root))
            {
                lines.AddRange(Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
                    .Where(path => !path.EndsWith(".lock", StringComparison.Ordinal))
                    .Select(path => $"{path} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)))}"));
            }
        }

        lines.Sort(StringComparer.Ordinal);
        return string.Join('\n', lines);
    }

    /// <summary>Process ids of this instance's guests, from the process table.</summary>
    public IReadOnlyList<int> GuestPids()
    {
        var pids = new List<int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var pid))
            {
                continue;
            }

            try
            {
                if (File.ReadAllText($"{folder}/environ").Split('\0').Any(line => line == $"DOMAR_INSTANCE={Folder}"))
                {
                    pids.Add(pid);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It has ended meanwhile.
            }
        }

        return pids;
    }

    public async ValueTask DisposeAsync()
    {
        if (_daemon is { HasExited: false })
        {
            KillDaemon();
        }

        foreach (var pid in GuestPids())
        {
            try
            {
                using var guest = Process.GetProcessById(pid);
                guest.Kill();
                await guest.WaitForExitAsync();
            }
            catch (ArgumentException)
            {
                // It has ended meanwhile.
            }
        }

        _daemon?.Dispose();
        _folder.Dispose();
    }

    private Process Launch(string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = Folder,
        };
        foreach (var (key, value) in _environment)
        {
            start.Environment[key] = value;
        }

        start.Environment["DOMAR_SOCKET"] = Socket;
        return Process.Start(start)!;
    }

    private void Append(string? line)
    {
        if (line is not null)
        {
            lock (_log)
            {
                _log.AppendLine(line);
            }
        }
    }
}

/// <summary>How a run of the CLI ended.</summary>
internal sealed record CliResult(int ExitCode, string Output, string Error);
