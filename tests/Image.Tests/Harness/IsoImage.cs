using System.Buffers.Binary;
using System.Text;

namespace Domar.Image.Tests.Harness;

/// <summary>
/// Reads an ISO 9660 image (ECMA-119) with Rock Ridge names (IEEE P1282, entry NM), as much as is needed to find files: the host has no tool
/// for it, and a mount needs root.
/// </summary>
internal sealed class IsoImage
{
    private const int SectorSize = 2048;

    // The first 16 sectors belong to whoever boots the medium (ECMA-119, 6.2.1); the primary volume descriptor follows.
    private const int PrimaryDescriptor = 16 * SectorSize;
    private const int RootRecord = 156;
    private const int DirectoryFlag = 0x02;
    private const int MoreExtentsFlag = 0x80;

    private readonly string _path;

    /// <summary>Opens an image when one of its files is asked for.</summary>
    public IsoImage(string path) => _path = path;

    /// <summary>Finds a file.</summary>
    /// <exception cref="FileNotFoundException">It is not in the image.</exception>
    /// <exception cref="InvalidDataException">This is no ISO 9660 image.</exception>
    public IsoFile Find(string path)
    {
        using var image = File.OpenRead(_path);
        var descriptor = Read(image, PrimaryDescriptor, SectorSize);
        if (descriptor[0] != 1 || !descriptor.AsSpan(1, 5).SequenceEqual("CD001"u8))
        {
            throw new InvalidDataException($"{_path} is no ISO 9660 image.");
        }

        var entry = Parse(descriptor.AsSpan(RootRecord));
        foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            entry = (entry.IsDirectory ? Entries(image, entry) : []).FirstOrDefault(item => string.Equals(item.Name, name, StringComparison.Ordinal))
                ?? throw new FileNotFoundException($"There is no {path} in {_path} ('{name}' is missing).");
        }

        return new IsoFile(path, entry.Offset, entry.Size);
    }

    /// <summary>Copies a file out of the image.</summary>
    public async Task ExtractAsync(string path, string target, CancellationToken cancellationToken)
    {
        var file = Find(path);
        await using var image = File.OpenRead(_path);
        image.Position = file.Offset;
        await using var output = File.Create(target);
        var buffer = new byte[1024 * 1024];
        for (var left = file.Size; left > 0;)
        {
            var part = buffer.AsMemory(0, (int)Math.Min(left, buffer.Length));
            await image.ReadExactlyAsync(part, cancellationToken);
            await output.WriteAsync(part, cancellationToken);
            left -= part.Length;
        }
    }

    /// <summary>A small text file's content.</summary>
    public string ReadText(string path)
    {
        var file = Find(path);
        using var image = File.OpenRead(_path);
        return Encoding.UTF8.GetString(Read(image, file.Offset, checked((int)file.Size)));
    }

    private static IEnumerable<Entry> Entries(FileStream image, Entry directory)
    {
        var content = Read(image, directory.Offset, checked((int)directory.Size));
        for (var at = 0; at < content.Length;)
        {
            if (content[at] == 0)
            {
                // Records do not cross sectors; the rest of this one is empty.
                at = (at / SectorSize * SectorSize) + SectorSize;
                continue;
            }

            yield return Parse(content.AsSpan(at));
            at += content[at];
        }
    }

    private static Entry Parse(ReadOnlySpan<byte> record)
    {
        // Numbers are there in both byte orders, the little end first.
        var offset = BinaryPrimitives.ReadUInt32LittleEndian(record[2..]) * (long)SectorSize;
        var size = BinaryPrimitives.ReadUInt32LittleEndian(record[10..]);
        if ((record[25] & MoreExtentsFlag) != 0)
        {
            throw new InvalidDataException("A file in more than one piece (4 GiB or more): this reader does not know them.");
        }

        int nameLength = record[32];
        var plain = Encoding.ASCII.GetString(record.Slice(33, nameLength));
        var version = plain.IndexOf(';', StringComparison.Ordinal);
        plain = (version < 0 ? plain : plain[..version]).TrimEnd('.').ToLowerInvariant();
        var systemUse = 33 + nameLength + ((nameLength & 1) == 0 ? 1 : 0);
        return new Entry(RockRidgeName(record[systemUse..record[0]]) ?? plain, offset, size, (record[25] & DirectoryFlag) != 0);
    }

    private static string? RockRidgeName(ReadOnlySpan<byte> entries)
    {
        string? name = null;
        while (entries.Length >= 4 && entries[2] >= 4 && entries[2] <= entries.Length)
        {
            // NM: signature, length, version, flags, and a part of the name.
            if (entries[..2].SequenceEqual("NM"u8) && entries[2] > 5)
            {
                name += Encoding.UTF8.GetString(entries[5..entries[2]]);
            }

            entries = entries[entries[2]..];
        }

        return name;
    }

    private static byte[] Read(FileStream image, long offset, int count)
    {
        var bytes = new byte[count];
        image.Position = offset;
        image.ReadExactly(bytes);
        return bytes;
    }

    private sealed record Entry(string Name, long Offset, long Size, bool IsDirectory);
}
