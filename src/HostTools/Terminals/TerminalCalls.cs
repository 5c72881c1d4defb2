using System.Runtime.InteropServices;

namespace Domar.HostTools.Terminals;

/// <summary>The few calls of the C library that terminals need (tty_ioctl(2const), termios(3)). Those that return a number set errno, which <see cref="Marshal.GetLastPInvokeError"/> gives.</summary>
public static partial class TerminalCalls
{
    /// <summary>There is something to read (poll(2)).</summary>
    public const short PollIn = 1;

    /// <summary>Something can be written (poll(2)).</summary>
    public const short PollOut = 4;

    /// <summary>glibc's <c>struct termios</c> has 60 bytes on x86-64; the rest is room to spare.</summary>
    public const int TermiosBytes = 128;

    /// <summary>TCSADRAIN: after all output was sent.</summary>
    public const int AfterOutput = 1;

    private const nuint GetWindowSize = 0x5413; // TIOCGWINSZ

    /// <summary>Whether a descriptor is a terminal.</summary>
    public static bool IsTerminal(int descriptor) => IsTerminalCore(descriptor) == 1;

    /// <summary>read(2).</summary>
    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int descriptor, Span<byte> buffer, nuint count);

    /// <summary>write(2).</summary>
    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int descriptor, ReadOnlySpan<byte> buffer, nuint count);

    /// <summary>tcgetattr(3), into <see cref="TermiosBytes"/> bytes.</summary>
    [LibraryImport("libc", EntryPoint = "tcgetattr", SetLastError = true)]
    public static partial int GetTerminal(int descriptor, Span<byte> termios);

    /// <summary>tcsetattr(3).</summary>
    [LibraryImport("libc", EntryPoint = "tcsetattr", SetLastError = true)]
    public static partial int SetTerminal(int descriptor, int when, ReadOnlySpan<byte> termios);

    /// <summary>cfmakeraw(3).</summary>
    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    public static partial void MakeRaw(Span<byte> termios);

    /// <summary>Columns and rows; 0 where they are not known, as on a serial line.</summary>
    public static (int Width, int Height) WindowSize(int descriptor)
    {
        // struct winsize: rows, columns, and pixels, which nobody fills.
        Span<ushort> size = stackalloc ushort[4];
        return Ioctl(descriptor, GetWindowSize, size) == 0 ? (size[1], size[0]) : (0, 0);
    }

    /// <summary>Waits until a descriptor is ready (true) or the time is over; -1 waits for ever. A signal ends it early.</summary>
    public static bool Wait(int descriptor, short events, int timeoutMs)
    {
        var poll = new PollDescriptor { Descriptor = descriptor, Events = events };
        return Poll(ref poll, 1, timeoutMs) > 0;
    }

    [LibraryImport("libc", EntryPoint = "isatty")]
    private static partial int IsTerminalCore(int descriptor);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Ioctl(int descriptor, nuint request, Span<ushort> size);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref PollDescriptor descriptors, nuint count, int timeoutMs);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short ReturnedEvents;
    }
}
