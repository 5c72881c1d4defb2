using System.Runtime.InteropServices;

namespace Domar.Installer.Terminal;

/// <summary>The few calls of the C library that a full screen needs (tty_ioctl(2const), termios(3)).</summary>
internal static partial class LibC
{
    public const short PollIn = 1;
    public const short PollOut = 4;

    /// <summary>glibc's <c>struct termios</c> has 60 bytes on x86-64; the rest is room to spare.</summary>
    public const int TermiosBytes = 128;

    /// <summary>TCSADRAIN: after all output was sent.</summary>
    public const int AfterOutput = 1;

    private const nuint GetWindowSize = 0x5413; // TIOCGWINSZ

    [LibraryImport("libc", EntryPoint = "isatty")]
    private static partial int IsTerminalCore(int descriptor);

    public static bool IsTerminal(int descriptor) => IsTerminalCore(descriptor) == 1;

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int descriptor, Span<byte> buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int descriptor, ReadOnlySpan<byte> buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "tcgetattr", SetLastError = true)]
    public static partial int GetTerminal(int descriptor, Span<byte> termios);

    [LibraryImport("libc", EntryPoint = "tcsetattr", SetLastError = true)]
    public static partial int SetTerminal(int descriptor, int when, ReadOnlySpan<byte> termios);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    public static partial void MakeRaw(Span<byte> termios);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Ioctl(int descriptor, nuint request, Span<ushort> size);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref PollDescriptor descriptors, nuint count, int timeoutMs);

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

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short ReturnedEvents;
    }
}
