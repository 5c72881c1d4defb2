using Domar.Core.Containers;
using Domar.HostTools.Rootfs;

namespace Domar.Runtime.Tests.Rootfs;

/// <summary>What is said of archives that are no archives, or not whole.</summary>
[TestClass]
public sealed class DamagedArchiveTests
{
    [TestMethod]
    public async Task NoArchive_IsSaid()
    {
        using var fixture = new RootfsFixture();

        Assert.AreEqual(
            $"Cannot unpack '{fixture["a.tar"]}': The file is no archive: it is a web page; the download went wrong. Templates are tar archives, plain or packed with gzip, xz or zstd.",
            await fixture.RefusalAsync("<html></html>"u8.ToArray()));
        StringAssert.Contains(await fixture.RefusalAsync([]), "is no archive: the file is empty.");
        StringAssert.Contains(await fixture.RefusalAsync(new byte[10240]), "is no archive: it begins with zeros only.");
    }

    [TestMethod]
    [DataRow("mid-file")]
    [DataRow("between entries")]
    [DataRow("mid-header")]
    public async Task CutShort_IsSaid(string where)
    {
        using var fixture = new RootfsFixture();
        var whole = new RawTar().Add("etc/a", content: new byte[3000]).Add("etc/b", content: new byte[3000]).Unfinished();
        var length = where switch { "mid-file" => whole.Length - 1000, "between entries" => whole.Length / 2, _ => (whole.Length / 2) + 100 };

        StringAssert.Contains(await fixture.RefusalAsync(whole[..length]), "The archive is cut short: it ends after entry 1, 'etc/a'. Get it again.");
    }

    [TestMethod]
    [DataRow("gzip")]
    [DataRow("xz")]
    [DataRow("zstd")]
    public async Task CutShortPacking_IsSaid(string tool)
    {
        using var fixture = new RootfsFixture();
        var content = new byte[100_000];
        new Random(1).NextBytes(content);
        var archive = fixture.Archive(new RawTar().Add("etc/a", content: content).Add("etc/b", content: content).Finish());
        await fixture.RunAsync("sh", "-c", $"{tool} -q -c '{archive}' > '{archive}.packed' && truncate -s 60000 '{archive}.packed'");

        var refusal = await Assert.ThrowsExactlyAsync<RootfsException>(
            () => fixture.Rootfs.UnpackAsync(fixture.Target(), archive + ".packed", ArchiveLimits.Default, null, CancellationToken.None));

        StringAssert.Matches(refusal.Message, new("The archive is (damaged or )?cut short"));
    }

    [TestMethod]
    [DataRow("gzip")]
    [DataRow("xz")]
    [DataRow("zstd")]
    public async Task DamagedEndOfThePacking_IsSaid_ThoughAllEntriesWereRead(string tool)
    {
        using var fixture = new RootfsFixture();
        var archive = fixture.Archive(new RawTar().Add("etc/a", content: new byte[100_000]).Finish());
        await fixture.RunAsync("sh", "-c", $"{tool} -q -c '{archive}' > '{archive}.packed'");
        var packed = File.ReadAllBytes(archive + ".packed");

        // The checksum: of gzip before the length, of zstd last, of xz in its index.
        packed[tool switch { "gzip" => packed.Length - 6, "zstd" => packed.Length - 1, _ => packed.Length - 14 }] ^= 0xff;
        File.WriteAllBytes(archive + ".packed", packed);

        var refusal = await Assert.ThrowsExactlyAsync<RootfsException>(
            () => fixture.Rootfs.UnpackAsync(fixture.Target(), archive + ".packed", ArchiveLimits.Default, null, CancellationToken.None));

        StringAssert.Contains(refusal.Message, "The archive is damaged");
    }

    [TestMethod]
    public async Task DamagedHeader_IsSaid()
    {
        using var fixture = new RootfsFixture();
        var archive = new RawTar().Add("etc/a", content: new byte[512]).Add("etc/b", content: new byte[512]).Finish();
        archive[1024 + 3] ^= 1;

        StringAssert.Contains(await fixture.RefusalAsync(archive), "The archive is damaged after entry 1, 'etc/a'. Get it again.");
    }

    [TestMethod]
    public async Task SparseAndUnknownKinds_AreRefused()
    {
        using var fixture = new RootfsFixture();

        StringAssert.Contains(await fixture.RefusalAsync(new RawTar().AddPax("GNU.sparse.major", "1"u8.ToArray()).Add("x", content: new byte[512]).Finish()), "without --sparse");
        StringAssert.Contains(await fixture.RefusalAsync(new RawTar().Add("x", 'S', content: new byte[512]).Finish()), "without --sparse");
    }

    [TestMethod]
    public async Task AbsentArchiveAndFolder_AreSaid()
    {
        using var fixture = new RootfsFixture();
        var target = fixture.Target();

        StringAssert.Contains(
            (await Assert.ThrowsExactlyAsync<RootfsException>(() => fixture.Rootfs.UnpackAsync(target, "/nonexistent.tar", ArchiveLimits.Default, null, CancellationToken.None))).Message,
            "Cannot open the archive '/nonexistent.tar'");
        StringAssert.Contains(
            (await Assert.ThrowsExactlyAsync<RootfsException>(() => fixture.Rootfs.InspectAsync(target with { Folder = fixture["absent"] }, GuestOsDetector.Query, CancellationToken.None))).Message,
            "absent' is not there");
    }

    [TestMethod]
    public async Task FolderWithContent_IsLeftAlone()
    {
        using var fixture = new RootfsFixture();
        File.WriteAllText(Path.Combine(fixture.Root, "x"), "");

        StringAssert.Contains(await fixture.RefusalAsync(new RawTar().Add("x").Finish()), "a folder that is not empty");
    }
}
