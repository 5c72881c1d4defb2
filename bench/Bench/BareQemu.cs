using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Domar.Bench;

/// <summary>The same QEMU, started by nobody's hand: what a manager's start cannot be quicker than.</summary>
internal sealed partial class BareQemu
{
    private readonly List<string> _command = [];
    private readonly string _monitor;

    /// <summary>Takes a manager's command line, with its sockets and pid file moved to a folder of our own.</summary>
    public BareQemu(IReadOnlyList<string> command, string folder)
    {
        Directory.CreateDirectory(folder);
        string? monitorId = null;
        for (var i = 0; i < command.Count; i++)
        {
            var word = command[i];
            if (word == "-daemonize" || (word == "-object" && command[i + 1].Contains("\"secret\"", StringComparison.Ordinal)))
            {
                // libvirt's secret for encrypted disks is a file that exists while its guest runs.
                i += word == "-object" ? 1 : 0;
                continue;
            }

            if (word == "-pidfile")
            {
                i++;
                continue;
            }

            if (i > 0 && command[i - 1] == "-mon" && word.Contains("mode=control", StringComparison.Ordinal))
            {
                monitorId ??= ChardevOfMonitor().Match(word).Groups[1].Value;
            }

            _command.Add(i > 0 && command[i - 1] == "-chardev" ? SocketPath().Replace(word, match => $"path={Path.Combine(folder, Path.GetFileName(match.Groups[1].Value))}") : word);
        }

        var chardev = _command.FirstOrDefault(word => word.StartsWith($"socket,id={monitorId},", StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"No monitor in the command line: {string.Join(' ', command)}");
        _monitor = SocketPath().Match(chardev).Groups[1].Value;
    }

    /// <summary>From exec until query-status is answered.</summary>
    public async Task<TimeSpan> TimeAsync(CancellationToken cancellationToken)
    {
        File.Delete(_monitor);
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(Programs.Piped(_command[0], _command.Skip(1)))!;
        try
        {
            using var socket = await ConnectAsync(process, cancellationToken);
            await using var stream = new NetworkStream(socket);
            using var reader = new StreamReader(stream);
            await reader.ReadLineAsync(cancellationToken);
            foreach (var command in (string[])["qmp_capabilities", "query-status"])
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"{{\"execute\":\"{command}\"}}\n"), cancellationToken);
                while (await reader.ReadLineAsync(cancellationToken) is { } line && !line.Contains("\"return\"", StringComparison.Ordinal))
                {
                }
            }

            return watch.Elapsed;
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private async Task<Socket> ConnectAsync(Process process, CancellationToken cancellationToken)
    {
        while (true)
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(_monitor), cancellationToken);
                return socket;
            }
            catch (SocketException)
            {
                socket.Dispose();
                if (process.HasExited)
                {
                    throw new InvalidOperationException($"Bare QEMU ended: {await process.StandardError.ReadToEndAsync(cancellationToken)}\n{string.Join(' ', _command)}");
                }

                await Task.Delay(1, cancellationToken);
            }
        }
    }

    [GeneratedRegex(@"path=([^,]+)")]
    private static partial Regex SocketPath();

    [GeneratedRegex(@"chardev=([^,]+)")]
    private static partial Regex ChardevOfMonitor();
}
