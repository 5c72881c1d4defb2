using System.Runtime.InteropServices;
using System.Text;
using Domar.HostTools.Terminals;

namespace Domar.Runtime.Cli.Terminals;

/// <summary>The context of the real process.</summary>
internal static class ProcessContext
{
    // Kept: a registration that is collected no longer listens.
    private static PosixSignalRegistration? _interrupt;

    /// <summary>Standard streams and signals of this process.</summary>
    public static CliContext Create(
        Func<Daemon.DaemonOptions, CancellationToken, Task<int>>? runDaemon, Func<int>? runKvmProbe, Func<string, string?, int>? runFirstStart, Func<int>? runFirmwareHelper)
    {
        var output = new FileDescriptorStream(1, canWrite: true);
        var error = new FileDescriptorStream(2, canWrite: true);
        return new CliContext
        {
            Out = new StreamWriter(output, new UTF8Encoding(false), bufferSize: 16 * 1024) { NewLine = "\n" },
            Error = new StreamWriter(error, new UTF8Encoding(false), bufferSize: 512) { AutoFlush = true, NewLine = "\n" },
            Input = new FileDescriptorStream(0, canWrite: false),
            RawOutput = output,
            RawError = error,
            InputIsTerminal = TerminalCalls.IsTerminal(0),
            OutputIsTerminal = TerminalCalls.IsTerminal(1),
            ErrorIsTerminal = TerminalCalls.IsTerminal(2),
            Interrupted = ListenForInterrupt,
            EnterRawMode = RawTerminal.Enter,
            RunDaemon = runDaemon,
            RunKvmProbe = runKvmProbe,
            RunFirstStart = runFirstStart,
            RunFirmwareHelper = runFirmwareHelper,
            ReadBootFacts = ReadBootFacts,
        };
    }

    private static string? ReadBootFacts()
    {
        try
        {
            return File.ReadAllText(Core.Firmware.RunningFirmware.FactsPath);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static CancellationToken ListenForInterrupt()
    {
        var source = new CancellationTokenSource();
        _interrupt?.Dispose();
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            // The first Ctrl-C is ours; a second one, when we hang on the way out, ends the process.
            if (!source.IsCancellationRequested)
            {
                context.Cancel = true;
                source.Cancel();
            }
        });
        return source.Token;
    }
}
