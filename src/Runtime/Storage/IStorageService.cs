using Domar.Core.Config;
using Domar.Core.Primitives;
using Domar.HostTools.Storage;

namespace Domar.Runtime.Storage;

/// <summary>The storages of storage.cfg and what is on them. A storage that hangs delays only calls that need it.</summary>
internal interface IStorageService
{
    /// <summary>Every storage with its last known state, in the order of storage.cfg; never waits for a storage longer than a second in all.</summary>
    /// <exception cref="Guests.RequestRefusedException">storage.cfg cannot be used, and no good one was seen before.</exception>
    Task<IReadOnlyList<StorageView>> ListAsync(CancellationToken cancellationToken);

    /// <summary>storage.cfg as it is in force.</summary>
    StorageConfig Config { get; }

    /// <summary>The driver of a storage.</summary>
    /// <exception cref="Guests.RequestRefusedException">No such storage (the message lists those there are), disabled, or of a type that is not supported yet.</exception>
    IStorageDriver GetDriver(string storageId);

    /// <summary>What is on a storage.</summary>
    /// <param name="storageId">The storage.</param>
    /// <param name="content">Only this content type; null for all.</param>
    /// <param name="owner">Only this guest's; null for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<VolumeInfo>> ListContentAsync(string storageId, string? content, GuestId? owner, CancellationToken cancellationToken);
}
