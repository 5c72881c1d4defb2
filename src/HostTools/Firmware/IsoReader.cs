using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Domar.HostTools.Firmware;

/// <summary>
/// Finds files in an ISO 9660 image (ECMA-119) by their plain names, without mounting it: enough to judge an image before anything else touches it.
/// Files in several extents (over 4 GB) are not found.
/// </summary>
public sealed class IsoReader
{
    private const int SectorBytes = 2048;
    private const int VolumeDescriptor = 16 * SectorBytes;
    private const int MaxFolderBytes = 1 << 20;

    private readonly SafeFileHandle _file;
    private readonly IsoExtent _root;

    private IsoReader(SafeFileHandle file, string label, long sizeBytes, IsoExtent root)
    {
        _file = file;
        Label = label;
        SizeBytes = sizeBytes;
        _root = root;
    }

    /// <summary>The volume's name.</summary>
    public string Label { get; }

    /// <summary>How long the ISO is by its own account; a shorter file was cut off.</summary>
    public long SizeBytes { get; }

    /// <summary>Reads the volume descriptor; null when the file is no ISO.</summary>
    /// <param name="file">The file; it stays the caller's.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IsoReader? TryOpen(SafeFileHandle file)
    {
        Span<byte> sector = stackalloc byte[SectorBytes];
        if (Read(file, sector, VolumeDescriptor) < SectorBytes || sector[0] != 1 || !sector[1..6].SequenceEqual("CD001"u8))
        {
            return null;
        }

        return new IsoReader(
            file,
            Encoding.ASCII.GetString(sector.Slice(40, 32)).TrimEnd(' ', '\0'),
            (long)BinaryPrimitives.ReadUInt32LittleEndian(sector[80..]) * SectorBytes,
            ReadExtent(sector[156..]));
    }

    /// <summary>Where a file is; null when there is none.</summary>
    /// <param name="path">Path in the ISO with <c>/</c> between names, in any case, for example <c>boot/vmlinuz</c>.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public IsoExtent? Find(string path)
    {
        var names = path.Split('/');
        IsoExtent? at = _root;
        for (var i = 0; i < names.Length && at is { } folder; i++)
        {
            at = FindIn(folder, names[i], isFolder: i < names.Length - 1);
        }

        return at;
    }

    /// <summary>The text of a small file; null when it is cut off.</summary>
    /// <param name="extent">Where it is.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public string? ReadText(IsoExtent extent)
    {
        var buffer = new byte[extent.LengthBytes];
        return Read(_file, buffer, extent.OffsetBytes) == buffer.Length ? Encoding.UTF8.GetString(buffer) : null;
    }

    /// <summary>SHA-256 of a file, in small hexadecimal digits; of less when the image is cut off.</summary>
    /// <param name="extent">Where it is.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public string HashOf(IsoExtent extent)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[256 * 1024];
        for (long at = 0; at < extent.LengthBytes;)
        {
            var count = Read(_file, buffer.AsSpan(0, (int)Math.Min(buffer.Length, extent.LengthBytes - at)), extent.OffsetBytes + at);
            if (count == 0)
            {
                break;
            }

            hash.AppendData(buffer, 0, count);
            at += count;
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private IsoExtent? FindIn(IsoExtent folder, string name, bool isFolder)
    {
        if (folder.LengthBytes is 0 or > MaxFolderBytes)
        {
            return null;
        }

        var records = new byte[folder.LengthBytes];
        if (Read(_file, records, folder.OffsetBytes) < records.Length)
        {
            return null;
        }

        const int FixedPart = 33;
        for (var at = 0; at + FixedPart < records.Length;)
        {
            int length = records[at];
            if (length == 0)
            {
                // Records do not cross sectors; the rest of this one is empty.
                at = (at / SectorBytes + 1) * SectorBytes;
                continue;
            }

            if (length <= FixedPart || at + length > records.Length || FixedPart + records[at + 32] > length)
            {
                return null;
            }

            var record = records.AsSpan(at, length);
            var found = Encoding.ASCII.GetString(record.Slice(FixedPart, record[32]));
            if ((record[25] & 2) != 0 == isFolder && string.Equals(WithoutVersion(found), name, StringComparison.OrdinalIgnoreCase))
            {
                return ReadExtent(record);
            }

            at += length;
        }

        return null;
    }

    // 'VMLINUZ.;1': a name without an ending has its dot, and a version.
    private static string WithoutVersion(string name) => name.Split(';')[0].TrimEnd('.');

    private static IsoExtent ReadExtent(ReadOnlySpan<byte> record) =>
        new((long)BinaryPrimitives.ReadUInt32LittleEndian(record[2..]) * SectorBytes, BinaryPrimitives.ReadUInt32LittleEndian(record[10..]));

    private static int Read(SafeFileHandle file, Span<byte> buffer, long offset)
    {
        var read = 0;
        while (read < buffer.Length)
        {
            var count = RandomAccess.Read(file, buffer[read..], offset + read);
            if (count == 0)
            {
                break;
            }

            read += count;
        }

        return read;
    }
}
