using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CsCheck;
using Domar.Core.Steps;
using Domar.HostTools.Steps;
using Domar.TestKit;

namespace Domar.HostTools.Tests.Steps;

[TestClass]
public sealed class BlockCopierTests
{
    private const int MiB = 1024 * 1024;

    private readonly BlockCopier _copier = new(static path => new BlockTarget(path));

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow(0L, 0L)]
    [DataRow(1L, 0L)]
    [DataRow(440L, 0L)]
    [DataRow(4096L, 4096L)]
    [DataRow((4L * MiB) - 1, 512L)]
    [DataRow((9L * MiB) + 4097, (1L * MiB) + 3)]
    [DataRow(8L * MiB, 2L * MiB)]
    public async Task Bytes_ReachFilesAndDevicesOfBothSectorSizes_AndNothingElseIsTouched(long length, long targetOffset)
    {
        using var folder = new TempFolder();
        var content = RandomFile(folder["source"], 10 * MiB);
        using var small = await LoopDisk.CreateAsync(folder, "512", 12 * MiB);
        using var large = await LoopDisk.CreateAsync(folder, "4096", 12 * MiB, sectorBytes: 4096);
        var before = RandomFile(folder["file"], 12 * MiB);
        foreach (var disk in new[] { small, large })
        {
            await File.WriteAllBytesAsync(disk.Device, before, TestContext.CancellationToken);
        }

        var written = 0L;
        var sourceOffset = 10 * MiB - length;
        await _copier.CopyAsync(
            new CopyBytes(folder["source"], length, [new(small.Device, targetOffset), new(large.Device, targetOffset), new(folder["file"], targetOffset)])
            {
                Text = "copy",
                SourceOffsetBytes = sourceOffset,
                Verify = true,
            },
            count => Interlocked.Add(ref written, count),
            static () => { },
            TestContext.CancellationToken);

        content.AsSpan((int)sourceOffset, (int)length).CopyTo(before.AsSpan((int)targetOffset));
        foreach (var path in new[] { small.Device, large.Device, folder["file"] })
        {
            Assert.IsTrue((await File.ReadAllBytesAsync(path, TestContext.CancellationToken)).AsSpan().SequenceEqual(before), path);
        }

        Assert.AreEqual(length * 3, written);
    }

    [TestMethod]
    public async Task Device_IsWrittenPastTheCache_BeforeAnyFlush()
    {
        // The backing file has the bytes at once; through the page cache, it would have them after the flush only.
        using var folder = new TempFolder();
        var content = RandomFile(folder["source"], 4 * MiB);
        using var disk = await LoopDisk.CreateAsync(folder, "disk", 8 * MiB);
        byte[] atFlush = [];
        var copier = new BlockCopier(path => new FakeBlockTarget(new BlockTarget(path)) { OnFlush = () => atFlush = File.ReadAllBytes(disk.File) });

        await CopyAsync(copier, new CopyBytes(folder["source"], 4 * MiB, [new(disk.Device, 4 * MiB)]) { Text = "copy" });

        Assert.IsTrue(atFlush.AsSpan(4 * MiB).SequenceEqual(content));
    }

    [TestMethod]
    public async Task MissingTarget_IsNotMade_AndTheOthersAreNotTouched()
    {
        using var folder = new TempFolder();
        RandomFile(folder["source"], MiB);
        var before = RandomFile(folder["there"], MiB);

        var failure = await FailAsync(_copier, new CopyBytes(folder["source"], MiB, [new(folder["there"]), new(folder["gone"])]) { Text = "copy" });

        Assert.AreEqual(
            $"Cannot write '{folder["gone"]}': No such file or directory. Nothing was made in its place. A disk that was pulled out is the usual cause.", failure.Message);
        Assert.IsFalse(File.Exists(folder["gone"]));
        CollectionAssert.AreEqual(before, await File.ReadAllBytesAsync(folder["there"], TestContext.CancellationToken));
    }

    [TestMethod]
    public async Task TooSmallDevice_IsNamedWithThePlace()
    {
        using var folder = new TempFolder();
        using var disk = await LoopDisk.CreateAsync(folder, "disk", 6 * MiB);

        var failure = await FailAsync(_copier, new CopyBytes("/dev/zero", 20 * MiB, [new("/dev/null"), new(disk.Device)]) { Text = "copy" });

        Assert.AreEqual($"Cannot write '{disk.Device}' at byte {6 * MiB}: No space left on device. It is smaller than what is written to it.", failure.Message);
    }

    [TestMethod]
    public async Task FullDisk_IsNamedWithThePlace()
    {
        var failure = await FailAsync(_copier, new CopyBytes("/dev/zero", MiB, [new("/dev/full", 12)]) { Text = "copy" });

        Assert.AreEqual("Cannot write '/dev/full' at byte 12: No space left on device.", failure.Message);
    }

    [TestMethod]
    public async Task SourceThatEndsTooSoon_IsNamedWithThePlace()
    {
        using var folder = new TempFolder();
        RandomFile(folder["source"], 5 * MiB);

        var failure = await FailAsync(_copier, new CopyBytes(folder["source"], 6 * MiB, [new("/dev/null")]) { Text = "copy" });

        StringAssert.StartsWith(failure.Message, $"'{folder["source"]}' ends at byte {5 * MiB}, and {6 * MiB} bytes from byte 0 are to be copied.");
    }

    [TestMethod]
    public async Task MissingSource_IsNamed()
    {
        var failure = await FailAsync(_copier, new CopyBytes("/nowhere/root.img", MiB, [new("/dev/null")]) { Text = "copy" });

        Assert.AreEqual("Cannot read '/nowhere/root.img': No such file or directory.", failure.Message);
    }

    [TestMethod]
    public async Task SourceThatCannotBeRead_IsNamedWithThePlace()
    {
        // A folder opens, and reading it fails: the nearest to a damaged medium that needs no hardware.
        var failure = await FailAsync(_copier, new CopyBytes("/proc", MiB, [new("/dev/null")]) { Text = "copy", SourceOffsetBytes = 7 });

        StringAssert.StartsWith(failure.Message, "Cannot read '/proc' at byte 7: Is a directory.");
    }

    [TestMethod]
    public async Task FailureOfOneTarget_EndsTheOthers_AndAllAreClosed()
    {
        var targets = new ConcurrentDictionary<string, FakeBlockTarget>();
        var copier = new BlockCopier(path => targets[path] = new FakeBlockTarget
        {
            OnWrite = (offset, _) =>
            {
                if (path == "/b" && offset >= 8 * MiB)
                {
                    throw new StepException("b is broken.");
                }
            },
        });

        // Without an end of its own within the time of any test.
        var failure = await FailAsync(copier, new CopyBytes("/dev/zero", 1L << 50, [new("/a"), new("/b"), new("/c")]) { Text = "copy" });

        Assert.AreEqual("b is broken.", failure.Message);
        Assert.IsTrue(targets.Values.All(static target => target.IsDisposed && target.Flushes == 0));
    }

    [TestMethod]
    public async Task Cancellation_EndsACopyInTheMiddle()
    {
        using var cancel = new CancellationTokenSource();
        var written = 0L;

        await Assert.ThrowsAsync<OperationCanceledException>(() => _copier.CopyAsync(
            new CopyBytes("/dev/zero", 1L << 50, [new("/dev/null"), new("/dev/null")]) { Text = "copy" },
            count =>
            {
                if (Interlocked.Add(ref written, count) > 100 * MiB)
                {
                    cancel.Cancel();
                }
            },
            static () => { },
            cancel.Token));

        Assert.IsInRange(100 * MiB, 1000L * MiB, written);
    }

    [TestMethod]
    public async Task FewBlocks_ServeACopyOfAnySize()
    {
        var seen = new ConcurrentDictionary<nint, bool>();
        var copier = new BlockCopier(_ => new FakeBlockTarget
        {
            // Their places in memory.
            OnWrite = (_, block) => seen[Unsafe.ByteOffset(ref Unsafe.NullRef<byte>(), ref MemoryMarshal.GetReference(block))] = true,
        });

        await CopyAsync(copier, new CopyBytes("/dev/zero", 200L * 4 * MiB, [.. Enumerable.Range(0, 6).Select(static i => new CopyTarget($"/{i}"))]) { Text = "copy" });

        Assert.IsInRange(1, 4, seen.Count);
    }

    [TestMethod]
    public async Task Verify_FindsATargetThatDiffers_WithThePlace()
    {
        using var folder = new TempFolder();
        RandomFile(folder["source"], 9 * MiB);
        RandomFile(folder["good"], 10 * MiB);
        RandomFile(folder["bad"], 10 * MiB);
        var copier = new BlockCopier(path => new FakeBlockTarget(new BlockTarget(path))
        {
            // After all is written and before it is compared, one bit turns.
            OnFlush = () =>
            {
                if (path == folder["bad"])
                {
                    using var file = File.Open(path, FileMode.Open);
                    file.Position = (5 * MiB) + 17;
                    var value = file.ReadByte();
                    file.Position--;
                    file.WriteByte((byte)(value ^ 4));
                }
            },
        });
        var step = new CopyBytes(folder["source"], 9 * MiB, [new(folder["good"]), new(folder["bad"], 100)]) { Text = "copy" };

        await CopyAsync(copier, step);
        var failure = await FailAsync(copier, step with { Verify = true });

        Assert.AreEqual(
            $"'{folder["bad"]}' does not hold at byte {(5 * MiB) + 17} what was written to it. The disk, or the medium, cannot be trusted: use another one.",
            failure.Message);
    }

    [TestMethod]
    public async Task Comparing_IsToldOnce_AfterAllIsWritten()
    {
        var written = 0L;
        List<long> atComparing = [];

        await Assert.ThrowsExactlyAsync<StepException>(() => _copier.CopyAsync(
            new CopyBytes("/dev/zero", 5 * MiB, [new("/dev/null"), new("/dev/null")]) { Text = "copy", Verify = true },
            count => Interlocked.Add(ref written, count),
            () => atComparing.Add(written),
            TestContext.CancellationToken));

        // /dev/null holds nothing, which comparing must find out.
        CollectionAssert.AreEqual(new[] { 10L * MiB }, atComparing);
    }

    [TestMethod]
    public async Task AnyPlaceAndLength_GivesTheSameAsAnArrayCopy()
    {
        using var folder = new TempFolder();
        using var disk = await LoopDisk.CreateAsync(folder, "disk", 3 * MiB);
        var content = RandomFile(folder["source"], 3 * MiB);
        var expected = new byte[3 * MiB];
        var places = Gen.Select(Gen.Int[0, (3 * MiB) - 1], Gen.Int[0, (3 * MiB) - 1], Gen.Int[0, 2 * MiB], Gen.Int[0, 2]);

        await places.SampleAsync(async place =>
        {
            // Aligned to nothing, to sectors, to pages.
            var unit = place.Item4 switch { 0 => 1, 1 => 512, _ => 4096 };
            var (from, to) = (place.Item1 / unit * unit, place.Item2 / unit * unit);
            var length = Math.Min(place.Item3, (3 * MiB) - Math.Max(from, to));
            await CopyAsync(_copier, new CopyBytes(folder["source"], length, [new(disk.Device, to)]) { Text = "copy", SourceOffsetBytes = from, Verify = true });
            content.AsSpan(from, length).CopyTo(expected.AsSpan(to));
            Assert.IsTrue((await File.ReadAllBytesAsync(disk.Device, TestContext.CancellationToken)).AsSpan().SequenceEqual(expected));
        }, iter: 60, threads: 1);
    }

    private static byte[] RandomFile(string path, int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        File.WriteAllBytes(path, bytes);
        return bytes;
    }

    private Task CopyAsync(BlockCopier copier, CopyBytes step) => copier.CopyAsync(step, static _ => { }, static () => { }, TestContext.CancellationToken);

    private Task<StepException> FailAsync(BlockCopier copier, CopyBytes step) => Assert.ThrowsExactlyAsync<StepException>(() => CopyAsync(copier, step));
}
