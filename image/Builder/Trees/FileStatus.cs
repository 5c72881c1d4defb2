using System.Runtime.InteropServices;

namespace Domar.Image.Builder.Trees;

/// <summary>statx(2): .NET tells neither inode numbers nor link counts.</summary>
internal static partial class FileStatus
{
    private const int CurrentFolder = -100, SymlinkNoFollow = 0x100;
    private const uint BasicStats = 0x7ff;

    /// <summary>What a path is itself.</summary>
    /// <exception cref="BuildException">It cannot be told.</exception>
    public static (TreeEntryKind Kind, long SizeBytes, (ulong Device, ulong Number) Inode) Get(string path)
    {
        if (Statx(CurrentFolder, path, SymlinkNoFollow, BasicStats, out var status) != 0)
        {
            throw new BuildException(
                $"cannot read '{path}': {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}; a name that is not UTF-8 would do this");
        }

        // inode(7): the file type is in the upper four of sixteen bits.
        var kind = (status.Mode & 0xf000) switch
        {
            0x8000 => TreeEntryKind.File,
            0x4000 => TreeEntryKind.Folder,
            0xa000 => TreeEntryKind.Link,
            _ => TreeEntryKind.Special,
        };
        return (kind, kind == TreeEntryKind.File ? (long)status.Size : 0, (((ulong)status.DeviceMajor << 32) | status.DeviceMinor, status.Inode));
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Statx(int folder, string path, int flags, uint mask, out StatxBuffer buffer);

    // struct statx of linux/stat.h, the same on every architecture.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct StatxBuffer
    {
        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(40)]
        public ulong Size;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }
}
