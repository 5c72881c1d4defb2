using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Domar.Core.Qemu;

namespace Domar.Bench.Image;

/// <summary>A machine that is starting, seen through its serial line: bytes are read as they come, and each text has the time of the read that brought it.</summary>
internal sealed partial class BootedMachine : IAsyncDisposable
{
    // For hangs only: ten times what a start under emulation takes.
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(10);

    // A text that is looked for is shorter, also with some lines of the kernel's in the middle of it.
    private const int Window = 8192;

    private readonly Process _qemu;
    private readonly Task<string> _errors;
    private readonly Stream _serial;
    private readonly TerminalText _decoder = new();
    private readonly StringBuilder _text = new();
    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _lineStart;
    private double _clockZero = double.MaxValue;

    private BootedMachine(Process qemu)
    {
        _qemu = qemu;
        _errors = qemu.StandardError.ReadToEndAsync(CancellationToken.None);
        _serial = qemu.StandardOutput.BaseStream;
    }

    /// <summary>All that has come, as plain text.</summary>
    public string Text => _text.ToString();

    /// <summary>
    /// Starts QEMU with the serial line on its standard streams. Not on a socket: on one, characters were missing on a loaded host (QEMU 7.2).
    /// </summary>
    public static BootedMachine Start(BootSpec spec, Accelerator accelerator) => new(Process.Start(Programs.Piped("qemu-system-x86_64", spec.Arguments(accelerator)))!);

    /// <summary>Reads until each of these texts has come; in any order.</summary>
    /// <returns>When each came (<see cref="Stopwatch.GetTimestamp"/>).</returns>
    /// <exception cref="StartFailedException">The kernel crashed, or the initramfs gave up.</exception>
    /// <exception cref="InvalidOperationException">QEMU ended.</exception>
    /// <exception cref="TimeoutException">One did not come.</exception>
    public async Task<IReadOnlyDictionary<string, long>> WaitForAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        var times = new Dictionary<string, long>(StringComparer.Ordinal);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Deadline);
        while (times.Count < texts.Count)
        {
            int count;
            try
            {
                count = await _serial.ReadAsync(_buffer, timeout.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException($"'{texts.First(text => !times.ContainsKey(text))}' did not come within {Deadline.TotalMinutes} minutes. {Tail}");
            }

            var now = Stopwatch.GetTimestamp();
            if (count == 0)
            {
                throw new InvalidOperationException($"QEMU ended before '{texts.First(text => !times.ContainsKey(text))}' came: {await _errors} {Tail}");
            }

            _text.Append(_decoder.Decode(_buffer.AsSpan(0, count)));
            FollowClock(now);
            var recent = _text.ToString(Math.Max(0, _text.Length - Window), Math.Min(_text.Length, Window));
            if (recent.Contains("] Oops: ", StringComparison.Ordinal) || recent.Contains("Kernel panic", StringComparison.Ordinal)
                || recent.Contains("*** Domar cannot start ***", StringComparison.Ordinal))
            {
                throw new StartFailedException($"The start failed. {Tail}");
            }

            var whole = KernelLine().Replace(recent, "");
            foreach (var text in texts.Where(text => recent.Contains(text, StringComparison.Ordinal) || whole.Contains(text, StringComparison.Ordinal)))
            {
                times.TryAdd(text, now);
            }
        }

        return times;
    }

    /// <summary>Our time (<see cref="Stopwatch.GetTimestamp"/>) at a time of the guest's monotonic clock, which the kernel's lines show.</summary>
    public long TimeAt(TimeSpan guest) => (long)((_clockZero + guest.TotalSeconds) * Stopwatch.Frequency);

    /// <summary>After a shell's prompt has come: no echo, no prompt, no colours, a quiet kernel.</summary>
    public async Task TakeShellAsync(CancellationToken cancellationToken)
    {
        await TypeAsync("stty -echo cols 200; dmesg -n 1; export PS1= SYSTEMD_PAGER= SYSTEMD_COLORS=0\n", cancellationToken);
        await RunAsync("true", cancellationToken);
    }

    /// <summary>Runs a command in that shell.</summary>
    /// <returns>Its exit code and what it wrote.</returns>
    public async Task<(int ExitCode, string Output)> RunAsync(string command, CancellationToken cancellationToken)
    {
        var mark = $"end-of-{Guid.NewGuid():N}";
        var from = _text.Length;
        await TypeAsync($"{command}; echo \"{mark[..8]}\"\"{mark[8..]} $? \"\n", cancellationToken);
        await WaitForAsync([mark], cancellationToken);
        while (true)
        {
            var text = _text.ToString(from, _text.Length - from);
            if (Regex.Match(text, mark + @" (\d+) ") is { Success: true } match)
            {
                return (int.Parse(match.Groups[1].Value), text[..match.Index].Trim('\n'));
            }

            await WaitForAsync(["\n"], cancellationToken);
        }
    }

    /// <summary>Ends the machine.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_qemu.HasExited)
        {
            _qemu.Kill();
        }

        await _qemu.WaitForExitAsync(CancellationToken.None);
        _qemu.Dispose();
    }

    /// <summary>The line that came quickest after it was printed tells best when the guest's clock was zero.</summary>
    private void FollowClock(long now)
    {
        var text = _text.ToString(_lineStart, _text.Length - _lineStart);
        foreach (Match line in KernelLine().Matches(text))
        {
            _clockZero = Math.Min(_clockZero, ((double)now / Stopwatch.Frequency) - double.Parse(line.Groups[1].Value, CultureInfo.InvariantCulture));
        }

        _lineStart += text.LastIndexOf('\n') + 1;
    }

    private string Tail => $"The end of its console:\n{string.Join('\n', Text.TrimEnd().Split('\n').TakeLast(40))}";

    // A UART takes 16 bytes at once; what a terminal that is being set up has in its buffer may be lost.
    private async Task TypeAsync(string text, CancellationToken cancellationToken)
    {
        foreach (var part in Encoding.ASCII.GetBytes(text).Chunk(16))
        {
            await _qemu.StandardInput.BaseStream.WriteAsync(part, cancellationToken);
            await _qemu.StandardInput.BaseStream.FlushAsync(cancellationToken);
            await Task.Delay(TimeSpan.FromMilliseconds(3), cancellationToken);
        }
    }

    // The kernel writes to the same line, also into the middle of a program's text.
    [GeneratedRegex(@"\[ *(\d+\.\d{6})\] [^\n]*\n")]
    private static partial Regex KernelLine();
}
