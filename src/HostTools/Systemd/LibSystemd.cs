using System.Runtime.InteropServices;
using Domar.HostTools.Exec;

namespace Domar.HostTools.Systemd;

/// <summary>
/// The calls of libsystemd (sd-bus(3), sd-journal(3)). It is loaded at the first call, so that a host without it can do everything else.
/// None is variadic: those have no form in .NET. Pointers that come out are owned by whoever wraps them (<see cref="BusHandle"/>, <see cref="MessageHandle"/>).
/// </summary>
internal static unsafe partial class LibSystemd
{
    private const string Library = "libsystemd.so.0";
    private static long _liveHandles;

    /// <summary>How many connections, messages and journals are held at this moment.</summary>
    public static long LiveHandles => Interlocked.Read(ref _liveHandles);

    /// <summary>One handle more (1) or less (-1).</summary>
    public static void CountHandle(int difference) => Interlocked.Add(ref _liveHandles, difference);

    /// <summary>Returns what a call returned, or throws what a negative number says.</summary>
    /// <param name="result">Result of a call: negative errno on failure.</param>
    /// <param name="doing">Completes "Cannot ...".</param>
    /// <exception cref="SystemBusException">The result is negative.</exception>
    public static int Check(int result, string doing) =>
        result >= 0 ? result : throw new SystemBusException($"Cannot {doing}: {Libc.Describe(-result)}.");

    [LibraryImport(Library)]
    public static partial int sd_bus_new(nint* bus);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int sd_bus_set_address(BusHandle bus, string address);

    [LibraryImport(Library)]
    public static partial int sd_bus_set_bus_client(BusHandle bus, int value);

    [LibraryImport(Library)]
    public static partial int sd_bus_start(BusHandle bus);

    [LibraryImport(Library)]
    public static partial nint sd_bus_close_unref(nint bus);

    [LibraryImport(Library)]
    public static partial int sd_bus_get_fd(BusHandle bus);

    [LibraryImport(Library)]
    public static partial int sd_bus_get_events(BusHandle bus);

    [LibraryImport(Library)]
    public static partial int sd_bus_get_timeout(BusHandle bus, ulong* microseconds);

    [LibraryImport(Library)]
    public static partial int sd_bus_process(BusHandle bus, nint* message);

    [LibraryImport(Library)]
    public static partial int sd_bus_send(BusHandle bus, MessageHandle message, ulong* cookie);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int sd_bus_message_new_method_call(BusHandle bus, nint* message, string destination, string path, string @interface, string member);

    [LibraryImport(Library)]
    public static partial nint sd_bus_message_unref(nint message);

    [LibraryImport(Library)]
    public static partial int sd_bus_message_set_expect_reply(MessageHandle message, int value);

    [LibraryImport(Library)]
    public static partial int sd_bus_message_get_type(MessageHandle message, byte* type);

    [LibraryImport(Library)]
    public static partial int sd_bus_message_get_reply_cookie(MessageHandle message, ulong* cookie);

    [LibraryImport(Library)]
    public static partial byte* sd_bus_message_get_path(MessageHandle message);

    [LibraryImport(Library)]
    public static partial byte* sd_bus_message_get_interface(MessageHandle message);

    [LibraryImport(Library)]
    public static partial byte* sd_bus_message_get_member(MessageHandle message);

    [LibraryImport(Library)]
    public static partial BusError* sd_bus_message_get_error(MessageHandle message);

    [LibraryImport(Library)]
    public static partial int sd_bus_message_rewind(MessageHandle message, int complete);

    [LibraryImport(Library)]
    public static partial int sd_bus_message_append_basic(MessageHandle message, byte type, void* value);

    [LibraryImport(Library)]
    public static partial int sd_bus_message_append_array(MessageHandle message, byte type, void* values, nuint byteCount);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int sd_bus_message_open_container(MessageHandle message, byte type, string contents);

    [LibraryImport(Library)]
    public static partial int sd_bus_message_close_container(MessageHandle message);

    [LibraryImport(Library)]
    public static partial int sd_bus_message_read_basic(MessageHandle message, byte type, void* value);

    [LibraryImport(Library)]
    public static partial int sd_bus_message_read_array(MessageHandle message, byte type, void** values, nuint* byteCount);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int sd_bus_message_enter_container(MessageHandle message, byte type, string contents);

    [LibraryImport(Library)]
    public static partial int sd_bus_message_exit_container(MessageHandle message);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int sd_bus_message_skip(MessageHandle message, string types);

    [LibraryImport(Library)]
    public static partial int sd_journal_open(nint* journal, int flags);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int sd_journal_open_directory(nint* journal, string path, int flags);

    [LibraryImport(Library)]
    public static partial void sd_journal_close(nint journal);

    [LibraryImport(Library)]
    public static partial int sd_journal_add_match(JournalHandle journal, byte* data, nuint size);

    [LibraryImport(Library)]
    public static partial int sd_journal_add_disjunction(JournalHandle journal);

    [LibraryImport(Library)]
    public static partial int sd_journal_seek_tail(JournalHandle journal);

    [LibraryImport(Library)]
    public static partial int sd_journal_previous(JournalHandle journal);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int sd_journal_get_data(JournalHandle journal, string field, byte** data, nuint* size);

    [LibraryImport(Library)]
    public static partial int sd_journal_get_realtime_usec(JournalHandle journal, ulong* microseconds);

    /// <summary>sd_bus_error.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct BusError
    {
        public byte* Name;
        public byte* Message;
        public int NeedFree;
    }
}
