using Domar.Core.Config;
using Domar.Core.Primitives;
using Domar.Runtime.Guests;

namespace Domar.Runtime.Tests.Guests;

[TestClass]
public sealed class PendingChangesTests
{
    [TestMethod]
    public void Apply_SetsAndDeletes_AndKeepsRemovedDisksAsUnused()
    {
        var config = Parse("cores: 1\nmemory: 64\nscsi0: local:100/vm-100-disk-0.raw,size=1G\n\n[PENDING]\ncores: 2\ndelete: scsi0,memory\n");
        var applied = PendingChanges.Apply(config);
        Assert.IsNull(applied.Pending);
        Assert.AreEqual("2", applied.Current["cores"]);
        Assert.IsNull(applied.Current["memory"]);
        Assert.IsNull(applied.Current["scsi0"]);
        StringAssert.StartsWith(applied.Current["unused0"], "local:100/vm-100-disk-0.raw");
    }

    [TestMethod]
    public void Apply_ReplacedDisk_OldVolumeIsKept()
    {
        var config = Parse("scsi0: local:100/vm-100-disk-0.raw,size=1G\n\n[PENDING]\nscsi0: local:100/vm-100-disk-1.raw,size=2G\n");
        var applied = PendingChanges.Apply(config);
        StringAssert.StartsWith(applied.Current["scsi0"], "local:100/vm-100-disk-1.raw");
        StringAssert.StartsWith(applied.Current["unused0"], "local:100/vm-100-disk-0.raw");
    }

    [TestMethod]
    public void Apply_SameVolumeWithOtherOptions_LeavesNothingUnused()
    {
        var config = Parse("scsi0: local:100/vm-100-disk-0.raw,size=1G\n\n[PENDING]\nscsi0: local:100/vm-100-disk-0.raw,size=1G,ssd=1\n");
        Assert.IsNull(PendingChanges.Apply(config).Current["unused0"]);
    }

    [TestMethod]
    public void Apply_ReplacedMedium_IsNotKept()
    {
        var config = Parse("ide2: local:iso/a.iso,media=cdrom\n\n[PENDING]\nide2: local:iso/b.iso,media=cdrom\n");
        Assert.IsNull(PendingChanges.Apply(config).Current["unused0"]);
    }

    [TestMethod]
    public void Revert_OfNewDisk_KeepsItsVolumeAsUnused()
    {
        var config = Parse("cores: 1\n\n[PENDING]\nscsi1: local:100/vm-100-disk-1.raw,size=1G\n");
        var reverted = PendingChanges.Revert(config, "scsi1");
        StringAssert.StartsWith(reverted.Current["unused0"], "local:100/vm-100-disk-1.raw");
        Assert.IsNull(reverted.Pending?["scsi1"]);
    }

    private static GuestConfig Parse(string text) => GuestConfig.Parse(text, GuestKind.Qemu, "100.conf");
}
