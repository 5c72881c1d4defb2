using System.Buffers.Binary;
using System.Text;
using Domar.HostTools.Exec;
using Domar.Image.Tests.Harness;
using Domar.TestKit;

namespace Domar.Image.Tests.HarnessTests;

/// <summary>Recorded writes and what a power cut leaves of them, with logs made here and by QEMU.</summary>
[TestClass]
public sealed class WriteLogTests : BootTest
{
    private const int Sector = 512;
    private const int DiskBytes = 1024 * 1024;

    [TestMethod]
    public void Log_IsReadInOrder_WithoutMarks()
    {
        using var folder = new TempFolder();
        using var log = Make(folder, 6, Request(7, 2, 0, 1), Mark("begin"), Request(0, 0, 1), Request(3, 1, 1 | 2, 2), Request(8, 4, 4), Request(9, 1, 0, 3));
        CollectionAssert.AreEqual(
            new[] { (WriteKind.Write, 7L, 2L, false), (WriteKind.Flush, 0, 0, false), (WriteKind.Flush, 0, 0, false), (WriteKind.Write, 3, 1, true), (WriteKind.Discard, 8, 4, false), (WriteKind.Write, 9, 1, false) },
            log.Entries.Select(entry => (entry.Kind, entry.Offset / Sector, entry.Length / Sector, entry.IsForced)).ToArray());
        using var disk = new MemoryStream(new byte[DiskBytes]);
        foreach (var entry in log.Entries)
        {
            log.Apply(entry, disk, entry.Length);
        }

        Assert.AreEqual("000200010300", Digits(disk, 12), "as the last request left it");
    }

    [TestMethod]
    public void Log_CountsOnlyWhatTheSuperblockCounts()
    {
        using var folder = new TempFolder();
        using var log = Make(folder, 1, Request(1, 1, 0, 1), Request(2, 1, 0, 2));
        Assert.HasCount(1, log.Entries);
    }

    [TestMethod]
    public void Log_CutOff_OrOfAnotherKind_IsRefused()
    {
        using var folder = new TempFolder();
        Make(folder, 2, Request(1, 1, 0, 1), Request(2, 3, 0, 2)).Dispose();
        using (var file = new FileStream(folder["log"], FileMode.Open))
        {
            file.SetLength(file.Length - 1);
        }

        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => WriteLog.Open(folder["log"])).Message, "within request 1 of 2");
        File.WriteAllBytes(folder["other"], new byte[Sector]);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => WriteLog.Open(folder["other"])).Message, "no log of writes");
    }

    [TestMethod]
    public void PowerCut_KeepsWhatWasFlushed_AndWhatWasForced()
    {
        using var folder = new TempFolder();
        using var log = Make(folder, 5, Request(1, 1, 0, 1), Request(2, 8, 0, 2), Request(0, 0, 1), Request(1, 1, 0, 9), Request(12, 1, 2, 3));
        foreach (var seed in Enumerable.Range(0, 50))
        {
            using var disk = new MemoryStream(new byte[DiskBytes]);
            var cut = PowerCut.Replay(log, 5, new Random(seed), disk);
            Assert.AreEqual(2, cut.Kept + cut.Torn + cut.Lost, "requests since the flush");
            Assert.MatchesRegex("^0[19]22222222003$", Digits(disk, 13));
        }
    }

    [TestMethod]
    public void PowerCut_LosesTearsAndKeeps_WhatWasNotFlushed_AndNothingIsThereThatWasNotWritten()
    {
        using var folder = new TempFolder();
        using var log = Make(folder, 4, Request(0, 0, 1), Request(1, 3, 0, 1), Request(5, 3, 0, 2), Request(9, 3, 0, 3));
        var seen = Enumerable.Range(0, 2000).Select(seed =>
        {
            using var disk = new MemoryStream(new byte[DiskBytes]);
            PowerCut.Replay(log, 3, new Random(seed), disk);
            return Digits(disk, 13);
        }).ToHashSet();
        Assert.IsTrue(seen.All(text => text.EndsWith("00000", StringComparison.Ordinal)), "the request after the cut");

        // Each of the two: nothing, one or two sectors of it, or all.
        Assert.HasCount(16, seen);
        Assert.Contains("0000022200000", seen, "a later one may come through without an earlier one");
    }

    [TestMethod]
    public async Task Replay_OfQemusLog_GivesQemusDisk()
    {
        using var folder = new TempFolder();
        DiskFiles.MakeBlank(folder["disk"], 64);
        await File.WriteAllBytesAsync(folder["log"], [], Token);
        var random = new Random(1);
        List<string> commands = [];
        for (var number = 1; number <= 60; number++)
        {
            // Places and lengths of any size that a disk takes; every so often a flush, a discard, zeros, or a write that is safe at once.
            var (at, length) = (random.Next(60 * 2048) * Sector, random.Next(1, 400) * Sector);
            commands.AddRange(["-c", (number % 10) switch
            {
                0 => "flush",
                3 => $"discard {at} {length}",
                5 => $"write -z {at} {length}",
                7 => $"write -f -P {number} {at} {length}",
                _ => $"write -P {number} {at} {length}",
            }]);
        }

        await RunAsync("qemu-io", ["-t", "writeback", .. commands, "--image-opts",
            $"driver=blklogwrites,file.driver=raw,file.file.driver=file,file.file.filename={folder["disk"]},log.driver=file,log.filename={folder["log"]},log.cache.no-flush=on,log-super-update-interval=1,discard=unmap"]);
        using var log = WriteLog.Open(folder["log"]);
        Assert.AreEqual(12, log.Entries.Count(entry => entry.Kind is WriteKind.Flush), "each flush, and one behind each write that is safe at once");
        Assert.IsTrue(log.Entries.Any(entry => entry.Kind is WriteKind.Discard));
        DiskFiles.MakeBlank(folder["replayed"], 64);
        await using (var disk = new FileStream(folder["replayed"], FileMode.Open))
        {
            foreach (var entry in log.Entries)
            {
                log.Apply(entry, disk, entry.Length);
            }
        }

        await DiskFiles.RequireEqualAsync(folder["disk"], folder["replayed"], Token);
    }

    private async Task RunAsync(string program, string[] arguments) =>
        Assert.AreEqual(0, (await new ToolRunner().RunAsync(new ToolCommand(program, arguments), Token)).ExitCode, program);

    private static WriteLog Make(TempFolder folder, ulong count, params byte[][] requests)
    {
        var super = new byte[Sector];
        BinaryPrimitives.WriteUInt64LittleEndian(super, 0x6a736677736872);
        BinaryPrimitives.WriteUInt64LittleEndian(super.AsSpan(8), 1);
        BinaryPrimitives.WriteUInt64LittleEndian(super.AsSpan(16), count);
        BinaryPrimitives.WriteUInt32LittleEndian(super.AsSpan(24), Sector);
        File.WriteAllBytes(folder["log"], [.. super, .. requests.SelectMany(request => request)]);
        return WriteLog.Open(folder["log"]);
    }

    // A head, and as data sectors that are full of one digit.
    private static byte[] Request(ulong sector, ulong sectors, ulong flags, byte digit = 0)
    {
        var hasData = (flags & 4) == 0;
        var request = new byte[Sector + (hasData ? (int)sectors * Sector : 0)];
        BinaryPrimitives.WriteUInt64LittleEndian(request, sector);
        BinaryPrimitives.WriteUInt64LittleEndian(request.AsSpan(8), sectors);
        BinaryPrimitives.WriteUInt64LittleEndian(request.AsSpan(16), flags);
        request.AsSpan(Sector).Fill(digit);
        return request;
    }

    private static byte[] Mark(string text)
    {
        var request = new byte[2 * Sector];
        BinaryPrimitives.WriteUInt64LittleEndian(request.AsSpan(16), 8);
        BinaryPrimitives.WriteUInt64LittleEndian(request.AsSpan(24), (ulong)text.Length);
        Encoding.ASCII.GetBytes(text).CopyTo(request, Sector);
        return request;
    }

    // The first byte of each sector.
    private static string Digits(MemoryStream disk, int sectors) =>
        string.Concat(disk.ToArray().Chunk(Sector).Take(sectors).Select(sector => (char)('0' + sector[0])));
}
