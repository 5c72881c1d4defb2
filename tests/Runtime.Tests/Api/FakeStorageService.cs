using Domar.Core.Config;
using Domar.Core.Primitives;
using Domar.HostTools.Storage;
using Domar.Runtime.Guests;
using Domar.Runtime.Storage;

namespace Domar.Runtime.Tests.Api;

/// <summary>Storage <c>local</c> with volumes in memory, and <c>broken</c>, which is not active.</summary>
internal sealed class FakeStorageService : IStorageService
{
    public FakeDriver Local { get; } = new();

    public bool IsFailing { get; set; }

    public StorageConfig Config { get; set; } = StorageConfig.Parse("dir: local\n\tpath /var/lib/domar/storage\n\tcontent images,iso\n", "storage.cfg");

    public Task<IReadOnlyList<StorageView>> ListAsync(CancellationToken cancellationToken) => IsFailing
        ? throw new StorageException("Storage 'local' cannot be read: Input/output error.")
        : Task.FromResult<IReadOnlyList<StorageView>>(
        [
            new("local", "dir", ["images", "iso"], true, false, new StorageStatus(1000, 250, 700), null),
            new("broken", "nfs", ["images"], true, true, null, "the server does not answer"),
            new("off", "dir", ["iso"], false, false, null, "disabled in storage.cfg"),
        ]);

    public IStorageDriver GetDriver(string storageId) => storageId == "local"
        ? Local
        : throw new RequestRefusedException(RefusalReason.NotFound, $"There is no storage '{storageId}'. There are: local, broken, off.");

    public async Task<IReadOnlyList<VolumeInfo>> ListContentAsync(
        string storageId, string? content, GuestId? owner, CancellationToken cancellationToken) =>
        [.. (await GetDriver(storageId).ListAsync(owner, cancellationToken)).Where(volume => content is null || volume.Content == content)];

    internal sealed class FakeDriver : IStorageDriver
    {
        public List<VolumeInfo> Volumes { get; } = [];

        public VolumeRequest? LastRequest { get; private set; }

        public string Id => "local";

        public string Type => "dir";

        public IReadOnlySet<string> Content { get; } = new HashSet<string> { "images", "iso" };

        public Task ActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<StorageStatus> GetStatusAsync(CancellationToken cancellationToken) => Task.FromResult(new StorageStatus(1000, 250, 700));

        public Task<IReadOnlyList<VolumeInfo>> ListAsync(GuestId? owner, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<VolumeInfo>>([.. Volumes.Where(volume => owner is null || volume.Owner == owner)]);

        public Task<VolumeInfo> GetAsync(string name, CancellationToken cancellationToken) => Task.FromResult(
            Volumes.Find(volume => volume.Name == name) ?? throw new StorageException($"Storage 'local' has no volume '{name}'."));

        public Task<string> AllocateAsync(VolumeRequest request, CancellationToken cancellationToken)
        {
            LastRequest = request;
            var name = $"{request.Owner}/{request.Name}";
            Volumes.Add(new VolumeInfo(name, "images", request.Format!, request.SizeBytes, 0, request.Owner, null, "/x/" + name));
            return Task.FromResult(name);
        }

        public Task FreeAsync(string name, CancellationToken cancellationToken)
        {
            Volumes.RemoveAll(volume => volume.Name == name);
            return Task.CompletedTask;
        }

        public Task ResizeAsync(string name, long sizeBytes, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
