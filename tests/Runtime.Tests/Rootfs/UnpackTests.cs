using System.Diagnostics;
using System.Globalization;
using Domar.Core.Containers;
using Domar.HostTools.Exec;
using Domar.HostTools.Rootfs;

namespace Domar.Runtime.Tests.Rootfs;

/// <summary>What unpacking keeps of an archive.</summary>
[TestClass]
public sealed class UnpackTests
{
    // VFS_CAP_REVISION_2 with the effective bit, and CAP_SETUID (7) permitted: 0x80 is no UTF-8.
    private static readonly byte[] SetuidCapability = [1, 0, 0, 2, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow("cat")]
    [DataRow("gzip -c")]
    [DataRow("xz -c")]
    [DataRow("zstd -q -c")]
    public async Task OwnersModesTimesAndLinks_AreKept_InEachPacking(string pack)
    {
        using var fixture = new RootfsFixture();
        var sparse = new byte[4 << 20];
        sparse[^1] = 1;
        var archive = fixture.Archive(new RawTar()
            .Add("./", '5', mode: 0x1ed, time: 1_600_000_000)
            .Add("./usr/", '5', mode: 0x5fd, uid: 0, gid: 50, time: 1_600_000_001)
            .Add("./usr/su", content: "su\n"u8.ToArray(), mode: 0x9ed, time: 1_600_000_002)
            .Add("./usr/hard", '1', link: "./usr/su")
            .Add("./usr/soft", '2', link: "../usr/su", uid: 33, gid: 34, time: 1_600_000_003)
            .Add("./usr/fifo", '6', mode: 0x180, uid: 1)
            .Add("./usr/sparse", content: sparse, uid: 1000, gid: 65535)
            .Add("./usr/empty", mode: 0)
            .Add("./srv", '5', mode: 0x1ed)
            .Add("./srv/x", content: "x"u8.ToArray(), mode: 0x1b6)
            .Finish());
        await fixture.RunAsync("sh", "-c", $"{pack} '{archive}' > '{archive}.packed'");
        var progress = new List<UnpackProgress>();

        var result = await fixture.Rootfs.UnpackAsync(fixture.Target(), archive + ".packed", ArchiveLimits.Default, progress.Add, CancellationToken.None);

        Assert.AreEqual(10, result.Entries);
        Assert.AreEqual((4 << 20) + 4, result.Bytes);
        Assert.IsEmpty(result.Warnings);
        Assert.IsNotEmpty(progress);
        Assert.AreEqual("directory 100000:100000 755 1600000000", await fixture.StatAsync("%F %u:%g %a %Y", "."));
        Assert.AreEqual("directory 100000:100050 2775 1600000001", await fixture.StatAsync("%F %u:%g %a %Y", "usr"));
        Assert.AreEqual("regular file 100000:100000 4755 1600000002 2", await fixture.StatAsync("%F %u:%g %a %Y %h", "usr/su"));
        Assert.AreEqual(await fixture.StatAsync("%i", "usr/su"), await fixture.StatAsync("%i", "usr/hard"));
        Assert.AreEqual("symbolic link 100033:100034 1600000003", await fixture.StatAsync("%F %u:%g %Y", "usr/soft"));
        Assert.AreEqual("fifo 100001:100000 600", await fixture.StatAsync("%F %u:%g %a", "usr/fifo"));
        Assert.AreEqual("101000:165535 4194304", await fixture.StatAsync("%u:%g %s", "usr/sparse"));
        Assert.IsLessThan(2048, int.Parse(await fixture.StatAsync("%b", "usr/sparse"), CultureInfo.InvariantCulture));
        CollectionAssert.AreEqual(sparse, File.ReadAllBytes(Path.Combine(fixture.Root, "usr/sparse")));
        Assert.AreEqual("666 100000:100000", await fixture.StatAsync("%a %u:%g", "srv/x"));
        Assert.AreEqual("regular empty file 0 100000", await fixture.StatAsync("%F %a %g", "usr/empty"));
    }

    [TestMethod]
    public async Task SeveralRangesOfIds_AreMapped()
    {
        using var fixture = new RootfsFixture();
        ContainerIdRange[] ranges = [new(0, 100000, 1000), new(1000, 5000, 1), new(1001, 101001, 64535)];

        await fixture.UnpackAsync(new RawTar().Add("a", uid: 1000, gid: 1001).Add("b", uid: 999).Finish(), new ContainerIdMap(ranges, ranges));

        Assert.AreEqual("5000:101001", await fixture.StatAsync("%u:%g", "a"));
        Assert.AreEqual("100999:100000", await fixture.StatAsync("%u:%g", "b"));
    }

    [TestMethod]
    public async Task Capabilities_AreKept_AlsoBinaryOnes()
    {
        using var fixture = new RootfsFixture();
        var archive = new RawTar().AddPax("SCHILY.xattr.security.capability", SetuidCapability).Add("newuidmap", content: "x"u8.ToArray(), mode: 0x1ed).Finish();

        var result = await fixture.UnpackAsync(archive);

        Assert.IsEmpty(result.Warnings);
        if (ProgramFinder.Find("getcap") is null)
        {
            Assert.Inconclusive("SKIPPED: getcap is not here (apt install libcap2-bin).");
        }

        // Seen from the host, it is the container's root that gives it.
        StringAssert.Contains(await fixture.RunAsync("getcap", "-n", Path.Combine(fixture.Root, "newuidmap")), "cap_setuid=ep [rootid=100000]");
    }

    [TestMethod]
    public async Task HundredThousandEntries_GoQuickly()
    {
        using var fixture = new RootfsFixture();
        var tar = new RawTar();
        for (var folder = 0; folder < 100; folder++)
        {
            tar.Add($"d{folder}", '5', mode: 0x1ed);
            for (var file = 0; file < 999; file++)
            {
                tar.Add($"d{folder}/f{file}", content: "x"u8.ToArray());
            }
        }

        var archive = fixture.Archive(tar.Finish());
        var clock = Stopwatch.StartNew();
        var result = await fixture.Rootfs.UnpackAsync(fixture.Target(), archive, ArchiveLimits.Default, null, CancellationToken.None);

        TestContext.WriteLine($"{result.Entries} entries in {clock.Elapsed.TotalSeconds:0.0} s");
        Assert.AreEqual(100_000, result.Entries);

        // Some times what tar takes on a slow and loaded disk (17 s); anything quadratic takes hours.
        Assert.IsLessThan(120, clock.Elapsed.TotalSeconds);
    }

    [TestMethod]
    public async Task Cancelled_NothingGoesOnInTheFolder()
    {
        using var fixture = new RootfsFixture();
        var tar = new RawTar();
        for (var file = 0; file < 50_000; file++)
        {
            tar.Add($"f{file}", content: "x"u8.ToArray());
        }

        var archive = fixture.Archive(tar.Finish());
        using var cancel = new CancellationTokenSource();

        await Assert.ThrowsAsync<OperationCanceledException>(
            () => fixture.Rootfs.UnpackAsync(fixture.Target(), archive, ArchiveLimits.Default, _ => cancel.Cancel(), cancel.Token));

        var clock = Stopwatch.StartNew();
        while (Directory.EnumerateDirectories("/proc").Any(folder => new FileInfo($"{folder}/cwd") is var cwd && Target(cwd) == fixture.Root))
        {
            Assert.IsLessThan(30, clock.Elapsed.TotalSeconds, "the inner part lives on");
        }

        static string? Target(FileInfo link)
        {
            try
            {
                return link.LinkTarget;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
    }
}
