using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace Domar.Image.Tests;

/// <summary>A guest in a QEMU of its own, without Domar: its serial line as text, its monitor for the power button.</summary>
internal sealed class BareGuest : IDisposable
{
    private readonly Process _qemu;
    private readonly StringBuilder _console = new();

    private BareGuest(Process qemu) => _qemu = qemu;

    /// <summary>Starts QEMU with these arguments, the serial line on its standard streams and QMP on <paramref name="monitorPath"/>.</summary>
    public static BareGuest Start(string monitorPath, params string[] arguments)
    {
        string[] fixedArguments =
        [
            "-nodefaults", "-accel", "tcg,thread=multi", "-cpu", "max", "-display", "none",
            "-serial", "stdio", "-qmp", $"unix:{monitorPath},server=on,wait=off",
        ];
        var start = new ProcessStartInfo("qemu-system-x86_64", [.. fixedArguments, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        return new BareGuest(Process.Start(start)!);
    }

    /// <summary>Reads the serial line until it has said <paramref name="text"/> (after what earlier calls consumed); returns all before it.</summary>
    public async Task<string> ReadUntilAsync(string text, TimeSpan deadline, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(deadline);
        var buffer = new char[4096];
        while (true)
        {
            var all = _console.ToString();
            var at = all.IndexOf(text, StringComparison.Ordinal);
            if (at >= 0)
            {
                _console.Remove(0, at + text.Length);
                return all[..at];
            }

            int count;
            try
            {
                count = await _qemu.StandardOutput.ReadAsync(buffer, timeout.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException($"The guest did not say '{text}' within {deadline}. It said:\n{all}");
            }

            if (count == 0)
            {
                throw new EndOfStreamException($"QEMU ended before the guest said '{text}'. It said:\n{all}");
            }

            _console.Append(buffer, 0, count);
        }
    }

    /// <summary>Types into the serial line.</summary>
    public async Task TypeAsync(string text)
    {
        await _qemu.StandardInput.WriteAsync(text);
        await _qemu.StandardInput.FlushAsync();
    }

    /// <summary>Presses the power button through QMP.</summary>
    public static async Task PressPowerButtonAsync(string monitorPath, CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(monitorPath), cancellationToken);
        await using var stream = new NetworkStream(socket);
        using var reader = new StreamReader(stream);
        await reader.ReadLineAsync(cancellationToken);
        foreach (var command in (string[])["qmp_capabilities", "system_powerdown"])
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"{{\"execute\":\"{command}\"}}\n"), cancellationToken);
            await reader.ReadLineAsync(cancellationToken);
        }
    }

    /// <summary>Waits for QEMU to end by itself, as it does when the guest powers off.</summary>
    public async Task WaitForPowerOffAsync(TimeSpan deadline, CancellationToken cancellationToken)
    {
        var drained = _qemu.StandardOutput.ReadToEndAsync(cancellationToken);
        await _qemu.WaitForExitAsync(cancellationToken).WaitAsync(deadline, cancellationToken);
        await drained;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_qemu.HasExited)
        {
            _qemu.Kill();
            _qemu.WaitForExit();
        }

        _qemu.Dispose();
    }
}
