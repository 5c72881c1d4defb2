using Domar.Core.Primitives;
using Domar.HostTools.Exec;
using Domar.HostTools.Storage;
using Domar.TestKit;
using Domar.TestKit.Fakes;
using Domar.TestKit.Files;

namespace Domar.HostTools.Tests.Storage;

[TestClass]
public sealed class LvmThinStorageTests : IDisposable
{
    private const long MiB = 1024 * 1024;

    private static readonly GuestId Guest = new(100);

    private readonly TempFolder _folder = new();
    private readonly FakeLvmVolumes _lvm = new();
    private readonly FakeDeviceNodes _devices = new();

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public async Task Status_IsThePools()
    {
        var status = await Open().GetStatusAsync(Token);
        Assert.AreEqual(new StorageStatus(1024 * MiB, 1024 * MiB / 10, 1024 * MiB - (1024 * MiB / 10)), status);
    }

    [TestMethod]
    public async Task Allocate_IsNumberedFromZero_OverGapsAndBases_AndKnownByItsPath()
    {
        var storage = Open();
        Assert.AreEqual("vm-100-disk-0", await storage.AllocateAsync(Request(MiB), Token));
        _lvm.Volumes["base-100-disk-1"] = _lvm.Volumes["vm-100-disk-0"] with { Name = "base-100-disk-1" };
        Assert.AreEqual("vm-100-disk-2", await storage.AllocateAsync(Request(MiB), Token));

        var info = await storage.GetAsync("vm-100-disk-2", Token);

        Assert.AreEqual(("/dev/pve/vm-100-disk-2", "raw", "images", (GuestId?)Guest), (info.Path, info.Format, info.Content, info.Owner));
        Assert.AreEqual(4 * MiB, info.SizeBytes, "LVM rounds up to extents");
        Assert.AreEqual("base-100-disk-1 vm-100-disk-0 vm-100-disk-2", string.Join(' ', (await storage.ListAsync(Guest, Token)).Select(volume => volume.Name)));
        Assert.IsEmpty(await storage.ListAsync(new GuestId(101), Token));
    }

    [TestMethod]
    public async Task Allocate_NameTakenInBetween_TakesTheNext()
    {
        var storage = Open();
        _lvm.BeforeCreate = () =>
        {
            _lvm.BeforeCreate = null;
            _lvm.Volumes["vm-100-disk-0"] = _lvm.Volumes["data"] with { Name = "vm-100-disk-0", Pool = "data", IsThinPool = false };
        };

        Assert.AreEqual("vm-100-disk-1", await storage.AllocateAsync(Request(MiB), Token));
    }

    [TestMethod]
    public async Task Allocate_NameThatExists_IsRefused()
    {
        var storage = Open();
        await storage.AllocateAsync(Request(MiB), Token);
        var error = await Assert.ThrowsExactlyAsync<StorageException>(() => storage.AllocateAsync(Request(MiB) with { Name = "vm-100-disk-0" }, Token));
        Assert.StartsWith("Volume 'local-lvm:vm-100-disk-0' exists already.", error.Message);
    }

    [TestMethod]
    [DataRow("vm-101-disk-0")]
    [DataRow("base-100-disk-0")]
    [DataRow("subvol-100-disk-0")]
    [DataRow("vm-100-a/b")]
    [DataRow("-x")]
    [DataRow("vm-100-disk 0")]
    public async Task Allocate_BadName_IsRefused(string name)
    {
        var error = await Assert.ThrowsExactlyAsync<StorageException>(() => Open().AllocateAsync(Request(MiB) with { Name = name }, Token));
        Assert.Contains("cannot be the name", error.Message);
        Assert.HasCount(1, _lvm.Volumes);
    }

    [TestMethod]
    public async Task Allocate_Qcow2_OrNoSize_IsRefused()
    {
        Assert.Contains("block devices", (await Assert.ThrowsExactlyAsync<StorageException>(() => Open().AllocateAsync(Request(MiB) with { Format = "qcow2" }, Token))).Message);
        Assert.Contains("above zero", (await Assert.ThrowsExactlyAsync<StorageException>(() => Open().AllocateAsync(Request(0), Token))).Message);
    }

    [TestMethod]
    public async Task Allocate_PoolFull_SaysSo()
    {
        _lvm.Volumes["data"] = _lvm.Volumes["data"] with { DataUsed = 1 };
        var error = await Assert.ThrowsExactlyAsync<StorageException>(() => Open().AllocateAsync(Request(MiB), Token));
        Assert.StartsWith("Storage 'local-lvm' is full.", error.Message);
    }

    [TestMethod]
    public async Task NoSuchGroupOrPool_IsNamed()
    {
        _lvm.Volumes.Remove("data");
        Assert.Contains("no thin pool 'data' in volume group 'pve'", (await Assert.ThrowsExactlyAsync<StorageException>(() => Open().GetStatusAsync(Token))).Message);
        _lvm.IsGone = true;
        foreach (var call in new Func<LvmThinStorage, Task>[] { s => s.GetStatusAsync(Token), s => s.ActivateAsync(Token), s => s.ListAsync(null, Token), s => s.AllocateAsync(Request(MiB), Token) })
        {
            var error = await Assert.ThrowsExactlyAsync<StorageException>(() => call(Open()));
            Assert.Contains("Storage 'local-lvm': ", error.Message);
            Assert.Contains("Volume group \"pve\" not found", error.Message);
        }
    }

    [TestMethod]
    public async Task Activate_ActivatesOnlyWhatIsNotActive()
    {
        var storage = Open();
        await storage.AllocateAsync(Request(MiB), Token);
        await storage.CreateSnapshotAsync("vm-100-disk-0", "before", Token);
        await storage.ActivateAsync(Token);
        Assert.AreEqual(0, _lvm.Activations);

        _lvm.Volumes["vm-100-disk-0"] = _lvm.Volumes["vm-100-disk-0"] with { IsActive = false };
        await storage.ActivateAsync(Token);

        Assert.AreEqual(1, _lvm.Activations);
        Assert.IsTrue(_lvm.Volumes["vm-100-disk-0"].IsActive);
    }

    [TestMethod]
    public async Task Status_ActivatesAtTheFirstQuestionOnly()
    {
        var storage = Open();
        _lvm.Volumes["data"] = _lvm.Volumes["data"] with { IsActive = false, DataUsed = null };
        await storage.GetStatusAsync(Token);
        Assert.AreEqual(1, _lvm.Activations);

        _lvm.Volumes["data"] = _lvm.Volumes["data"] with { IsActive = false, DataUsed = null };
        Assert.Contains("Activate it with 'vgchange -ay pve'", (await Assert.ThrowsExactlyAsync<StorageException>(() => storage.GetStatusAsync(Token))).Message);
        Assert.AreEqual(1, _lvm.Activations);
    }

    [TestMethod]
    public async Task MissingDisk_IsSaid_NotTheToolsAdvice()
    {
        _lvm.Volumes["data"] = _lvm.Volumes["data"] with { IsActive = false, DataUsed = null, Health = "partial" };
        _lvm.MissingDisks = 1;
        foreach (var call in new Func<LvmThinStorage, Task>[] { s => s.ActivateAsync(Token), s => s.GetStatusAsync(Token) })
        {
            var error = await Assert.ThrowsExactlyAsync<StorageException>(() => call(Open()));
            Assert.AreEqual("Storage 'local-lvm' is not active: thin pool 'pve/data' cannot be used: 1 disk of volume group 'pve' is missing. Put it back; 'pvs' shows which.", error.Message);
        }
    }

    [TestMethod]
    public async Task Import_CopiesIntoTheNewDevice_WithoutItsZeros()
    {
        var image = Image();
        var qemuImg = new FakeQemuImg(8 * MiB);
        qemuImg.OnConvert = copy =>
        {
            // As long as it is not whole, nobody takes it for a volume, and its name is taken all the same.
            Assert.IsEmpty(Open().ListAsync(null, Token).Result);
            Assert.IsTrue(_lvm.Volumes.ContainsKey("vm-100-disk-0"));
        };

        var name = await Open(qemuImg).AllocateAsync(Request(0) with { ImportFrom = image }, Token);

        var copy = qemuImg.Copies.Single();
        Assert.AreEqual((image, "qcow2", "/dev/pve/vm-100-disk-0", "raw", true, true), (copy.Source, copy.SourceFormat, copy.Target, copy.TargetFormat, copy.TargetExists, copy.TargetIsZero));
        Assert.AreEqual("/dev/pve/vm-100-disk-0", _devices.Awaited.Single());
        Assert.AreEqual(8 * MiB, (await Open().GetAsync(name, Token)).SizeBytes);
        Assert.IsEmpty(_lvm.Volumes[name].Tags);
    }

    [TestMethod]
    public async Task Import_ThatFailsOrIsCancelled_LeavesNothing()
    {
        var image = Image();
        var qemuImg = new FakeQemuImg(8 * MiB) { OnConvert = _ => throw new ToolException("Cannot copy: Input/output error") };
        Assert.Contains("Input/output error", (await Assert.ThrowsExactlyAsync<StorageException>(() => Open(qemuImg).AllocateAsync(Request(0) with { ImportFrom = image }, Token))).Message);
        Assert.HasCount(1, _lvm.Volumes);

        qemuImg.OnConvert = _ => throw new OperationCanceledException();
        await Assert.ThrowsExactlyAsync<OperationCanceledException>(() => Open(qemuImg).AllocateAsync(Request(0) with { ImportFrom = image }, Token));
        Assert.HasCount(1, _lvm.Volumes);
    }

    [TestMethod]
    public async Task Import_CutAtAnyMoment_IsSweptByTheNextProcess()
    {
        var image = Image();
        for (var change = 1; change <= 2; change++)
        {
            _lvm.CutAt(change);
            await Assert.ThrowsExactlyAsync<ProcessCutException>(() => Open(new FakeQemuImg(8 * MiB)).AllocateAsync(Request(0) with { ImportFrom = image }, Token));
            _lvm.Restart();

            await Open().ActivateAsync(Token);

            Assert.HasCount(1, _lvm.Volumes, $"cut at {change}");
        }
    }

    [TestMethod]
    public async Task Sweep_LeavesWhatIsInUse_AndWhatThisProcessMakes()
    {
        var qemuImg = new FakeQemuImg(8 * MiB) { OnConvert = _ => Open().ActivateAsync(Token).Wait(Token) };
        Assert.AreEqual("vm-100-disk-0", await Open(qemuImg).AllocateAsync(Request(0) with { ImportFrom = Image() }, Token));

        _lvm.Volumes["vm-101-disk-0"] = _lvm.Volumes["vm-100-disk-0"] with { Name = "vm-101-disk-0", Tags = ["domar-making-0"] };
        _lvm.InUse.Add("vm-101-disk-0");
        await Open().ActivateAsync(Token);
        Assert.IsTrue(_lvm.Volumes.ContainsKey("vm-101-disk-0"));
        Assert.HasCount(1, await Open().ListAsync(null, Token));
    }

    [TestMethod]
    public async Task Free_TakesTheSnapshotsToo_AndRefusesWhatIsInUse()
    {
        var storage = Open();
        await storage.AllocateAsync(Request(MiB), Token);
        await storage.AllocateAsync(Request(MiB) with { Name = "vm-100-disk-0_x" }, Token);
        await storage.CreateSnapshotAsync("vm-100-disk-0", "one", Token);
        await storage.CreateSnapshotAsync("vm-100-disk-0_x", "two", Token);
        _lvm.InUse.Add("vm-100-disk-0");
        Assert.Contains("in use", (await Assert.ThrowsExactlyAsync<StorageException>(() => storage.FreeAsync("vm-100-disk-0", Token))).Message);
        Assert.HasCount(5, _lvm.Volumes);
        _lvm.InUse.Clear();

        await storage.FreeAsync("vm-100-disk-0", Token);

        Assert.AreEqual("data snap_vm-100-disk-0_x_two vm-100-disk-0_x", string.Join(' ', _lvm.Volumes.Keys));
        await Assert.ThrowsExactlyAsync<VolumeNotFoundException>(() => storage.FreeAsync("vm-100-disk-0", Token));
    }

    [TestMethod]
    public async Task Free_CutInBetween_CanBeRepeated()
    {
        var storage = Open();
        await storage.AllocateAsync(Request(MiB), Token);
        await storage.CreateSnapshotAsync("vm-100-disk-0", "one", Token);
        _lvm.CutAt(2);
        await Assert.ThrowsExactlyAsync<ProcessCutException>(() => storage.FreeAsync("vm-100-disk-0", Token));
        _lvm.Restart();

        await storage.FreeAsync("vm-100-disk-0", Token);

        Assert.HasCount(1, _lvm.Volumes);
    }

    [TestMethod]
    [DataRow("data")]
    [DataRow("snap_vm-100-disk-0_x")]
    [DataRow("../../sda")]
    public async Task Names_OfOtherThings_AreRefused(string name)
    {
        foreach (var call in new Func<LvmThinStorage, Task>[] { s => s.FreeAsync(name, Token), s => s.GetAsync(name, Token), s => s.ResizeAsync(name, MiB, Token), s => s.RollBackAsync(name, "ab", Token) })
        {
            Assert.Contains("is no name of a volume", (await Assert.ThrowsExactlyAsync<StorageException>(() => call(Open()))).Message);
        }
    }

    [TestMethod]
    public async Task VolumesOutsideThePool_AreNotSeen()
    {
        _lvm.Volumes["vm-100-disk-0"] = _lvm.Volumes["data"] with { Name = "vm-100-disk-0", IsThinPool = false, Pool = "other" };
        Assert.IsEmpty(await Open().ListAsync(null, Token));
        await Assert.ThrowsExactlyAsync<VolumeNotFoundException>(() => Open().GetAsync("vm-100-disk-0", Token));
        await Assert.ThrowsExactlyAsync<VolumeNotFoundException>(() => Open().FreeAsync("vm-100-disk-0", Token));
    }

    [TestMethod]
    public async Task Resize_Grows_AndNeverShrinks()
    {
        var storage = Open();
        await storage.AllocateAsync(Request(8 * MiB), Token);
        await storage.ResizeAsync("vm-100-disk-0", 12 * MiB, Token);
        Assert.AreEqual(12 * MiB, (await storage.GetAsync("vm-100-disk-0", Token)).SizeBytes);
        Assert.Contains("would cut off data", (await Assert.ThrowsExactlyAsync<StorageException>(() => storage.ResizeAsync("vm-100-disk-0", 8 * MiB, Token))).Message);
    }

    [TestMethod]
    public async Task RollBack_GivesTheOldContent_AndTheSnapshotStays_AlsoAnOlderOne()
    {
        var storage = Open();
        await storage.AllocateAsync(Request(8 * MiB), Token);
        _lvm.Content["vm-100-disk-0"] = "first";
        await storage.CreateSnapshotAsync("vm-100-disk-0", "before", Token);
        _lvm.Content["vm-100-disk-0"] = "second";
        await storage.CreateSnapshotAsync("vm-100-disk-0", "after", Token);

        await storage.RollBackAsync("vm-100-disk-0", "before", Token);

        Assert.AreEqual("first", _lvm.Content["vm-100-disk-0"]);
        Assert.IsTrue(_lvm.Volumes["vm-100-disk-0"] is { IsActive: true, IsReadOnly: false, Tags.Count: 0 });
        Assert.AreEqual("before after", string.Join(' ', (await storage.ListSnapshotsAsync("vm-100-disk-0", Token)).Select(snapshot => snapshot.Name)));
        await storage.DeleteSnapshotAsync("vm-100-disk-0", "before", Token);
        Assert.AreEqual("after", (await storage.ListSnapshotsAsync("vm-100-disk-0", Token)).Single().Name);
    }

    [TestMethod]
    public async Task RollBack_OfAVolumeInUse_ChangesNothing()
    {
        var storage = Open();
        await storage.AllocateAsync(Request(8 * MiB), Token);
        await storage.CreateSnapshotAsync("vm-100-disk-0", "before", Token);
        _lvm.Content["vm-100-disk-0"] = "second";
        _lvm.InUse.Add("vm-100-disk-0");

        Assert.Contains("in use", (await Assert.ThrowsExactlyAsync<StorageException>(() => storage.RollBackAsync("vm-100-disk-0", "before", Token))).Message);

        Assert.AreEqual("second", _lvm.Content["vm-100-disk-0"]);
        Assert.HasCount(3, _lvm.Volumes);
    }

    [TestMethod]
    public async Task RollBack_CutAtAnyMoment_TheNextStartFindsAWholeVolume()
    {
        for (var change = 1; change <= 4; change++)
        {
            var storage = Open();
            await storage.AllocateAsync(Request(8 * MiB), Token);
            _lvm.Content["vm-100-disk-0"] = "first";
            await storage.CreateSnapshotAsync("vm-100-disk-0", "before", Token);
            _lvm.Content["vm-100-disk-0"] = "second";
            _lvm.CutAt(change);
            await Assert.ThrowsExactlyAsync<ProcessCutException>(() => storage.RollBackAsync("vm-100-disk-0", "before", Token));
            _lvm.Restart();

            await storage.ActivateAsync(Token);

            Assert.AreEqual(change <= 2 ? "second" : "first", _lvm.Content["vm-100-disk-0"], $"cut at {change}");
            Assert.AreEqual("data snap_vm-100-disk-0_before vm-100-disk-0", string.Join(' ', _lvm.Volumes.Keys), $"cut at {change}");
            Assert.IsEmpty(_lvm.Volumes["vm-100-disk-0"].Tags);
            await storage.FreeAsync("vm-100-disk-0", Token);
        }
    }

    [TestMethod]
    public async Task Snapshot_Exists_OrIsNotThere_OrHasABadName_IsSaid()
    {
        var storage = Open();
        await storage.AllocateAsync(Request(8 * MiB), Token);
        await storage.CreateSnapshotAsync("vm-100-disk-0", "before", Token);

        Assert.Contains("has a snapshot 'before' already", (await Assert.ThrowsExactlyAsync<StorageException>(() => storage.CreateSnapshotAsync("vm-100-disk-0", "before", Token))).Message);
        Assert.Contains("cannot be the name", (await Assert.ThrowsExactlyAsync<StorageException>(() => storage.CreateSnapshotAsync("vm-100-disk-0", "a b", Token))).Message);
        Assert.Contains("has no snapshot 'other'", (await Assert.ThrowsExactlyAsync<StorageException>(() => storage.RollBackAsync("vm-100-disk-0", "other", Token))).Message);
        Assert.Contains("has no snapshot 'other'", (await Assert.ThrowsExactlyAsync<StorageException>(() => storage.DeleteSnapshotAsync("vm-100-disk-0", "other", Token))).Message);
        await Assert.ThrowsExactlyAsync<VolumeNotFoundException>(() => storage.CreateSnapshotAsync("vm-100-disk-7", "before", Token));
    }

    private static VolumeRequest Request(long size) => new() { Owner = Guest, SizeBytes = size };

    private string Image()
    {
        File.WriteAllText(_folder["cloud.img"], "image");
        return _folder["cloud.img"];
    }

    private LvmThinStorage Open(FakeQemuImg? qemuImg = null) => new(
        new LvmThinStorageConfig { Id = "local-lvm", Group = "pve", Pool = "data", Content = new HashSet<string> { "images", "rootdir" } }, _lvm, qemuImg ?? new FakeQemuImg(), _devices);
}
