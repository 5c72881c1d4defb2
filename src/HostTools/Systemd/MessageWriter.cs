using System.Runtime.InteropServices;

namespace Domar.HostTools.Systemd;

/// <summary>Appends the parts of a message in their order. Valid in the loop's callbacks only.</summary>
internal readonly unsafe struct MessageWriter(MessageHandle message)
{
    private const string Doing = "write a message to the bus";

    /// <summary>Appends a string ('s') or object path ('o').</summary>
    public void Write(string text, char type = 's')
    {
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            throw new SystemBusException("Cannot write a message to the bus: a text has a NUL character.");
        }

        var copy = (void*)Marshal.StringToCoTaskMemUTF8(text);
        try
        {
            Append(type, copy);
        }
        finally
        {
            Marshal.FreeCoTaskMem((nint)copy);
        }
    }

    /// <summary>Appends an int32.</summary>
    public void Write(int value) => Append('i', &value);

    /// <summary>Appends a uint32.</summary>
    public void Write(uint value) => Append('u', &value);

    /// <summary>Appends a uint64.</summary>
    public void Write(ulong value) => Append('t', &value);

    /// <summary>Appends a boolean, which sd-bus takes as an int.</summary>
    public void Write(bool value)
    {
        var number = value ? 1 : 0;
        Append('b', &number);
    }

    /// <summary>Appends a descriptor; the message has a duplicate of its own.</summary>
    public void Write(SafeHandle descriptor)
    {
        var added = false;
        descriptor.DangerousAddRef(ref added);
        try
        {
            var fd = (int)descriptor.DangerousGetHandle();
            Append('h', &fd);
        }
        finally
        {
            descriptor.DangerousRelease();
        }
    }

    /// <summary>Appends an array of bytes.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            LibSystemd.Check(LibSystemd.sd_bus_message_append_array(message, (byte)'y', start, (nuint)bytes.Length), Doing);
        }
    }

    /// <summary>Appends an array of int32.</summary>
    public void WriteInt32Array(ReadOnlySpan<int> values)
    {
        fixed (int* start = values)
        {
            LibSystemd.Check(LibSystemd.sd_bus_message_append_array(message, (byte)'i', start, (nuint)(values.Length * sizeof(int))), Doing);
        }
    }

    /// <summary>Appends an array of strings.</summary>
    public void Write(IReadOnlyList<string> texts)
    {
        Open('a', "s");
        foreach (var text in texts)
        {
            Write(text);
        }

        Close();
    }

    /// <summary>Opens an array ('a'), variant ('v') or struct ('r').</summary>
    public void Open(char type, string contents) => LibSystemd.Check(LibSystemd.sd_bus_message_open_container(message, (byte)type, contents), Doing);

    /// <summary>Closes it.</summary>
    public void Close() => LibSystemd.Check(LibSystemd.sd_bus_message_close_container(message), Doing);

    private void Append(char type, void* value) => LibSystemd.Check(LibSystemd.sd_bus_message_append_basic(message, (byte)type, value), Doing);
}
