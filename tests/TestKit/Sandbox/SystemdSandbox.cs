using System.Diagnostics;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Domar.TestKit.Sandbox;

/// <summary>
/// The appliance's own systemd, running as PID 1 of private namespaces (<c>systemd-sandbox</c>). Tests reach its bus and its files from outside, by
/// <c>/proc/PID/root</c>. It ends with <see cref="Dispose"/>, or with this process however that ends.
/// </summary>
public sealed class SystemdSandbox : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly Lock Gate = new();
    private static SystemdSandbox? _shared;
    private static string? _whyNot;

    private readonly Process _script;

    private SystemdSandbox(Process script, int initPid) => (_script, InitPid) = (script, initPid);

    /// <summary>Process id of the inside's PID 1, as seen from here.</summary>
    public int InitPid { get; }

    /// <summary>The inside's root folder, as seen from here.</summary>
    public string Root => $"/proc/{InitPid}/root";

    /// <summary>D-Bus address of the inside's system bus.</summary>
    public string BusAddress => $"unix:path={Root}/run/dbus/system_bus_socket";

    /// <summary>The sandbox that the tests of an assembly share. The test is reported as skipped where there cannot be one.</summary>
    public static SystemdSandbox Require()
    {
        lock (Gate)
        {
            if (_shared is null && _whyNot is null)
            {
                _whyNot = WhyNot();
                _shared = _whyNot is null ? Start() : null;
            }

            if (_shared is null)
            {
                Assert.Inconclusive($"SKIPPED: no systemd to test with: {_whyNot}");
            }

            return _shared!;
        }
    }

    /// <summary>Ends the shared sandbox; for an assembly's cleanup.</summary>
    public static void StopShared()
    {
        lock (Gate)
        {
            _shared?.Dispose();
            _shared = null;
        }
    }

    /// <summary>Starts a sandbox of one's own, for tests that break it.</summary>
    public static SystemdSandbox StartOwn()
    {
        if (WhyNot() is { } why)
        {
            Assert.Inconclusive($"SKIPPED: no systemd to test with: {why}");
        }

        return Start();
    }

    /// <summary>A path of the inside, as seen from here.</summary>
    public string PathOf(string inside) => Root + inside;

    /// <summary>Runs a program inside and returns its output and error; fails the test when it takes long.</summary>
    public (int ExitCode, string Output) Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo("nsenter") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var argument in (string[])["-t", $"{InitPid}", "-m", "-p", "-n", "-i", "-u", "-C", "--root", "--wdns=/", "--", program, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill();
            throw new AssertFailedException($"{program} {string.Join(' ', arguments)} did not end inside the sandbox.");
        }

        return (process.ExitCode, output.GetAwaiter().GetResult() + error.GetAwaiter().GetResult());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _script.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has died already.
        }

        if (!_script.WaitForExit(Patience))
        {
            _script.Kill();
        }

        _script.Dispose();
    }

    private static string? WhyNot()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return "it takes root.";
        }

        return FindRoot() is null
            ? "no root image was built here. Build one with 'make iso', or set DOMAR_SANDBOX_ROOT to the folder of a Debian 13 tree with systemd and dbus."
            : null;
    }

    private static string? FindRoot()
    {
        if (Environment.GetEnvironmentVariable("DOMAR_SANDBOX_ROOT") is { Length: > 0 } folder)
        {
            return folder;
        }

        var images = Repository.Root is null ? null : new DirectoryInfo(Repository.PathOf("out", "image", "default"));
        return images is not { Exists: true }
            ? null
            : images.EnumerateDirectories("root-*")
                .Select(image => new FileInfo(Path.Combine(image.FullName, "root.img")))
                .Where(file => file.Exists)
                .OrderByDescending(file => file.LastWriteTimeUtc)
                .FirstOrDefault()?.FullName;
    }

    private static SystemdSandbox Start()
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Sandbox", "systemd-sandbox"))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(FindRoot()!);
        var script = Process.Start(start)!;
        var error = script.StandardError.ReadToEndAsync();
        var line = script.StandardOutput.ReadLineAsync().WaitAsync(Patience).GetAwaiter().GetResult();
        return line?.Split(' ') is ["ready", var pid]
            ? new SystemdSandbox(script, int.Parse(pid))
            : throw new AssertFailedException($"The sandbox did not start: {error.WaitAsync(Patience).GetAwaiter().GetResult()}");
    }
}
