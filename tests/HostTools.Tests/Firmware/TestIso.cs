using System.Buffers.Binary;
using System.Text;

namespace Domar.HostTools.Tests.Firmware;

/// <summary>Writes a small ISO 9660 image as xorriso would: files in folders below the root, one level deep.</summary>
internal static class TestIso
{
    private const int Sector = 2048;

    /// <summary>Makes the image.</summary>
    /// <param name="label">Name of the volume.</param>
    /// <param name="files">Content by path, for example <c>boot/vmlinuz</c>.</param>
    public static byte[] Make(string label, IReadOnlyDictionary<string, byte[]> files)
    {
        const int RootSector = 18;
        var folders = files.Keys.Select(static path => path.Split('/')[0]).Distinct().ToList();
        var next = RootSector + 1 + folders.Count;
        var body = new SortedDictionary<int, byte[]>();
        var entries = folders.ToDictionary(static folder => folder, _ => new List<byte[]>());
        foreach (var (path, content) in files)
        {
            body[next] = content;
            var name = path.Split('/')[1].ToUpperInvariant();
            entries[path.Split('/')[0]].Add(Record(name.Contains('.', StringComparison.Ordinal) ? name + ";1" : name + ".;1", next, content.Length, isFolder: false));
            next += (content.Length + Sector - 1) / Sector;
        }

        var root = new List<byte[]>();
        foreach (var (index, folder) in folders.Index())
        {
            var at = RootSector + 1 + index;
            root.Add(Record(folder.ToUpperInvariant(), at, Sector, isFolder: true));
            body[at] = Folder(at, RootSector, entries[folder]);
        }

        body[RootSector] = Folder(RootSector, RootSector, root);
        var image = new byte[next * Sector];
        foreach (var (sector, content) in body)
        {
            content.CopyTo(image, sector * Sector);
        }

        var descriptor = image.AsSpan(16 * Sector, Sector);
        descriptor[0] = 1;
        "CD001"u8.CopyTo(descriptor[1..]);
        Encoding.ASCII.GetBytes(label.PadRight(32)).CopyTo(descriptor[40..]);
        BinaryPrimitives.WriteInt32LittleEndian(descriptor[80..], next);
        Record("\0", RootSector, Sector, isFolder: true).CopyTo(descriptor[156..]);
        return image;
    }

    private static byte[] Folder(int self, int parent, List<byte[]> entries)
    {
        byte[] all = [.. Record("\0", self, Sector, isFolder: true), .. Record("\u0001", parent, Sector, isFolder: true), .. entries.SelectMany(static entry => entry)];
        Array.Resize(ref all, Sector);
        return all;
    }

    private static byte[] Record(string name, int sector, int length, bool isFolder)
    {
        var record = new byte[(33 + name.Length + 1) & ~1];
        record[0] = (byte)record.Length;
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(2), sector);
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(10), length);
        record[25] = (byte)(isFolder ? 2 : 0);
        record[32] = (byte)name.Length;
        Encoding.ASCII.GetBytes(name).CopyTo(record, 33);
        return record;
    }
}
