using System.Buffers.Binary;
using System.Text;
using Domar.HostTools.Exec;
using Domar.Image.Tests.Harness;
using Domar.TestKit;

namespace Domar.Image.Tests.HarnessTests;

/// <summary>The reader of ISOs and the maker of sticks.</summary>
[TestClass]
public sealed class MediaTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task IsoImage_FindsFiles_ByRockRidgeAndByPlainNames()
    {
        using var folder = new TempFolder();
        await File.WriteAllBytesAsync(folder["it.iso"], SmallIso(), TestContext.CancellationToken);
        var iso = new IsoImage(folder["it.iso"]);
        Assert.AreEqual(new IsoFile("/boot/A long name", 20 * 2048, 5), iso.Find("/boot/A long name"));
        Assert.AreEqual("seven!!", iso.ReadText("/boot/vmlinuz"));
        await iso.ExtractAsync("/boot/vmlinuz", folder["out"], TestContext.CancellationToken);
        Assert.AreEqual("seven!!", await File.ReadAllTextAsync(folder["out"], TestContext.CancellationToken));
        StringAssert.Contains(Assert.ThrowsExactly<FileNotFoundException>(() => iso.Find("/boot/grub/none")).Message, "'grub' is missing");
        await File.WriteAllBytesAsync(folder["not.iso"], new byte[40 * 2048], TestContext.CancellationToken);
        Assert.ThrowsExactly<InvalidDataException>(() => new IsoImage(folder["not.iso"]).Find("/boot"));
    }

    [TestMethod]
    public async Task FatStick_HoldsTheFile()
    {
        using var folder = new TempFolder();
        var content = new byte[3_000_001];
        new Random(1).NextBytes(content);
        await File.WriteAllBytesAsync(folder["it.iso"], content, TestContext.CancellationToken);
        await FatStick.MakeAsync(folder["stick"], folder["it.iso"], "/isos/more/domar.iso", TestContext.CancellationToken);
        var copy = await new ToolRunner().RunAsync(new ToolCommand("mcopy", ["-i", $"{folder["stick"]}@@1M", "::/isos/more/domar.iso", folder["copy"]]), TestContext.CancellationToken);
        Assert.AreEqual(0, copy.ExitCode, copy.Error);
        CollectionAssert.AreEqual(content, await File.ReadAllBytesAsync(folder["copy"], TestContext.CancellationToken));
        Assert.AreEqual("FAT32", Encoding.ASCII.GetString(await File.ReadAllBytesAsync(folder["stick"], TestContext.CancellationToken), (1 << 20) + 82, 5));
    }

    // Volume descriptor (sector 16), root folder (18), /boot (19) with two files (20, 21).
    private static byte[] SmallIso()
    {
        var iso = new byte[22 * 2048];
        iso[16 * 2048] = 1;
        "CD001"u8.CopyTo(iso.AsSpan((16 * 2048) + 1));
        Record("\0", 18, 2048, folder: true).CopyTo(iso, (16 * 2048) + 156);
        Folder(iso, 18, Record("\0", 18, 2048, folder: true), Record("\x1", 18, 2048, folder: true), Record("BOOT", 19, 2048, folder: true));
        Folder(iso, 19, Record("\0", 19, 2048, folder: true), Record("\x1", 18, 2048, folder: true), Record("A_LONG_N.;1", 20, 5, rockRidge: "A long name"), Record("VMLINUZ.;1", 21, 7));
        "five!"u8.CopyTo(iso.AsSpan(20 * 2048));
        "seven!!"u8.CopyTo(iso.AsSpan(21 * 2048));
        return iso;
    }

    private static void Folder(byte[] iso, int sector, params byte[][] records)
    {
        var at = sector * 2048;
        foreach (var record in records)
        {
            record.CopyTo(iso, at);
            at += record.Length;
        }
    }

    private static byte[] Record(string name, uint sector, uint size, bool folder = false, string? rockRidge = null)
    {
        var nameEnd = 33 + name.Length + (name.Length % 2 == 0 ? 1 : 0);
        var record = new byte[nameEnd + (rockRidge is null ? 0 : 5 + rockRidge.Length + (rockRidge.Length % 2 == 0 ? 1 : 0))];
        record[0] = (byte)record.Length;
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(2), sector);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(10), size);
        record[25] = (byte)(folder ? 2 : 0);
        record[32] = (byte)name.Length;
        Encoding.ASCII.GetBytes(name).CopyTo(record, 33);
        if (rockRidge is not null)
        {
            "NM"u8.CopyTo(record.AsSpan(nameEnd));
            record[nameEnd + 2] = (byte)(5 + rockRidge.Length);
            record[nameEnd + 3] = 1;
            Encoding.UTF8.GetBytes(rockRidge).CopyTo(record, nameEnd + 5);
        }

        return record;
    }
}
