using System.Buffers.Binary;

namespace Domar.Image.Tests.Harness;

/// <summary>Makes a USB stick with a FAT32 partition that holds a file, with mtools: no mount, no root.</summary>
internal static class FatStick
{
    private const int SectorSize = 512;
    private const uint PartitionStart = 2048;
    private const byte Fat32Lba = 0x0C;

    // Room for the tables, and so much that a small file still makes a FAT32 of it (65525 clusters at least).
    private const long SlackBytes = 128 * 1024 * 1024;

    /// <summary>Writes the stick.</summary>
    /// <param name="stick">The file to make.</param>
    /// <param name="source">The file to put on it.</param>
    /// <param name="name">Its name on the stick, which may begin with folders: <c>/isos/domar.iso</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="label">Label of the file system: at most 11 characters.</param>
    public static async Task MakeAsync(string stick, string source, string name, CancellationToken cancellationToken, string label = "STICK")
    {
        var sectors = (uint)((new FileInfo(source).Length + SlackBytes) / SectorSize);
        await using (var disk = File.Create(stick))
        {
            disk.SetLength((PartitionStart + (long)sectors) * SectorSize);
            await disk.WriteAsync(BootRecord(sectors), cancellationToken);
        }

        var partition = $"{stick}@@{PartitionStart * SectorSize}";
        await DiskFiles.RunAsync("mformat", ["-i", partition, "-F", "-H", $"{PartitionStart}", "-T", $"{sectors}", "-h", "255", "-s", "63", "-v", label, "::"], cancellationToken);
        var folder = "";
        foreach (var part in name.Split('/', StringSplitOptions.RemoveEmptyEntries)[..^1])
        {
            folder += $"/{part}";
            await DiskFiles.RunAsync("mmd", ["-i", partition, $"::{folder}"], cancellationToken);
        }

        await DiskFiles.RunAsync("mcopy", ["-i", partition, source, $"::{name}"], cancellationToken);
    }

    private static byte[] BootRecord(uint sectors)
    {
        // No boot code; a disk signature, and one entry whose CHS values say "use LBA".
        var record = new byte[SectorSize];
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(440), 0x0D0A0002);
        ReadOnlySpan<byte> beyondChs = [0xFE, 0xFF, 0xFF];
        var entry = record.AsSpan(446);
        beyondChs.CopyTo(entry[1..]);
        entry[4] = Fat32Lba;
        beyondChs.CopyTo(entry[5..]);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[8..], PartitionStart);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[12..], sectors);
        record[510] = 0x55;
        record[511] = 0xAA;
        return record;
    }
}
