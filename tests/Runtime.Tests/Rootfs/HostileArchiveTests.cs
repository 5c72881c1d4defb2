using System.Text;
using Domar.Core.Containers;
using Domar.HostTools.Rootfs;

namespace Domar.Runtime.Tests.Rootfs;

/// <summary>
/// Archives that are made to do harm, unpacked by the real helper in real user namespaces. They aim at the fixture's own folder beside the root folder and at
/// nothing of the host: a broken containment shows as a failed test, not as a broken host.
/// </summary>
[TestClass]
public sealed class HostileArchiveTests
{
    private static readonly byte[] Evil = "evil\n"u8.ToArray();

    public static IEnumerable<object[]> Maps => [[true], [false]];

    [TestMethod]
    [DynamicData(nameof(Maps))]
    public async Task DotDot_IsRefused(bool privileged)
    {
        using var fixture = new RootfsFixture();

        var message = await fixture.RefusalAsync(new RawTar().Add("../outside/secret", content: Evil).Finish(), Map(privileged));

        StringAssert.Contains(message, "an entry '../outside/secret', which points out of the root folder ('..').");
        StringAssert.Contains(await fixture.RefusalAsync(new RawTar().Add("a/../../outside/secret", content: Evil).Finish(), Map(privileged)), "'a/../../outside/secret'");
    }

    [TestMethod]
    [DynamicData(nameof(Maps))]
    public async Task AbsoluteNames_LandInside(bool privileged)
    {
        using var fixture = new RootfsFixture();
        var victim = Path.Combine(fixture.Outside, "secret");

        await fixture.UnchangedOutsideAsync(() => fixture.UnpackAsync(new RawTar().AddPax("path", Encoding.UTF8.GetBytes(victim)).Add("x", content: Evil).Finish(), Map(privileged)));

        Assert.AreEqual("evil\n", fixture.Read(victim[1..]));
    }

    [TestMethod]
    [DynamicData(nameof(Maps))]
    public async Task FileThroughALink_StaysInside(bool privileged)
    {
        using var fixture = new RootfsFixture();
        var archive = new RawTar()
            .Add("a", '2', link: fixture.Outside).Add("r", '2', link: "../outside")
            .Add("outside", '5', mode: 0x1ed)
            .Add("r/secret", content: Evil).Finish();

        await fixture.UnchangedOutsideAsync(() => fixture.UnpackAsync(archive, Map(privileged)));

        Assert.AreEqual("evil\n", fixture.Read("outside/secret"));
    }

    [TestMethod]
    [DynamicData(nameof(Maps))]
    public async Task FileThroughALinkToNothingInside_IsAnError(bool privileged)
    {
        using var fixture = new RootfsFixture();

        // The link's target exists, but outside only.
        var archive = new RawTar().Add("a", '2', link: fixture.Outside).Add("a/secret", content: Evil).Finish();

        StringAssert.Contains(await fixture.RefusalAsync(archive, Map(privileged)), "Cannot make the folder 'a': a file, or a link to nothing, has its name.");
    }

    [TestMethod]
    [DynamicData(nameof(Maps))]
    public async Task FileInTheNameOfALink_ReplacesTheLink(bool privileged)
    {
        using var fixture = new RootfsFixture();
        var archive = new RawTar()
            .Add("f", '2', link: "../outside/secret").Add("f", content: Evil)
            .Add("d", '2', link: fixture.Outside).Add("d", '5', mode: 0x1ff, uid: 5).Add("d/secret", content: Evil)
            .Add("n", '2', link: Path.Combine(fixture.Outside, "secret")).Add("n", '6').Finish();

        await fixture.UnchangedOutsideAsync(() => fixture.UnpackAsync(archive, Map(privileged)));

        Assert.AreEqual("regular file", await fixture.StatAsync("%F", "f"));
        Assert.AreEqual("evil\n", fixture.Read("d/secret"));
        Assert.AreEqual("fifo", await fixture.StatAsync("%F", "n"));
    }

    [TestMethod]
    [DynamicData(nameof(Maps))]
    public async Task LinkInTheNameOfAFolderOnTheWay_IsNotFollowedOut(bool privileged)
    {
        using var fixture = new RootfsFixture();

        // The folder that is open from the entry before is replaced by a link.
        var archive = new RawTar().Add("d/e", '5', mode: 0x1ed).Add("d/e/f", content: Evil).Add("d/e/f", '2', link: fixture.Outside).Add("d/e/f/secret", content: Evil)
            .Add("z", '5', mode: 0x1ed).Add("z", '2', link: "../outside").Add("z/secret", content: Evil).Finish();

        _ = await fixture.RefusalAsync(archive, Map(privileged));
    }

    [TestMethod]
    [DynamicData(nameof(Maps))]
    public async Task HardLink_ToAFileOfTheHost_IsRefused(bool privileged)
    {
        using var fixture = new RootfsFixture();

        StringAssert.Contains(await fixture.RefusalAsync(new RawTar().Add("x", '1', link: Path.Combine(fixture.Outside, "secret")).Finish(), Map(privileged)), "which is no file that came before it");
        StringAssert.Contains(await fixture.RefusalAsync(new RawTar().Add("x", '1', link: "../outside/secret").Finish(), Map(privileged)), "points out of the root folder");
        StringAssert.Contains(
            await fixture.RefusalAsync(new RawTar().Add("l", '2', link: fixture.Outside).Add("x", '1', link: "l/secret").Finish(), Map(privileged)), "no file that came before it");
    }

    [TestMethod]
    public async Task DeviceNodes_AreLeftOut()
    {
        using var fixture = new RootfsFixture();
        var archive = new RawTar().Add("dev/sda", '4', major: 8).Add("opt/null", '3', major: 1, minor: 3).Add("opt/null2", '1', link: "opt/null").Add("etc/x", content: Evil).Finish();

        var result = await fixture.UnpackAsync(archive);

        Assert.AreEqual(3, result.Skipped);
        Assert.AreEqual(1, result.Entries);
        Assert.IsFalse(Path.Exists(Path.Combine(fixture.Root, "opt/null")));
        Assert.AreEqual("evil\n", fixture.Read("etc/x"));
    }

    [TestMethod]
    public async Task DeviceNodes_OfPrivilegedContainers_AreMade_ButNotInDev()
    {
        using var fixture = new RootfsFixture();
        var archive = new RawTar().Add("dev/sda", '4', major: 8).Add("opt/null", '3', mode: 0x1b6, major: 1, minor: 3).Finish();

        var result = await fixture.UnpackAsync(archive, ContainerIdMap.Privileged);

        Assert.AreEqual(1, result.Skipped);
        Assert.AreEqual("character special file 666 1 3", await fixture.StatAsync("%F %a %t %T", "opt/null"));
    }

    [TestMethod]
    public async Task OwnerOutsideOfTheMap_IsRefused()
    {
        using var fixture = new RootfsFixture();

        StringAssert.Contains(
            await fixture.RefusalAsync(new RawTar().Add("x", content: Evil, uid: 70000).Finish()), "an entry 'x' of user 70000, and the container has the user ids 0-65535 only.");
    }

    [TestMethod]
    public async Task HugeDeclaredSize_IsRefused_BeforeAnythingIsWritten()
    {
        using var fixture = new RootfsFixture();
        var archive = new RawTar().Add("x", content: Evil, size: 1L << 50).Finish();

        StringAssert.Contains(await fixture.RefusalAsync(archive), "The archive's contents reach 274877906944 bytes, the limit, with 'x'");
        Assert.IsFalse(Path.Exists(Path.Combine(fixture.Root, "x")));
        StringAssert.Contains(await fixture.RefusalAsync(archive, limits: new ArchiveLimits(long.MaxValue, 10)), "The archive is cut short");
    }

    [TestMethod]
    public async Task TooManyEntries_AreRefused()
    {
        using var fixture = new RootfsFixture();

        StringAssert.Contains(
            await fixture.RefusalAsync(new RawTar().Add("x").Add("y").Add("z").Finish(), limits: new ArchiveLimits(1000, 2)), "more than 2 entries");
    }

    [TestMethod]
    public async Task BombInContents_EndsAtTheLimit()
    {
        using var fixture = new RootfsFixture();
        var bomb = fixture.Gzip(new RawTar().Add("x", content: new byte[64 << 20]).Finish());
        Assert.IsLessThan(1 << 20, new FileInfo(bomb).Length);

        var refusal = await Assert.ThrowsExactlyAsync<RootfsException>(
            () => fixture.Rootfs.UnpackAsync(fixture.Target(), bomb, new ArchiveLimits(1 << 20, 10), null, CancellationToken.None));

        StringAssert.Contains(refusal.Message, "The archive's contents reach 1048576 bytes, the limit");
    }

    [TestMethod]
    public async Task BombInHeaders_EndsAtTheLimit()
    {
        using var fixture = new RootfsFixture();
        var attribute = new byte[64 << 20];
        attribute.AsSpan().Fill((byte)'a');
        var bomb = fixture.Gzip(new RawTar().AddPax("comment", attribute).Add("x").Finish());

        var refusal = await Assert.ThrowsExactlyAsync<RootfsException>(() => fixture.Rootfs.UnpackAsync(fixture.Target(), bomb, ArchiveLimits.Default, null, CancellationToken.None));

        StringAssert.Contains(refusal.Message, "more than the limit");
    }

    [TestMethod]
    public async Task HeaderThatAsksForAllMemory_IsRefused()
    {
        using var fixture = new RootfsFixture();

        var message = await fixture.RefusalAsync(new RawTar().Add("PaxHeaders/x", 'x', content: Evil, size: int.MaxValue - 100).Finish());

        StringAssert.Contains(message, "The archive asks for more memory than it may have.");
    }

    private static ContainerIdMap Map(bool privileged) => privileged ? ContainerIdMap.Privileged : ContainerIdMap.Unprivileged();
}
