using Domar.Core.Primitives;
using Domar.HostTools.Exec;
using Domar.HostTools.Storage;
using Domar.TestKit;
using Domar.TestKit.Fakes;
using Domar.TestKit.Files;

namespace Domar.HostTools.Tests.Storage;

[TestClass]
public sealed class ZfsStorageTests : IDisposable
{
    private const long MiB = 1024 * 1024;

    private static readonly GuestId Guest = new(100);

    private readonly TempFolder _folder = new();
    private readonly FakeZfs _zfs = new();
    private readonly FakeDeviceNodes _devices = new();

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public async Task Status_IsTheDatasets() => Assert.AreEqual(new StorageStatus(1024 * MiB, 100 * MiB, 924 * MiB), await Open().GetStatusAsync(Token));

    [TestMethod]
    public async Task Allocate_IsASparseVolume_InWholeMiB_AndItsDeviceIsThere()
    {
        var storage = Open();

        var name = await storage.AllocateAsync(Request(MiB + 1), Token);

        Assert.AreEqual("vm-100-disk-0", name);
        Assert.AreEqual(("rpool/data/vm-100-disk-0", 2 * MiB, "16k", true, (string?)null), (_zfs.LastCreate!.Name, _zfs.LastCreate.SizeBytes, _zfs.LastCreate.BlockSize, _zfs.LastCreate.IsSparse, _zfs.LastCreate.Making));
        Assert.AreEqual("/dev/zvol/rpool/data/vm-100-disk-0", _devices.Awaited.Single());
        var info = await storage.GetAsync(name, Token);
        Assert.AreEqual(("/dev/zvol/rpool/data/vm-100-disk-0", "raw", "images", (GuestId?)Guest, 2 * MiB), (info.Path, info.Format, info.Content, info.Owner, info.SizeBytes));
    }

    [TestMethod]
    public async Task Allocate_LargeBlocks_AreKeptWhole()
    {
        await Open(config => config with { BlockSize = "4M" }).AllocateAsync(Request(5 * MiB), Token);
        Assert.AreEqual(8 * MiB, _zfs.LastCreate!.SizeBytes);
    }

    [TestMethod]
    public async Task Allocate_Subvol_IsAFileSystemWithAQuota()
    {
        var storage = Open();
        await storage.AllocateAsync(Request(MiB), Token);

        var name = await storage.AllocateAsync(Request(8 * MiB) with { Format = "subvol" }, Token);

        Assert.AreEqual("subvol-100-disk-1", name);
        var info = await storage.GetAsync(name, Token);
        Assert.AreEqual(("/rpool/data/subvol-100-disk-1", "subvol", "rootdir", 8 * MiB), (info.Path, info.Format, info.Content, info.SizeBytes));
        await storage.ResizeAsync(name, 16 * MiB, Token);
        Assert.AreEqual(16 * MiB, (await storage.GetAsync(name, Token)).SizeBytes);
    }

    [TestMethod]
    public async Task Allocate_NameTakenInBetween_TakesTheNext()
    {
        var storage = Open();
        _zfs.BeforeCreate = () =>
        {
            _zfs.BeforeCreate = null;
            _zfs.Datasets["rpool/data/vm-100-disk-0"] = _zfs.Datasets["rpool/data"] with { Name = "rpool/data/vm-100-disk-0", IsVolume = true };
        };

        Assert.AreEqual("vm-100-disk-1", await storage.AllocateAsync(Request(MiB), Token));
    }

    [TestMethod]
    [DataRow("vm-101-disk-0", null, "cannot be the name")]
    [DataRow("subvol-100-disk-0", null, "cannot be the name")]
    [DataRow("vm-100-disk-0", "subvol", "cannot be the name")]
    [DataRow("vm-100-x@y", null, "cannot be the name")]
    [DataRow(null, "qcow2", "It can make: raw, subvol")]
    public async Task Allocate_BadNameOrFormat_IsRefused(string? name, string? format, string reason)
    {
        var error = await Assert.ThrowsExactlyAsync<StorageException>(() => Open().AllocateAsync(Request(MiB) with { Name = name, Format = format }, Token));
        Assert.Contains(reason, error.Message);
        Assert.HasCount(1, _zfs.Datasets);
    }

    [TestMethod]
    public async Task Allocate_NameThatExists_OrPoolFull_IsSaid()
    {
        var storage = Open();
        await storage.AllocateAsync(Request(MiB), Token);
        Assert.Contains("exists already", (await Assert.ThrowsExactlyAsync<StorageException>(() => storage.AllocateAsync(Request(MiB) with { Name = "vm-100-disk-0" }, Token))).Message);
        _zfs.IsFull = true;
        Assert.StartsWith("Storage 'local-zfs' is full.", (await Assert.ThrowsExactlyAsync<StorageException>(() => storage.AllocateAsync(Request(MiB), Token))).Message);
    }

    [TestMethod]
    public async Task PoolNotImported_TheFirstQuestionImportsIt_LaterOnesDoNot_UseDoes()
    {
        var storage = Open();
        _zfs.Health = null;
        await storage.GetStatusAsync(Token);
        Assert.AreEqual("ONLINE", _zfs.Health);

        // Somebody exports it to take it away.
        _zfs.Health = null;
        Assert.Contains("pool 'rpool' is not imported", (await Assert.ThrowsExactlyAsync<StorageException>(() => storage.GetStatusAsync(Token))).Message);
        Assert.IsNull(_zfs.Health);

        await storage.ActivateAsync(Token);

        Assert.AreEqual("ONLINE", _zfs.Health);
        (_zfs.Health, _zfs.CanImport) = (null, false);
        Assert.Contains("no such pool available", (await Assert.ThrowsExactlyAsync<StorageException>(() => storage.ActivateAsync(Token))).Message);
        Assert.Contains("no such pool available", (await Assert.ThrowsExactlyAsync<StorageException>(() => Open().GetStatusAsync(Token))).Message);
    }

    [TestMethod]
    public async Task SuspendedPool_IsNotActive_DegradedIs()
    {
        _zfs.Health = "DEGRADED";
        await Open().GetStatusAsync(Token);
        _zfs.Health = "SUSPENDED";
        foreach (var call in new Func<ZfsStorage, Task>[] { s => s.GetStatusAsync(Token), s => s.ActivateAsync(Token) })
        {
            Assert.Contains("pool 'rpool' is SUSPENDED", (await Assert.ThrowsExactlyAsync<StorageException>(() => call(Open()))).Message);
        }

        Assert.Contains("pool I/O is currently suspended", (await Assert.ThrowsExactlyAsync<StorageException>(() => Open().ListAsync(null, Token))).Message);
    }

    [TestMethod]
    public async Task NoSuchDataset_IsNamed()
    {
        _zfs.Datasets.Clear();
        foreach (var call in new Func<ZfsStorage, Task>[] { s => s.GetStatusAsync(Token), s => s.ListAsync(null, Token), s => s.AllocateAsync(Request(MiB), Token) })
        {
            Assert.Contains("there is no dataset 'rpool/data'", (await Assert.ThrowsExactlyAsync<StorageException>(() => call(Open()))).Message);
        }
    }

    [TestMethod]
    public async Task LinkedClone_BearsItsBase_WhichCannotGo()
    {
        var storage = Open();
        await storage.AllocateAsync(Request(MiB), Token);
        var volume = _zfs.Datasets["rpool/data/vm-100-disk-0"];
        _zfs.Datasets["rpool/data/base-200-disk-0"] = volume with { Name = "rpool/data/base-200-disk-0" };
        _zfs.Datasets["rpool/data/vm-100-disk-0"] = volume with { Origin = "rpool/data/base-200-disk-0@__base__" };

        var clone = (await storage.ListAsync(Guest, Token)).Single();

        Assert.AreEqual("base-200-disk-0/vm-100-disk-0", clone.Name);
        Assert.AreEqual(clone, await storage.GetAsync(clone.Name, Token));
        Assert.Contains("dependent clones", (await Assert.ThrowsExactlyAsync<StorageException>(() => storage.FreeAsync("base-200-disk-0", Token))).Message);
        await storage.FreeAsync(clone.Name, Token);
        await storage.FreeAsync("base-200-disk-0", Token);
        Assert.HasCount(1, _zfs.Datasets);
    }

    [TestMethod]
    public async Task Import_CopiesIntoTheNewDevice_AndIsHiddenUntilItIsWhole()
    {
        var qemuImg = new FakeQemuImg(8 * MiB) { OnConvert = _ => Assert.IsEmpty(Open().ListAsync(null, Token).Result) };

        var name = await Open(qemuImg: qemuImg).AllocateAsync(Request(0) with { ImportFrom = Image() }, Token);

        var copy = qemuImg.Copies.Single();
        Assert.AreEqual(("/dev/zvol/rpool/data/vm-100-disk-0", true, true), (copy.Target, copy.TargetExists, copy.TargetIsZero));
        Assert.AreEqual(8 * MiB, (await Open().GetAsync(name, Token)).SizeBytes);
        Assert.AreEqual("vm-100-disk-0", (await Open().ListAsync(null, Token)).Single().Name);
    }

    [TestMethod]
    public async Task Import_FromABlockDevice_IsRaw_WhateverAGuestWroteIntoIt()
    {
        var qemuImg = new FakeQemuImg(8 * MiB);
        await Open(qemuImg: qemuImg).AllocateAsync(Request(0) with { ImportFrom = "/dev/null" }, Token);
        Assert.AreEqual(("/dev/null", (string?)"raw"), qemuImg.Looks.Single());
        Assert.AreEqual("raw", qemuImg.Copies.Single().SourceFormat);
    }

    [TestMethod]
    public async Task Import_ThatFails_LeavesNothing_AndOneCutOffIsSwept()
    {
        var qemuImg = new FakeQemuImg(8 * MiB) { OnConvert = _ => throw new ToolException("Cannot copy: Input/output error") };
        await Assert.ThrowsExactlyAsync<StorageException>(() => Open(qemuImg: qemuImg).AllocateAsync(Request(0) with { ImportFrom = Image() }, Token));
        Assert.HasCount(1, _zfs.Datasets);

        _zfs.CutAt(2);
        await Assert.ThrowsExactlyAsync<ProcessCutException>(() => Open(qemuImg: new FakeQemuImg(8 * MiB)).AllocateAsync(Request(0) with { ImportFrom = Image() }, Token));
        _zfs.Restart();
        Assert.HasCount(2, _zfs.Datasets);
        await Open().ActivateAsync(Token);
        Assert.HasCount(1, _zfs.Datasets);
    }

    [TestMethod]
    public async Task Import_MoreThanFits_IsRefusedBeforeItBegins()
    {
        _zfs.Datasets["rpool/data"] = _zfs.Datasets["rpool/data"] with { AvailableBytes = 1 };
        var qemuImg = new FakeQemuImg(8 * MiB);
        var error = await Assert.ThrowsExactlyAsync<StorageException>(() => Open(qemuImg: qemuImg).AllocateAsync(Request(0) with { ImportFrom = Image() }, Token));
        Assert.Contains("1 B are available", error.Message);
        Assert.IsEmpty(qemuImg.Copies);
    }

    [TestMethod]
    public async Task Resize_Grows_AndNeverShrinks()
    {
        var storage = Open();
        await storage.AllocateAsync(Request(8 * MiB), Token);
        await storage.ResizeAsync("vm-100-disk-0", (12 * MiB) - 5, Token);
        Assert.AreEqual(12 * MiB, (await storage.GetAsync("vm-100-disk-0", Token)).SizeBytes);
        Assert.Contains("would cut off data", (await Assert.ThrowsExactlyAsync<StorageException>(() => storage.ResizeAsync("vm-100-disk-0", 8 * MiB, Token))).Message);
        await Assert.ThrowsExactlyAsync<VolumeNotFoundException>(() => storage.ResizeAsync("vm-100-disk-7", 8 * MiB, Token));
    }

    [TestMethod]
    public async Task RollBack_ToTheNewest_GivesTheOldContent_OlderOnesNameTheNewer()
    {
        var storage = Open();
        await storage.AllocateAsync(Request(8 * MiB), Token);
        _zfs.Content["rpool/data/vm-100-disk-0"] = "first";
        await storage.CreateSnapshotAsync("vm-100-disk-0", "before", Token);
        _zfs.Content["rpool/data/vm-100-disk-0"] = "second";
        await storage.CreateSnapshotAsync("vm-100-disk-0", "after", Token);

        Assert.Contains("newer are: after", (await Assert.ThrowsExactlyAsync<StorageException>(() => storage.RollBackAsync("vm-100-disk-0", "before", Token))).Message);
        await storage.DeleteSnapshotAsync("vm-100-disk-0", "after", Token);
        await storage.RollBackAsync("vm-100-disk-0", "before", Token);

        Assert.AreEqual("first", _zfs.Content["rpool/data/vm-100-disk-0"]);
        Assert.AreEqual("before", (await storage.ListSnapshotsAsync("vm-100-disk-0", Token)).Single().Name);
    }

    [TestMethod]
    public async Task Snapshot_Exists_OrIsNotThere_OrHasABadName_IsSaid()
    {
        var storage = Open();
        await storage.AllocateAsync(Request(8 * MiB), Token);
        await storage.CreateSnapshotAsync("vm-100-disk-0", "before", Token);

        Assert.Contains("has a snapshot 'before' already", (await Assert.ThrowsExactlyAsync<StorageException>(() => storage.CreateSnapshotAsync("vm-100-disk-0", "before", Token))).Message);
        Assert.Contains("cannot be the name", (await Assert.ThrowsExactlyAsync<StorageException>(() => storage.CreateSnapshotAsync("vm-100-disk-0", "__base__", Token))).Message);
        Assert.Contains("has no snapshot 'other'", (await Assert.ThrowsExactlyAsync<StorageException>(() => storage.RollBackAsync("vm-100-disk-0", "other", Token))).Message);
        Assert.Contains("has no snapshot 'other'", (await Assert.ThrowsExactlyAsync<StorageException>(() => storage.DeleteSnapshotAsync("vm-100-disk-0", "other", Token))).Message);
        await Assert.ThrowsExactlyAsync<VolumeNotFoundException>(() => storage.CreateSnapshotAsync("vm-100-disk-7", "before", Token));
    }

    [TestMethod]
    public async Task Free_TakesTheSnapshots_AndRefusesWhatIsInUse()
    {
        var storage = Open();
        await storage.AllocateAsync(Request(8 * MiB), Token);
        await storage.CreateSnapshotAsync("vm-100-disk-0", "before", Token);
        _zfs.InUse.Add("rpool/data/vm-100-disk-0");
        Assert.Contains("busy", (await Assert.ThrowsExactlyAsync<StorageException>(() => storage.FreeAsync("vm-100-disk-0", Token))).Message);
        _zfs.InUse.Clear();

        await storage.FreeAsync("vm-100-disk-0", Token);

        Assert.HasCount(1, _zfs.Datasets);
        Assert.IsEmpty(_zfs.Snapshots);
        await Assert.ThrowsExactlyAsync<VolumeNotFoundException>(() => storage.FreeAsync("vm-100-disk-0", Token));
    }

    [TestMethod]
    [DataRow("..")]
    [DataRow("vm-100-disk-0@before")]
    [DataRow("vm-100-disk-0/vm-101-disk-0")]
    [DataRow("state")]
    public async Task Names_OfOtherThings_AreRefused(string name)
    {
        foreach (var call in new Func<ZfsStorage, Task>[] { s => s.FreeAsync(name, Token), s => s.GetAsync(name, Token), s => s.ResizeAsync(name, MiB, Token), s => s.RollBackAsync(name, "ab", Token) })
        {
            Assert.Contains("is no name of a volume", (await Assert.ThrowsExactlyAsync<StorageException>(() => call(Open()))).Message);
        }
    }

    private static VolumeRequest Request(long size) => new() { Owner = Guest, SizeBytes = size };

    private string Image()
    {
        File.WriteAllBytes(_folder["cloud.img"], new byte[100]);
        return _folder["cloud.img"];
    }

    private ZfsStorage Open(Func<ZfsStorageConfig, ZfsStorageConfig>? change = null, FakeQemuImg? qemuImg = null)
    {
        var config = new ZfsStorageConfig { Id = "local-zfs", Dataset = "rpool/data", Content = new HashSet<string> { "images", "rootdir" }, BlockSize = "16k", IsSparse = true };
        return new ZfsStorage(change?.Invoke(config) ?? config, _zfs, qemuImg ?? new FakeQemuImg(), _devices);
    }
}
