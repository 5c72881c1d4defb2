using System.Diagnostics;

namespace Domar.Bench;

/// <summary>Runs programs and times them.</summary>
internal static class Programs
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    /// <summary>From exec until it has ended and all it wrote is read.</summary>
    public static async Task<TimeSpan> TimeAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        await OutputAsync(program, arguments, cancellationToken);
        return watch.Elapsed;
    }

    /// <summary>From exec until the first byte on standard output.</summary>
    public static TimeSpan TimeToFirstByte(string program, params string[] arguments)
    {
        var buffer = new byte[1];
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(Piped(program, arguments))!;
        var count = process.StandardOutput.BaseStream.Read(buffer);
        var elapsed = watch.Elapsed;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return count == 1 ? elapsed : throw new InvalidOperationException($"{program} wrote nothing.");
    }

    /// <summary>What a program writes to standard output.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message has its standard error.</exception>
    public static async Task<string> OutputAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        using var process = Process.Start(Piped(program, arguments))!;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Deadline);
        try
        {
            var errors = process.StandardError.ReadToEndAsync(timeout.Token);
            var output = await process.StandardOutput.ReadToEndAsync(timeout.Token);
            await process.WaitForExitAsync(timeout.Token);
            return process.ExitCode == 0
                ? output
                : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await errors}{output}");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    /// <summary>Asks a process to end (SIGTERM) and waits for it; kills it when it does not.</summary>
    public static async Task EndAsync(Process process)
    {
        if (process.HasExited)
        {
            return;
        }

        using (var kill = Process.Start("kill", [$"{process.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
        }
    }

    /// <summary>Resident memory of a process in MB, a million bytes (VmRSS).</summary>
    public static double ResidentMB(int pid)
    {
        var line = File.ReadLines($"/proc/{pid}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024 / 1e6;
    }

    /// <summary>A start with all three standard streams piped.</summary>
    public static ProcessStartInfo Piped(string program, IEnumerable<string> arguments) => new(program, arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };
}
