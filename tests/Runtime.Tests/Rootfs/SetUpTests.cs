using Domar.Core.Containers;
using Domar.HostTools.Rootfs;

namespace Domar.Runtime.Tests.Rootfs;

/// <summary>Edits in root file systems whose guests have prepared traps.</summary>
[TestClass]
public sealed class SetUpTests
{
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task LinksOutOfTheRoot_AreNotFollowed(bool privileged)
    {
        using var fixture = new RootfsFixture();
        var secret = Path.Combine(fixture.Outside, "secret");
        await fixture.UnpackAsync(new RawTar()
            .Add("etc", '5', mode: 0x1ed).Add("etc/hostname", '2', link: secret).Add("etc/hosts", '2', link: "../../outside/secret")
            .Add("root", '2', link: fixture.Outside).Add("var", '2', link: "/only-in-the-guest").Add("only-in-the-guest", '5', mode: 0x1ed).Finish(), Map(privileged));

        await fixture.UnchangedOutsideAsync(async () =>
        {
            await ApplyAsync(fixture, privileged, new GuestEdit.WriteFile("/etc/hostname", "a\n"), new GuestEdit.WriteFile("/etc/hosts", "b\n"), new GuestEdit.WriteFile("/var/x", "c\n"));
            await Assert.ThrowsExactlyAsync<RootfsException>(() => ApplyAsync(fixture, privileged, new GuestEdit.MakeFolder("/root/.ssh", 0x1c0)));
            await Assert.ThrowsExactlyAsync<RootfsException>(() => ApplyAsync(fixture, privileged, new GuestEdit.WriteFile("/root/.ssh/authorized_keys", "k\n")));
            await ApplyAsync(fixture, privileged, new GuestEdit.Remove("/root/secret"));
            return 0;
        });

        Assert.AreEqual("a\n", fixture.Read("etc/hostname"));
        Assert.AreEqual("regular file", await fixture.StatAsync("%F", "etc/hosts"));
        Assert.AreEqual("c\n", fixture.Read("only-in-the-guest/x"));
    }

    [TestMethod]
    public async Task Reading_DoesNotFollowLinksOut_AndNeverOpensPipesAndDevices()
    {
        using var fixture = new RootfsFixture();
        await fixture.UnpackAsync(new RawTar()
            .Add("etc", '5', mode: 0x1ed).Add("etc/os-release", '2', link: "../usr/lib/os-release").Add("usr/lib/os-release", content: "ID=debian\n"u8.ToArray())
            .Add("etc/debian_version", '2', link: Path.Combine(fixture.Outside, "secret")).Add("etc/gentoo-release", '6').Finish());

        var facts = await fixture.Rootfs.InspectAsync(fixture.Target(), GuestOsDetector.Query, CancellationToken.None);

        Assert.AreEqual("ID=debian\n", facts.Text("/etc/os-release"));
        Assert.IsNull(facts.Text("/etc/debian_version"));
        Assert.IsNull(facts.Text("/etc/gentoo-release"));
        Assert.IsTrue(facts.Has("/etc/gentoo-release"));
    }

    [TestMethod]
    public async Task Edits_KeepOwnerAndMode_AndWriteNothingTwice()
    {
        using var fixture = new RootfsFixture();
        await fixture.UnpackAsync(new RawTar().Add("etc/a", content: "old\n"u8.ToArray(), mode: 0x1b0, uid: 7, gid: 8).Add("etc/localtime", content: "x"u8.ToArray()).Finish());
        GuestEdit[] edits =
        [
            new GuestEdit.WriteFile("/etc/a", "new\n"), new GuestEdit.WriteFile("/etc/b/c", "c\n", 0x180), new GuestEdit.MakeFolder("/etc/d", 0x1c0),
            new GuestEdit.MakeSymlink("/etc/localtime", "/usr/share/zoneinfo/Etc/UTC"), new GuestEdit.Remove("/etc/absent"), new GuestEdit.Remove("/absent/absent"),
        ];

        await ApplyAsync(fixture, false, edits);
        var inode = await fixture.StatAsync("%i %Z", "etc/a");
        await ApplyAsync(fixture, false, edits);

        Assert.AreEqual(inode, await fixture.StatAsync("%i %Z", "etc/a"));
        Assert.AreEqual("new\n", fixture.Read("etc/a"));
        Assert.AreEqual("660 100007:100008", await fixture.StatAsync("%a %u:%g", "etc/a"));
        Assert.AreEqual("600 100000:100000", await fixture.StatAsync("%a %u:%g", "etc/b/c"));
        Assert.AreEqual("755 100000:100000", await fixture.StatAsync("%a %u:%g", "etc/b"));
        Assert.AreEqual("700", await fixture.StatAsync("%a", "etc/d"));
        Assert.AreEqual("/usr/share/zoneinfo/Etc/UTC", new FileInfo(Path.Combine(fixture.Root, "etc/localtime")).LinkTarget);
        Assert.IsEmpty(Directory.EnumerateFiles(fixture.Root, ".domar-new", SearchOption.AllDirectories));
    }

    [TestMethod]
    public async Task PasswordOfAbsentUser_IsSaid()
    {
        using var fixture = new RootfsFixture();
        await fixture.UnpackAsync(new RawTar().Add("etc/shadow", content: "daemon:*:1:\n"u8.ToArray()).Finish());

        var failure = await Assert.ThrowsExactlyAsync<RootfsException>(() => ApplyAsync(fixture, false, new GuestEdit.SetPassword("root", "$y$x")));

        Assert.AreEqual("Cannot set the container up: Cannot set the password of 'root': the container has no such user in /etc/shadow.", failure.Message);
    }

    [TestMethod]
    [DataRow("etc/hostname")]
    [DataRow("/etc/../../x")]
    [DataRow("/")]
    public async Task PathsThatAreNone_AreRefused(string path)
    {
        using var fixture = new RootfsFixture();

        await Assert.ThrowsExactlyAsync<RootfsException>(() => ApplyAsync(fixture, false, new GuestEdit.WriteFile(path, "x")));
    }

    private static Task ApplyAsync(RootfsFixture fixture, bool privileged, params GuestEdit[] edits) =>
        fixture.Rootfs.SetUpAsync(fixture.Target(Map(privileged)), edits, CancellationToken.None);

    private static ContainerIdMap Map(bool privileged) => privileged ? ContainerIdMap.Privileged : ContainerIdMap.Unprivileged();
}
