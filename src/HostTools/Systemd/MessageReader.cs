using System.Runtime.InteropServices;
using System.Text;
using Domar.HostTools.Exec;
using Microsoft.Win32.SafeHandles;

namespace Domar.HostTools.Systemd;

/// <summary>Reads the parts of a message in their order. Valid in the loop's callbacks only.</summary>
internal readonly unsafe struct MessageReader(MessageHandle message)
{
    private const string Doing = "read a message of the bus";

    /// <summary>Object that a signal comes from; empty when there is none.</summary>
    public ReadOnlySpan<byte> Path => Span(LibSystemd.sd_bus_message_get_path(message));

    /// <summary>Whether this is the signal of that interface.</summary>
    public bool Is(ReadOnlySpan<byte> @interface, ReadOnlySpan<byte> member) =>
        Span(LibSystemd.sd_bus_message_get_member(message)).SequenceEqual(member)
        && Span(LibSystemd.sd_bus_message_get_interface(message)).SequenceEqual(@interface);

    /// <summary>Reads a string, object path or signature; valid as long as the message.</summary>
    public ReadOnlySpan<byte> ReadUtf8(char type = 's')
    {
        byte* text;
        LibSystemd.Check(LibSystemd.sd_bus_message_read_basic(message, (byte)type, &text), Doing);
        return Span(text);
    }

    /// <summary>Reads a string, object path or signature.</summary>
    public string ReadString(char type = 's') => Encoding.UTF8.GetString(ReadUtf8(type));

    /// <summary>Reads an int32.</summary>
    public int ReadInt32() => Read<int>('i');

    /// <summary>Reads a uint32.</summary>
    public uint ReadUInt32() => Read<uint>('u');

    /// <summary>Reads a uint64.</summary>
    public ulong ReadUInt64() => Read<ulong>('t');

    /// <summary>Reads a boolean, which sd-bus gives as an int.</summary>
    public bool ReadBoolean() => Read<int>('b') != 0;

    /// <summary>Reads an array of bytes.</summary>
    public byte[] ReadBytes()
    {
        void* bytes;
        nuint count;
        LibSystemd.Check(LibSystemd.sd_bus_message_read_array(message, (byte)'y', &bytes, &count), Doing);
        return new ReadOnlySpan<byte>(bytes, (int)count).ToArray();
    }

    /// <summary>Reads a descriptor, as a duplicate that the caller owns (the message closes its own).</summary>
    public SafeFileHandle ReadDescriptor()
    {
        var fd = Libc.fcntl(Read<int>('h'), Libc.F_DUPFD_CLOEXEC, 3);
        return fd >= 0
            ? new SafeFileHandle(fd, ownsHandle: true)
            : throw new SystemBusException($"Cannot keep a descriptor that came over the bus: {Libc.Describe(Marshal.GetLastPInvokeError())}.");
    }

    /// <summary>Enters an array ('a'), variant ('v'), struct ('r') or dictionary entry ('e'); false at the end of the array around it.</summary>
    public bool Enter(char type, string contents) =>
        LibSystemd.Check(LibSystemd.sd_bus_message_enter_container(message, (byte)type, contents), Doing) > 0;

    /// <summary>Leaves it; all of it must have been read.</summary>
    public void Exit() => LibSystemd.Check(LibSystemd.sd_bus_message_exit_container(message), Doing);

    /// <summary>Passes over complete types.</summary>
    public void Skip(string types) => LibSystemd.Check(LibSystemd.sd_bus_message_skip(message, types), Doing);

    private T Read<T>(char type)
        where T : unmanaged
    {
        T value;
        LibSystemd.Check(LibSystemd.sd_bus_message_read_basic(message, (byte)type, &value), Doing);
        return value;
    }

    private static ReadOnlySpan<byte> Span(byte* text) => MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text);
}
