using Domar.Core.Containers;
using Domar.HostTools.Exec;
using Domar.HostTools.Rootfs;

namespace Domar.Runtime.Tests.Rootfs;

/// <summary>Volumes that the helper mounts itself, where nobody else sees it: image files on loop devices.</summary>
[TestClass]
public sealed class VolumeTests
{
    [TestMethod]
    public async Task Volume_IsFormattedUnpackedReadAndSetUp_AndNeverSeenMounted()
    {
        using var fixture = new RootfsFixture();
        var target = await VolumeAsync(fixture, 32);
        var archive = fixture.Archive(new RawTar().Add("etc/os-release", content: "ID=debian\nVERSION_ID=13\n"u8.ToArray()).Add("etc/shadow", content: "root:*:1:0:99999:7:::\n"u8.ToArray(), mode: 0x1a0, gid: 42).Finish());

        await fixture.Rootfs.UnpackAsync(target, archive, ArchiveLimits.Default, null, CancellationToken.None);
        await fixture.Rootfs.SetUpAsync(target, [new GuestEdit.WriteFile("/etc/hostname", "web\n"), new GuestEdit.SetPassword("root", "$y$x")], CancellationToken.None);
        var facts = await fixture.Rootfs.InspectAsync(
            target, GuestOsDetector.Query.And(new GuestFactsQuery(["/etc/hostname", "/etc/shadow"], ["/etc", "/absent"], ["/etc"])), CancellationToken.None);

        Assert.AreEqual(new GuestOs("debian", "13"), GuestOsDetector.Detect(facts));
        Assert.AreEqual("web\n", facts.Text("/etc/hostname"));
        StringAssert.StartsWith(facts.Text("/etc/shadow"), "root:$y$x:2");
        Assert.IsTrue(facts.Has("/etc"));
        Assert.IsFalse(facts.Has("/absent"));
        Assert.IsTrue(facts.Existing.IsSupersetOf(["/etc/hostname", "/etc/os-release", "/etc/shadow"]));
        Assert.IsEmpty(Directory.EnumerateFileSystemEntries(fixture.Root), "the mount is seen outside");
        await AssertNoLoopAsync(fixture, target);

        // From the outside: whom root folder and files belong to.
        StringAssert.Matches(await fixture.RunAsync("debugfs", "-R", "stat /", target.Mount!.Path), new(@"User: 100000\s+Group: 100000"));
        StringAssert.Matches(await fixture.RunAsync("debugfs", "-R", "stat /etc/shadow", target.Mount.Path), new(@"Mode:\s+0640[\s\S]*User: 100000\s+Group: 100042"));
    }

    [TestMethod]
    public async Task FullVolume_IsSaid_AndLeavesNoLoopDevice()
    {
        using var fixture = new RootfsFixture();
        var target = await VolumeAsync(fixture, 8);
        var content = new byte[16 << 20];
        new Random(1).NextBytes(content);

        var full = await Assert.ThrowsExactlyAsync<NoSpaceException>(() => fixture.Rootfs.UnpackAsync(
            target, fixture.Archive(new RawTar().Add("etc/big", content: content).Finish()), ArchiveLimits.Default, null, CancellationToken.None));

        Assert.AreEqual($"Cannot unpack '{fixture["a.tar"]}': Cannot write 'etc/big': the container's volume is full. Make it larger.", full.Message);
        await AssertNoLoopAsync(fixture, target);
    }

    [TestMethod]
    public async Task FullVolume_FailsASetUp_AndTheOldFileStays()
    {
        using var fixture = new RootfsFixture();
        var target = await VolumeAsync(fixture, 8);
        await fixture.Rootfs.SetUpAsync(target, [new GuestEdit.WriteFile("/etc/hosts", "old\n")], CancellationToken.None);
        var fill = Enumerable.Range(0, 20).Select(static i => (GuestEdit)new GuestEdit.WriteFile($"/f{i}", new string('x', 1 << 20)));

        await Assert.ThrowsExactlyAsync<NoSpaceException>(() => fixture.Rootfs.SetUpAsync(target, [.. fill], CancellationToken.None));
        await Assert.ThrowsExactlyAsync<NoSpaceException>(() => fixture.Rootfs.SetUpAsync(target, [new GuestEdit.WriteFile("/etc/hosts", new string('x', 1 << 20))], CancellationToken.None));

        var facts = await fixture.Rootfs.InspectAsync(target, new GuestFactsQuery(["/etc/hosts"], [], ["/etc"]), CancellationToken.None);
        Assert.AreEqual("old\n", facts.Text("/etc/hosts"));
        Assert.AreEqual("/etc/hosts", facts.Existing.Single());
    }

    [TestMethod]
    public async Task Format_RefusesAVolumeThatHoldsSomething()
    {
        using var fixture = new RootfsFixture();
        var target = await VolumeAsync(fixture, 8);

        var refusal = await Assert.ThrowsExactlyAsync<ToolException>(() => fixture.Rootfs.FormatAsync(target.Mount!.Path, target.IdMap, CancellationToken.None));

        StringAssert.Contains(refusal.Message, "it holds ext4 already. Use another volume");
    }

    [TestMethod]
    public async Task VolumeThatCannotBeMounted_IsSaid()
    {
        using var fixture = new RootfsFixture();
        File.WriteAllBytes(fixture["volume"], new byte[1 << 20]);
        var target = fixture.Target() with { Mount = new MountSource(fixture["volume"], IsImageFile: true) };

        var failure = await Assert.ThrowsExactlyAsync<RootfsException>(() => fixture.Rootfs.InspectAsync(target, GuestOsDetector.Query, CancellationToken.None));

        StringAssert.Contains(failure.Message, $"Cannot mount '{fixture["volume"]}'");
        await AssertNoLoopAsync(fixture, target);
    }

    private static async Task<RootfsTarget> VolumeAsync(RootfsFixture fixture, int mebibytes)
    {
        using (var file = File.Create(fixture["volume"]))
        {
            file.SetLength((long)mebibytes << 20);
        }

        var target = fixture.Target() with { Mount = new MountSource(fixture["volume"], IsImageFile: true) };
        await fixture.Rootfs.FormatAsync(target.Mount.Path, target.IdMap, CancellationToken.None);
        return target;
    }

    private static async Task AssertNoLoopAsync(RootfsFixture fixture, RootfsTarget target) => Assert.AreEqual("", await fixture.RunAsync("losetup", "-j", target.Mount!.Path));
}
