using System.Buffers.Binary;

namespace Domar.Image.Tests.Harness;

/// <summary>
/// The requests that QEMU's driver <c>blklogwrites</c> has recorded (<see cref="DiskOptions.WriteLog"/>). The format is that of dm-log-writes
/// (Documentation/admin-guide/device-mapper/log-writes.rst and drivers/md/dm-log-writes.c): a sector with the superblock, then for each request a
/// sector with its head, and its data in whole sectors.
/// </summary>
internal sealed class WriteLog : IDisposable
{
    private const ulong Magic = 0x6a736677736872;
    private const ulong Version = 1;

    private const ulong FlushFlag = 1;
    private const ulong ForcedFlag = 2;
    private const ulong DiscardFlag = 4;
    private const ulong MarkFlag = 8;

    private readonly FileStream _file;

    private WriteLog(FileStream file, IReadOnlyList<WriteLogEntry> entries)
    {
        _file = file;
        Entries = entries;
    }

    /// <summary>What was recorded, up to the last request that the superblock counts; marks are left out.</summary>
    public IReadOnlyList<WriteLogEntry> Entries { get; }

    /// <summary>Opens a log.</summary>
    /// <exception cref="InvalidDataException">It is none, or ends within a request.</exception>
    public static WriteLog Open(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        try
        {
            return new WriteLog(file, Read(file));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>How many bytes were written by the requests from one on.</summary>
    /// <param name="from">The number of the first of them.</param>
    public long WrittenBytes(int from) => Entries.Skip(from).Where(static entry => entry.Kind is WriteKind.Write).Sum(static entry => entry.Length);

    /// <summary>Does to a disk what was done to the recorded one.</summary>
    /// <param name="entry">One of <see cref="Entries"/>.</param>
    /// <param name="disk">A raw disk.</param>
    /// <param name="length">How many bytes of it, from its begin.</param>
    public void Apply(WriteLogEntry entry, Stream disk, long length)
    {
        _file.Position = entry.DataAt;
        disk.Position = entry.Offset;
        var buffer = new byte[Math.Min(length, 1024 * 1024)];
        for (var left = length; left > 0;)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(left, buffer.Length));
            if (entry.Kind is WriteKind.Write)
            {
                _file.ReadExactly(part);
            }

            // For a discard the buffer is as it was made: zeros.
            disk.Write(part);
            left -= part.Length;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static List<WriteLogEntry> Read(FileStream file)
    {
        var super = new byte[28];
        file.ReadExactly(super);
        ulong Number(byte[] bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));
        if (Number(super, 0) != Magic || Number(super, 8) != Version)
        {
            throw new InvalidDataException($"{file.Name} is no log of writes.");
        }

        var count = Number(super, 16);
        long sectorSize = BinaryPrimitives.ReadUInt32LittleEndian(super.AsSpan(24));
        var entries = new List<WriteLogEntry>();
        var at = sectorSize;
        var head = new byte[32];
        for (ulong index = 0; index < count; index++)
        {
            file.Position = at;
            file.ReadExactly(head);
            var offset = (long)Number(head, 0) * sectorSize;
            var length = (long)Number(head, 8) * sectorSize;
            var flags = Number(head, 16);
            at += sectorSize;
            if ((flags & MarkFlag) != 0)
            {
                at += (((long)Number(head, 24) + sectorSize - 1) / sectorSize) * sectorSize;
                continue;
            }

            // The kernel's driver may say with a write that a flush came before it; QEMU's writes flushes as requests of their own.
            if ((flags & FlushFlag) != 0)
            {
                entries.Add(new WriteLogEntry(0, 0, WriteKind.Flush, IsForced: false, at));
            }

            if (length > 0)
            {
                var kind = (flags & DiscardFlag) != 0 ? WriteKind.Discard : WriteKind.Write;
                entries.Add(new WriteLogEntry(offset, length, kind, (flags & ForcedFlag) != 0, at));
                at += kind is WriteKind.Write ? length : 0;
                if (at > file.Length)
                {
                    throw new InvalidDataException($"{file.Name} ends within request {index} of {count}.");
                }
            }
        }

        return entries;
    }
}
