using System.Runtime.InteropServices;
using System.Text;
using System.Threading.Channels;
using Domar.HostTools.Terminals;

namespace Domar.Installer.Terminal;

/// <summary>The terminal on standard input and output: raw while this lives, as it was afterwards, also when a signal ends the program.</summary>
internal sealed class ConsoleTerminal : ITerminal, IDisposable
{
    private const int Input = 0;
    private const int Output = 1;
    private const int InterruptedCall = 4; // EINTR
    private const int TryAgain = 11; // EAGAIN
    private const uint FlowControl = 0x400; // IXON, asm-generic/termbits.h

    // A terminal over the network may pause inside a sequence; a person who presses Escape waits no longer than this.
    private const int EscapePauseMs = 150;

    // What a VT100 has, and what is meant where nobody knows: a serial line has no size.
    private static readonly (int Width, int Height) UsualSize = (80, 24);

    private readonly byte[] _before = new byte[TerminalCalls.TermiosBytes];
    private readonly Lock _writing = new();
    private readonly List<PosixSignalRegistration> _signals = [];
    private string _end = "";
    private bool _isRestored;

    /// <summary>Takes the terminal.</summary>
    /// <exception cref="IOException">There is none.</exception>
    public ConsoleTerminal()
    {
        if (!IsThere || TerminalCalls.GetTerminal(Input, _before) != 0)
        {
            throw new IOException("There is no terminal here. Start 'domar-install ui' on a console, or install with an answer file.");
        }

        Span<byte> raw = stackalloc byte[TerminalCalls.TermiosBytes];
        _before.CopyTo(raw);
        TerminalCalls.MakeRaw(raw);
        // A VT220 that cannot keep up says so with XOFF: that stays as it was. c_iflag comes first in struct termios.
        ref var inputFlags = ref MemoryMarshal.AsRef<uint>(raw);
        inputFlags |= MemoryMarshal.Read<uint>(_before) & FlowControl;
        if (TerminalCalls.SetTerminal(Input, TerminalCalls.AfterOutput, raw) != 0)
        {
            throw new IOException($"The terminal cannot be set up: error {Marshal.GetLastPInvokeError()} of tcsetattr.");
        }
    }

    /// <summary>Whether standard input and output are a terminal.</summary>
    public static bool IsThere => TerminalCalls.IsTerminal(Input) && TerminalCalls.IsTerminal(Output);

    /// <inheritdoc/>
    public (int Width, int Height) Size => TerminalCalls.WindowSize(Output) is { Width: > 0, Height: > 0 } size ? size : UsualSize;

    /// <summary>What is sent at the end, to leave the terminal as it was found.</summary>
    /// <param name="sequence">Control sequences.</param>
    public void AtEnd(string sequence) => _end = sequence;

    /// <inheritdoc/>
    public void Start(ChannelWriter<TerminalEvent> events)
    {
        if (OperatingSystem.IsLinux())
        {
            _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => events.TryWrite(new TerminalResized())));
        }

        foreach (var signal in (PosixSignal[])[PosixSignal.SIGTERM, PosixSignal.SIGHUP])
        {
            _signals.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                events.TryWrite(new TerminalClosed());
            }));
        }

        // A thread of its own: reading a terminal blocks, and the program's end must not wait for a key.
        new Thread(() => Read(events)) { IsBackground = true, Name = "keys" }.Start();
    }

    /// <inheritdoc/>
    public void Write(string text)
    {
        lock (_writing)
        {
            if (!_isRestored)
            {
                WriteAll(Encoding.UTF8.GetBytes(text));
            }
        }
    }

    /// <summary>Gives the terminal back.</summary>
    public void Dispose()
    {
        lock (_writing)
        {
            if (!_isRestored)
            {
                WriteAll(Encoding.UTF8.GetBytes(_end));
                _isRestored = true;
                _ = TerminalCalls.SetTerminal(Input, TerminalCalls.AfterOutput, _before);
            }
        }

        _signals.ForEach(static signal => signal.Dispose());
    }

    private static void WriteAll(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var count = TerminalCalls.Write(Output, bytes, (nuint)bytes.Length);
            if (count > 0)
            {
                bytes = bytes[(int)count..];
            }
            else if (Marshal.GetLastPInvokeError() is not (InterruptedCall or TryAgain))
            {
                // The terminal is gone; the reader tells that.
                return;
            }
            else
            {
                TerminalCalls.Wait(Output, TerminalCalls.PollOut, -1);
            }
        }
    }

    private static void Read(ChannelWriter<TerminalEvent> events)
    {
        var decoder = new KeyDecoder();
        Span<byte> buffer = stackalloc byte[256];
        while (true)
        {
            if (decoder.HasPending && !TerminalCalls.Wait(Input, TerminalCalls.PollIn, EscapePauseMs))
            {
                Tell(decoder.Flush(), events);
                continue;
            }

            var count = TerminalCalls.Read(Input, buffer, (nuint)buffer.Length);
            if (count > 0)
            {
                Tell(decoder.Feed(buffer[..(int)count]), events);
            }
            else if (count == 0 || Marshal.GetLastPInvokeError() is not (InterruptedCall or TryAgain))
            {
                events.TryWrite(new TerminalClosed());
                return;
            }
            else
            {
                TerminalCalls.Wait(Input, TerminalCalls.PollIn, -1);
            }
        }
    }

    private static void Tell(IReadOnlyList<Key> keys, ChannelWriter<TerminalEvent> events)
    {
        foreach (var key in keys)
        {
            events.TryWrite(new KeyPressed(key));
        }
    }
}
