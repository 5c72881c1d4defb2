using System.Runtime.InteropServices;
using Domar.HostTools.Terminals;

namespace Domar.Runtime.Cli.Terminals;

/// <summary>Raw mode of the terminal on standard input: every key goes to the guest. Undone at disposal, at the end of the process and by signals that end it.</summary>
internal sealed class RawTerminal : IDisposable
{
    private const int Input = 0;

    private readonly byte[] _before;
    private readonly List<PosixSignalRegistration> _signals = [];
    private int _restored;

    private RawTerminal(byte[] before)
    {
        _before = before;
        AppDomain.CurrentDomain.ProcessExit += OnProcessEnd;
        AppDomain.CurrentDomain.UnhandledException += OnProcessEnd;

        // The handler only tidies up: the signal then does what it does by default, it ends the process.
        foreach (var signal in (ReadOnlySpan<PosixSignal>)[PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT])
        {
            _signals.Add(PosixSignalRegistration.Create(signal, _ => Restore()));
        }
    }

    /// <summary>Enters raw mode; null where standard input is no terminal.</summary>
    public static RawTerminal? Enter()
    {
        var before = new byte[TerminalCalls.TermiosBytes];
        if (TerminalCalls.GetTerminal(Input, before) != 0)
        {
            return null;
        }

        // Registered first: a signal in between finds the old settings, which is harmless.
        var terminal = new RawTerminal(before);
        var raw = before.AsSpan().ToArray();
        TerminalCalls.MakeRaw(raw);
        if (TerminalCalls.SetTerminal(Input, TerminalCalls.AfterOutput, raw) != 0)
        {
            terminal.Dispose();
            throw new IOException($"Cannot put the terminal into raw mode: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");
        }

        return terminal;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Restore();
        AppDomain.CurrentDomain.ProcessExit -= OnProcessEnd;
        AppDomain.CurrentDomain.UnhandledException -= OnProcessEnd;
        _signals.ForEach(signal => signal.Dispose());
    }

    private void OnProcessEnd(object? sender, EventArgs e) => Restore();

    private void Restore()
    {
        if (Interlocked.Exchange(ref _restored, 1) == 0)
        {
            _ = TerminalCalls.SetTerminal(Input, TerminalCalls.AfterOutput, _before);
        }
    }
}
