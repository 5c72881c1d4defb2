using Domar.Core.Config;
using Domar.Core.Primitives;
using Domar.HostTools.Files;
using Domar.HostTools.Storage;
using Domar.Runtime.Daemon;
using Domar.Runtime.Guests;
using Domar.Runtime.Storage;
using Domar.Runtime.Store;
using Domar.TestKit.Files;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Domar.Runtime.Tests.Storage;

[TestClass]
public sealed class StorageServiceTests
{
    private readonly MemoryFileLayer _disk = new();
    private readonly FakeTimeProvider _time = new();
    private readonly FakeDriverFactory _factory = new();

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task NoFile_ThereIsLocal_BelowTheStateFolder()
    {
        var storages = Open(out _);

        var local = (await storages.ListAsync(Token)).Single();

        Assert.AreEqual(("local", "dir", true, false, (string?)null), (local.Id, local.Type, local.IsEnabled, local.IsShared, local.Problem));
        Assert.AreEqual("backup images import iso rootdir snippets vztmpl", string.Join(' ', local.Content));
        Assert.AreEqual(new StorageStatus(100, 40, 60), local.Status);
        Assert.AreEqual("/state/storage", storages.Config.Find("local")!["path"]);
    }

    [TestMethod]
    public async Task ChangedFile_IsInForceAtOnce_AndDriversOfUnchangedOnesStay()
    {
        var storages = Open(out var store);
        var first = store.Write("storage.cfg", "dir: aa\n\tpath /a\n\ndir: bb\n\tpath /b\n", null);
        var a = storages.GetDriver("aa");
        var b = storages.GetDriver("bb");

        store.Write("storage.cfg", "dir: aa\n\tpath /a\n\ndir: bb\n\tpath /other\n\ndir: cc\n\tpath /c\n", first.Version);

        Assert.AreSame(a, storages.GetDriver("aa"));
        Assert.AreNotSame(b, storages.GetDriver("bb"));
        Assert.AreEqual("aa bb cc", string.Join(' ', (await storages.ListAsync(Token)).Select(view => view.Id)));
    }

    [TestMethod]
    public async Task MalformedFile_NamesTheLine_AndTheLastGoodOneStaysInForce()
    {
        var storages = Open(out var store);
        var good = store.Write("storage.cfg", "dir: aa\n\tpath /a\n", null);
        var driver = storages.GetDriver("aa");
        var bad = store.Write("storage.cfg", "dir: aa\n\tpath /a\n\ndir: bb\nnonsense\n", good.Version);

        var view = (await storages.ListAsync(Token)).Single();

        Assert.AreSame(driver, storages.GetDriver("aa"));
        Assert.Contains("storage.cfg:5:", view.Problem!);
        Assert.Contains("the last good one stays in force", view.Problem!);
        Assert.IsNotNull(view.Status);
        Assert.Contains("storage.cfg:5:", Assert.ThrowsExactly<RequestRefusedException>(() => storages.GetDriver("bb")).Message);

        store.Write("storage.cfg", "dir: bb\n\tpath /b\n", bad.Version);
        Assert.IsNull((await storages.ListAsync(Token)).Single().Problem);
    }

    [TestMethod]
    public async Task MalformedFromTheStart_IsRefused_WithFileAndLine()
    {
        var storages = Open(out var store);
        store.Write("storage.cfg", "nonsense\n", null);

        var error = await Assert.ThrowsExactlyAsync<RequestRefusedException>(() => storages.ListAsync(Token));

        Assert.Contains("storage.cfg:1:", error.Message);
        Assert.Contains("storage.cfg:1:", Assert.ThrowsExactly<RequestRefusedException>(() => storages.GetDriver("local")).Message);
    }

    [TestMethod]
    public void NotUtf8_IsTold()
    {
        using (var file = _disk.CreateFolder("/c", UnixFileMode.None) ? _disk.CreateNew("/c/storage.cfg", UnixFileMode.None) : null)
        {
            file!.Write([0xFF, 0xFE]);
        }

        var storages = Open(out _);
        Assert.Contains("not valid UTF-8", Assert.ThrowsExactly<RequestRefusedException>(() => storages.GetDriver("local")).Message);
    }

    [TestMethod]
    public void UnknownStorage_IsRefused_AndThoseThereAreNamed()
    {
        var storages = Open(out var store);
        store.Write("storage.cfg", "dir: aa\n\tpath /a\n\ndir: b2\n\tpath /b\n", null);

        var error = Assert.ThrowsExactly<RequestRefusedException>(() => storages.GetDriver("x"));

        Assert.AreEqual("storage 'x' does not exist. There are: aa, b2.", error.Message);
        Assert.AreEqual(RefusalReason.NotFound, error.Reason);
    }

    [TestMethod]
    public async Task DisabledForeignAndUnsupportedStorages_AreListedWithTheReason_AndRefused()
    {
        var storages = Open(out var store);
        store.Write("storage.cfg", "dir: off\n\tpath /a\n\tdisable\n\ndir: far\n\tpath /b\n\tnodes n2,n3\n\nzfspool: tank\n\tpool tank\n\ndir: good\n\tpath /g\n", null);

        var views = (await storages.ListAsync(Token)).ToDictionary(view => view.Id);

        Assert.IsFalse(views["off"].IsEnabled);
        Assert.Contains("is disabled", views["off"].Problem!);
        Assert.Contains("gives it to n2, n3", views["far"].Problem!);
        Assert.Contains("type 'zfspool'", views["tank"].Problem!);
        Assert.IsNull(views["good"].Problem);
        foreach (var id in new[] { "off", "far", "tank" })
        {
            Assert.IsNull(views[id].Status);
            Assert.AreEqual(views[id].Problem, Assert.ThrowsExactly<RequestRefusedException>(() => storages.GetDriver(id)).Message);
        }
    }

    [TestMethod]
    public void Begin_AsksEachOnce_AndWaitsForNone()
    {
        var storages = Open(out var store);
        store.Write("storage.cfg", "dir: aa\n\tpath /a\n\ndir: bb\n\tpath /b\n\ndir: off\n\tpath /c\n\tdisable\n", null);
        var answer = new TaskCompletionSource<StorageStatus>();
        _ = storages.GetDriver("aa");
        _factory.Drivers["aa"].Status = () => answer.Task;

        storages.Begin();

        Assert.AreEqual((1, 1), (_factory.Drivers["aa"].Asked, _factory.Drivers["bb"].Asked));
    }

    [TestMethod]
    public async Task HangingStorage_DelaysNobodyTwice_AndIsAskedOnce()
    {
        var storages = Open(out var store);
        store.Write("storage.cfg", "dir: dead\n\tpath /a\n\ndir: good\n\tpath /b\n", null);
        await storages.ListAsync(Token);
        var dead = _factory.Drivers["dead"];
        var answer = new TaskCompletionSource<StorageStatus>();
        dead.Status = () => answer.Task;

        var listing = storages.ListAsync(Token);
        Assert.IsFalse(listing.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        var views = await listing;
        Assert.Contains("has not answered for 1 s", views[0].Problem!);
        Assert.AreEqual(new StorageStatus(100, 40, 60), views[0].Status);
        Assert.IsNull(views[1].Problem);

        // From now on nobody waits for it, and it is not asked again.
        var asked = dead.Asked;
        for (var i = 0; i < 5; i++)
        {
            var again = storages.ListAsync(Token);
            Assert.IsTrue(again.IsCompleted);
            Assert.IsNotNull((await again)[0].Problem);
        }

        Assert.AreEqual(asked, dead.Asked);

        answer.SetResult(new StorageStatus(100, 50, 50));
        dead.Status = () => Task.FromResult(new StorageStatus(100, 51, 49));
        views = await storages.ListAsync(Token);
        Assert.IsNull(views[0].Problem);
    }

    [TestMethod]
    public async Task FailingStorage_ShowsTheReason_AndNoFigures()
    {
        var storages = Open(out _);
        await storages.ListAsync(Token);
        _factory.Drivers["local"].Status = () => throw new StorageException("Storage 'local' is not active: nothing is mounted.");

        var view = (await storages.ListAsync(Token)).Single();

        Assert.AreEqual("Storage 'local' is not active: nothing is mounted.", view.Problem);
        Assert.IsNull(view.Status);
    }

    [TestMethod]
    public async Task Content_IsFiltered()
    {
        var storages = Open(out _);
        Assert.AreEqual("iso/a.iso 100/vm-100-disk-0.raw", string.Join(' ', (await storages.ListContentAsync("local", null, null, Token)).Select(volume => volume.Name)));
        Assert.AreEqual("iso/a.iso", (await storages.ListContentAsync("local", "iso", null, Token)).Single().Name);
        await Assert.ThrowsExactlyAsync<RequestRefusedException>(() => storages.ListContentAsync("x", null, null, Token));
    }

    [TestMethod]
    public async Task Content_OfAHangingStorage_IsGivenUp()
    {
        var storages = Open(out _);
        storages.GetDriver("local");
        _factory.Drivers["local"].Status = () => new TaskCompletionSource<StorageStatus>().Task;

        var listing = storages.ListContentAsync("local", null, null, Token);
        Assert.IsFalse(listing.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(21));

        Assert.Contains("has not answered", (await Assert.ThrowsExactlyAsync<StorageException>(() => listing)).Message);
        Assert.AreEqual(0, _factory.Drivers["local"].Listed);
    }

    private StorageService Open(out IConfigStore store)
    {
        _disk.CreateFolder("/c", UnixFileMode.None);
        store = new FileConfigStore(_disk, "/c", NullLogger.Instance);
        return new StorageService(
            store, _factory, new NodeIdentity("pve1", "/state", "/run", "/run/api.sock", true), NullLogger<StorageService>.Instance, _time);
    }

    private sealed class FakeDriverFactory : IStorageDriverFactory
    {
        public Dictionary<string, FakeDriver> Drivers { get; } = [];

        public IStorageDriver Create(StorageSection section) => section.Type == "dir"
            ? Drivers[section.Id] = new FakeDriver(section.Id)
            : throw new StorageException($"Storage '{section.Id}' is of type '{section.Type}', which is not supported.");
    }

    private sealed class FakeDriver(string id) : IStorageDriver
    {
        public Func<Task<StorageStatus>> Status { get; set; } = () => Task.FromResult(new StorageStatus(100, 40, 60));

        public int Asked { get; private set; }

        public int Listed { get; private set; }

        public string Id => id;

        public string Type => "dir";

        public IReadOnlySet<string> Content { get; } = new HashSet<string>();

        public Task ActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<StorageStatus> GetStatusAsync(CancellationToken cancellationToken)
        {
            Asked++;
            return Status();
        }

        public Task<IReadOnlyList<VolumeInfo>> ListAsync(GuestId? owner, CancellationToken cancellationToken)
        {
            Listed++;
            return Task.FromResult<IReadOnlyList<VolumeInfo>>(
            [
                new VolumeInfo("iso/a.iso", "iso", "iso", 1, 1, null, null, "/a.iso"),
                new VolumeInfo("100/vm-100-disk-0.raw", "images", "raw", 1, 1, new GuestId(100), null, "/d.raw"),
            ]);
        }

        public Task<VolumeInfo> GetAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<string> AllocateAsync(VolumeRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task FreeAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task ResizeAsync(string name, long sizeBytes, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
