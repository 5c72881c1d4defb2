using System.Diagnostics;
using System.Text;

namespace Domar.Installer.Tests.Support;

/// <summary>A program in a pseudo-terminal of 80x24, made by script(1), which Debian always has: keys go into its pipe, what the program draws comes out.</summary>
internal sealed class PseudoTerminal : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _raw = new();
    private readonly Task _reading;
    private TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Starts.</summary>
    /// <param name="command">For sh(1).</param>
    /// <param name="term">Kind of terminal.</param>
    /// <param name="size">What <c>stty</c> sets; null leaves 0x0, as of a serial line.</param>
    public PseudoTerminal(string command, string term, string? size = "rows 24 cols 80")
    {
        var start = new ProcessStartInfo("script", ["-qfec", size is null ? command : $"stty {size}; {command}", "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardInputEncoding = new UTF8Encoding(false),
        };
        start.Environment["TERM"] = term;
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment.Remove("NO_COLOR");
        _process = Process.Start(start)!;
        _reading = Task.Run(ReadAsync);
    }

    public VtScreen Screen { get; } = new();

    /// <summary>All that came.</summary>
    public string Raw
    {
        get
        {
            lock (_raw)
            {
                return _raw.ToString();
            }
        }
    }

    public async Task PressAsync(string keys)
    {
        await _process.StandardInput.WriteAsync(keys);
        await _process.StandardInput.FlushAsync();
    }

    public async Task SeeAsync(string text, CancellationToken cancellationToken)
    {
        var deadline = DateTime.UtcNow + Patience;
        while (true)
        {
            var written = Volatile.Read(ref _written).Task;
            if (Screen.Text.Contains(text, StringComparison.Ordinal))
            {
                return;
            }

            if (DateTime.UtcNow > deadline || _reading.IsCompleted)
            {
                Assert.Fail($"Waited for '{text}', but the screen shows:\n{Screen.Text}");
            }

            await Task.WhenAny(written, _reading, Task.Delay(Patience, cancellationToken));
        }
    }

    /// <summary>Waits for the end, and returns the exit code.</summary>
    public async Task<int> EndAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken).WaitAsync(Patience, cancellationToken);
        await _reading.WaitAsync(Patience, cancellationToken);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        var buffer = new char[4096];
        while (await _process.StandardOutput.ReadAsync(buffer) is var count and > 0)
        {
            var text = new string(buffer, 0, count);
            Screen.Write(text);
            lock (_raw)
            {
                _raw.Append(text);
            }

            Interlocked.Exchange(ref _written, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        }
    }
}
