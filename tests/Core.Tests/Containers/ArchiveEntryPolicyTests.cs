using CsCheck;
using Domar.Core.Containers;

namespace Domar.Core.Tests.Containers;

[TestClass]
public sealed class ArchiveEntryPolicyTests
{
    private static readonly ArchiveEntryPolicy Unprivileged = new(ContainerIdMap.Unprivileged(), new ArchiveLimits(1000, 10));
    private static readonly ArchiveEntryPolicy Privileged = new(ContainerIdMap.Privileged, new ArchiveLimits(1000, 10));

    [TestMethod]
    [DataRow("etc/passwd", "etc/passwd")]
    [DataRow("./etc/passwd", "etc/passwd")]
    [DataRow("././etc//ssh/", "etc/ssh")]
    [DataRow("/etc/passwd", "etc/passwd")]
    [DataRow("./", ".")]
    [DataRow("/", ".")]
    [DataRow("usr/share/..foo", "usr/share/..foo")]
    [DataRow("dev", "dev")]
    [DataRow("devices/x", "devices/x")]
    public void PlainNames_AreTaken_RelativeToTheRoot(string name, string expected) =>
        Assert.AreEqual(new ArchiveVerdict.Take(expected, null), Judge(new ArchiveEntry(name, ArchiveEntryKind.Folder)));

    [TestMethod]
    [DataRow("../etc/passwd", "points out of the root folder")]
    [DataRow("a/../../etc/passwd", "points out of the root folder")]
    [DataRow("a/..", "points out of the root folder")]
    [DataRow("/../etc", "points out of the root folder")]
    [DataRow("/./etc", "is an absolute path with '.' in it")]
    [DataRow("", "has no name")]
    [DataRow("a\0b", "has a NUL character")]
    public void OtherNames_AreRefused_WithTheReason(string name, string reason)
    {
        var refuse = (ArchiveVerdict.Refuse)Judge(new ArchiveEntry(name, ArchiveEntryKind.File));
        StringAssert.Contains(refuse.Reason, reason);
        Assert.IsFalse(refuse.Reason.Contains('\0', StringComparison.Ordinal));
    }

    [TestMethod]
    public void OverlongNames_AreRefused_AndCutInTheMessage()
    {
        Assert.IsInstanceOfType<ArchiveVerdict.Take>(Judge(new ArchiveEntry(new string('a', 255), ArchiveEntryKind.File)));
        Assert.IsInstanceOfType<ArchiveVerdict.Refuse>(Judge(new ArchiveEntry(new string('a', 256), ArchiveEntryKind.File)));
        Assert.IsInstanceOfType<ArchiveVerdict.Refuse>(Judge(new ArchiveEntry(new string('é', 128), ArchiveEntryKind.File)));
        var refuse = (ArchiveVerdict.Refuse)Judge(new ArchiveEntry(string.Concat(Enumerable.Repeat("a/", 2048)) + "b", ArchiveEntryKind.File));
        Assert.IsLessThan(400, refuse.Reason.Length);
    }

    [TestMethod]
    public void Devices_AreSkippedUnprivileged_AndTakenPrivileged_ButNotInDev()
    {
        var node = new ArchiveEntry("var/chroot/null", ArchiveEntryKind.CharacterDevice);
        Assert.IsInstanceOfType<ArchiveVerdict.Skip>(Unprivileged.Judge(node, 0, 0));
        Assert.IsInstanceOfType<ArchiveVerdict.Take>(Privileged.Judge(node, 0, 0));
        Assert.IsInstanceOfType<ArchiveVerdict.Skip>(Privileged.Judge(new ArchiveEntry("./dev/null", ArchiveEntryKind.CharacterDevice), 0, 0));
        Assert.IsInstanceOfType<ArchiveVerdict.Skip>(Privileged.Judge(new ArchiveEntry("dev/x", ArchiveEntryKind.File), 0, 0));
        Assert.IsInstanceOfType<ArchiveVerdict.Take>(Unprivileged.Judge(new ArchiveEntry("run/initctl", ArchiveEntryKind.Fifo), 0, 0));
    }

    [TestMethod]
    public void HardLinks_FollowTheRulesOfNames()
    {
        Assert.AreEqual(new ArchiveVerdict.Take("a", "etc/shadow"), Judge(Link("/etc/shadow")));
        Assert.IsInstanceOfType<ArchiveVerdict.Refuse>(Judge(Link("../../etc/shadow")));
        Assert.IsInstanceOfType<ArchiveVerdict.Refuse>(Judge(Link("")));
        Assert.IsInstanceOfType<ArchiveVerdict.Skip>(Judge(Link("./dev/null")));

        static ArchiveEntry Link(string target) => new("a", ArchiveEntryKind.HardLink) { LinkTarget = target };
    }

    [TestMethod]
    public void SymbolicLinks_MayPointAnywhere()
    {
        Assert.AreEqual(new ArchiveVerdict.Take("a", "../../../etc"), Judge(new ArchiveEntry("a", ArchiveEntryKind.Symlink) { LinkTarget = "../../../etc" }));
        Assert.IsInstanceOfType<ArchiveVerdict.Refuse>(Judge(new ArchiveEntry("a", ArchiveEntryKind.Symlink) { LinkTarget = "" }));
    }

    [TestMethod]
    public void OwnerOutsideOfTheMap_IsRefused_NamingIdAndRange()
    {
        var refuse = (ArchiveVerdict.Refuse)Unprivileged.Judge(new ArchiveEntry("a", ArchiveEntryKind.File) { UserId = 65536 }, 0, 0);
        Assert.AreEqual(
            "The archive has an entry 'a' of user 65536, and the container has the user ids 0-65535 only. Give the container a larger id map, or make the archive with other owners.",
            refuse.Reason);
        Assert.IsInstanceOfType<ArchiveVerdict.Refuse>(Unprivileged.Judge(new ArchiveEntry("a", ArchiveEntryKind.File) { GroupId = 70000 }, 0, 0));
        Assert.IsInstanceOfType<ArchiveVerdict.Take>(Unprivileged.Judge(new ArchiveEntry("a", ArchiveEntryKind.File) { UserId = 65535 }, 0, 0));
        Assert.IsInstanceOfType<ArchiveVerdict.Take>(Privileged.Judge(new ArchiveEntry("a", ArchiveEntryKind.File) { UserId = 4_000_000_000 }, 0, 0));
        Assert.IsInstanceOfType<ArchiveVerdict.Refuse>(Privileged.Judge(new ArchiveEntry("a", ArchiveEntryKind.File) { UserId = 4_294_967_295 }, 0, 0));
        Assert.IsInstanceOfType<ArchiveVerdict.Refuse>(Privileged.Judge(new ArchiveEntry("a", ArchiveEntryKind.File) { UserId = -1 }, 0, 0));
    }

    [TestMethod]
    public void Limits_OfBytesAndEntries_Hold()
    {
        Assert.IsInstanceOfType<ArchiveVerdict.Take>(Unprivileged.Judge(new ArchiveEntry("a", ArchiveEntryKind.File) { SizeBytes = 400 }, 600, 9));
        Assert.IsInstanceOfType<ArchiveVerdict.Refuse>(Unprivileged.Judge(new ArchiveEntry("a", ArchiveEntryKind.File) { SizeBytes = 401 }, 600, 9));
        Assert.IsInstanceOfType<ArchiveVerdict.Refuse>(Unprivileged.Judge(new ArchiveEntry("a", ArchiveEntryKind.File) { SizeBytes = long.MaxValue }, 600, 9));
        Assert.IsInstanceOfType<ArchiveVerdict.Refuse>(Unprivileged.Judge(new ArchiveEntry("a", ArchiveEntryKind.File), 0, 10));
    }

    [TestMethod]
    public void AnyName_ThatIsTaken_StaysBelowTheRoot() =>
        Gen.OneOf(Gen.Const("."), Gen.Const(".."), Gen.Const(""), Gen.Const("a"), Gen.String[0, 3]).Array[0, 6].Sample(parts =>
        {
            if (Judge(new ArchiveEntry(string.Join('/', parts), ArchiveEntryKind.Folder)) is ArchiveVerdict.Take take)
            {
                Assert.IsFalse(Path.IsPathRooted(take.Path));
                Assert.IsTrue(take.Path == "." || take.Path.Split('/').All(static part => part is not ("" or "." or "..")), take.Path);
            }
        });

    private static ArchiveVerdict Judge(ArchiveEntry entry) => Unprivileged.Judge(entry, 0, 0);
}
