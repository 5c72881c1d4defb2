using Domar.HostTools.Exec;
using Domar.HostTools.Mounts;
using Domar.HostTools.Tests.Fakes;
using Domar.TestKit;

namespace Domar.HostTools.Tests.Mounts;

[TestClass]
public sealed class MounterTests
{
    [TestMethod]
    [DataRow("vfat", "mount -t vfat -o ro,nosuid,nodev,noexec /dev/sdx1 ")]
    [DataRow("ext4", "mount -t ext4 -o ro,nosuid,nodev,noexec,noload /dev/sdx1 ")] // else its journal is replayed
    public async Task Mount_ChangesNothing(string fileSystem, string expected)
    {
        using var folder = new TempFolder();
        var runner = new FakeToolRunner(static _ => new ToolResult(0, "", ""));

        await new Mounter(runner).MountReadOnlyAsync("/dev/sdx1", fileSystem, folder["a/b"], CancellationToken.None);

        Assert.AreEqual(expected + folder["a/b"], runner.Runs.Single().ToString());
        Assert.IsTrue(Directory.Exists(folder["a/b"]));
    }

    [TestMethod]
    public async Task Unmount_WaitsForWhatIsInUseForAMoment()
    {
        var busy = 2;
        var runner = new FakeToolRunner(_ => busy-- > 0 ? new ToolResult(32, "", "umount: /a: target is busy.\n") : new ToolResult(0, "", ""));

        await new Mounter(runner).UnmountAsync("/a", CancellationToken.None);
        Assert.HasCount(3, runner.Runs);

        busy = int.MaxValue;
        StringAssert.Contains(
            (await Assert.ThrowsExactlyAsync<ToolException>(() => new Mounter(runner).UnmountAsync("/a", CancellationToken.None))).Message, "target is busy");
        Assert.HasCount(23, runner.Runs);
    }

    [TestMethod]
    public async Task Failures_AreTold()
    {
        using var folder = new TempFolder();
        var mounter = new Mounter(new FakeToolRunner(static _ => new ToolResult(32, "", "bad superblock\n")));

        Assert.AreEqual(
            "Cannot mount '/dev/sdx1': mount ended with 32: bad superblock",
            (await Assert.ThrowsExactlyAsync<ToolException>(() => mounter.MountReadOnlyAsync("/dev/sdx1", "vfat", folder.Path, CancellationToken.None))).Message);
        Assert.AreEqual(
            "Cannot unmount '/a': umount ended with 32: bad superblock", (await Assert.ThrowsExactlyAsync<ToolException>(() => mounter.UnmountAsync("/a", CancellationToken.None))).Message);
    }
}
