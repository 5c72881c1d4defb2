using System.Text;
using System.Text.Json;
using Domar.Core.Firmware;
using Domar.HostTools.Exec;
using Domar.HostTools.Files;
using Domar.HostTools.Firmware;
using Domar.HostTools.Steps;
using Domar.Runtime.Tasks;

namespace Domar.Runtime.Firmware;

/// <summary>
/// <c>domar firmware-helper</c>: one request from standard input, lines to standard output. systemd starts it outside the daemon's sandbox for each connection to
/// <see cref="FirmwareClient.SocketPath"/>, which only root may open. When the other side is gone it gives up.
/// </summary>
internal static class FirmwareHelper
{
    private const int MaxRequestBytes = 64 * 1024;

    /// <summary>Runs on this host, over standard input and output.</summary>
    public static int RunInThisProcess()
    {
        using var input = Console.OpenStandardInput();
        using var output = Console.OpenStandardOutput();
        var host = FirmwareHost.Installed;
        var runner = new ToolRunner();
        var worker = new FirmwareWorker(
            host,
            new SlotStore(runner, new BootPartitionFinder(), host.WorkFolder, host.FileSystems),
            new StepExecutor(runner),
            runner,
            FirmwareImageReader.Read,
            TimeProvider.System);
        return RunAsync(worker, input, output, CancellationToken.None).GetAwaiter().GetResult();
    }

    /// <summary>Serves one request.</summary>
    /// <returns>The process' exit code.</returns>
    public static async Task<int> RunAsync(FirmwareWorker worker, Stream input, Stream output, CancellationToken cancellationToken)
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var lines = new LineOutput(output, gone);
        try
        {
            var request = FirmwareRequest.Parse(await ReadLineAsync(input, gone.Token).ConfigureAwait(false));
            _ = WatchAsync(input, gone);
            var result = await worker.RunAsync(request, lines, gone.Token).ConfigureAwait(false);
            lines.Write(FirmwareLine.Result(result));
            return 0;
        }
        catch (Exception exception) when (exception is FirmwareException or JsonException or IOException or UnauthorizedAccessException or ToolException or OperationCanceledException
            or FileLayerException)
        {
            lines.Write(FirmwareLine.Text("error", FailureText.Of(exception)));
            return 1;
        }
    }

    private static async Task<string> ReadLineAsync(Stream input, CancellationToken cancellationToken)
    {
        var bytes = new List<byte>();
        var buffer = new byte[4096];
        while (bytes.Count < MaxRequestBytes)
        {
            var count = await input.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            bytes.AddRange(buffer.AsSpan(0, count));
            if (bytes.IndexOf((byte)'\n') is >= 0 and var end)
            {
                return Encoding.UTF8.GetString([.. bytes[..end]]);
            }

            if (count == 0)
            {
                break;
            }
        }

        throw new JsonException("the request is no line");
    }

    /// <summary>Nothing more is sent to the helper: the end of its input is the other side's end.</summary>
    private static async Task WatchAsync(Stream input, CancellationTokenSource gone)
    {
        var buffer = new byte[1];
        try
        {
            try
            {
                while (await input.ReadAsync(buffer, gone.Token).ConfigureAwait(false) > 0)
                {
                }
            }
            catch (IOException)
            {
                // Closed with lines unread (ECONNRESET): gone all the same.
            }

            await gone.CancelAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            // The helper has ended.
        }
    }

    private sealed class LineOutput(Stream output, CancellationTokenSource gone) : IFirmwareReport
    {
        private const double SmallestStep = 0.005;
        private readonly Lock _gate = new();
        private double _progress = -1;

        public void Log(string line) => Write(FirmwareLine.Text("log", line));

        public void Warn(string line) => Write(FirmwareLine.Text("warn", line));

        public void Progress(double fraction)
        {
            lock (_gate)
            {
                if (fraction < _progress + SmallestStep)
                {
                    return;
                }

                _progress = fraction;
            }

            Write(FirmwareLine.Progress(fraction));
        }

        public void Write(string line)
        {
            try
            {
                lock (_gate)
                {
                    output.Write(Encoding.UTF8.GetBytes(line + "\n"));
                    output.Flush();
                }
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException)
            {
                // Nobody listens any more.
                gone.Cancel();
            }
        }
    }
}
