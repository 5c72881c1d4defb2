using System.Buffers.Binary;
using System.Text;

namespace Domar.Image.Tests.Harness;

/// <summary>Reads the partition table of a raw disk (UEFI specification 2.10, chapter 5.3), as much as finds partitions by their names.</summary>
internal static class GptDisk
{
    private const int HeaderSize = 92;
    private const int NameBytes = 72;

    /// <summary>The place of the one partition whose name contains a text.</summary>
    /// <param name="path">File of the disk.</param>
    /// <param name="name">Part of the name: <c>-rootb-</c>.</param>
    /// <param name="sectorBytes">Size of the disk's sectors.</param>
    /// <returns>Where it begins and how long it is, in bytes.</returns>
    public static (long Offset, long Length) Find(string path, string name, int sectorBytes = 512)
    {
        using var disk = File.OpenRead(path);
        var header = Read(disk, sectorBytes, HeaderSize);
        if (!header.AsSpan().StartsWith("EFI PART"u8))
        {
            throw new InvalidDataException($"{path} has no GPT.");
        }

        var count = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(80));
        var size = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(84));
        var entries = Read(disk, BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(72)) * sectorBytes, count * size);
        var found = Enumerable.Range(0, count).Select(index => index * size)
            .Where(at => Encoding.Unicode.GetString(entries, at + 56, NameBytes).Contains(name, StringComparison.Ordinal)).ToList();
        if (found is not [var one])
        {
            throw new InvalidDataException($"{path} has {found.Count} partitions whose name contains '{name}'.");
        }

        var first = BinaryPrimitives.ReadInt64LittleEndian(entries.AsSpan(one + 32));
        var last = BinaryPrimitives.ReadInt64LittleEndian(entries.AsSpan(one + 40));
        return (first * sectorBytes, (last - first + 1) * sectorBytes);
    }

    private static byte[] Read(FileStream disk, long offset, int count)
    {
        var bytes = new byte[count];
        disk.Position = offset;
        disk.ReadExactly(bytes);
        return bytes;
    }
}
