using Domar.Core.Primitives;

namespace Domar.HostTools.Storage;

/// <summary>
/// One configured storage. Ten members at the most; what not every storage can do is in capability interfaces. A driver never calls upwards.
/// All methods throw <see cref="StorageException"/> with a message that names the storage.
/// </summary>
public interface IStorageDriver
{
    /// <summary>The storage's id in storage.cfg.</summary>
    string Id { get; }

    /// <summary>The storage's type in storage.cfg, for example <c>dir</c>.</summary>
    string Type { get; }

    /// <summary>Content types that it holds (<c>images</c>, <c>iso</c>, ...).</summary>
    IReadOnlySet<string> Content { get; }

    /// <summary>Makes it usable (folders exist, mounted); cheap when it is already.</summary>
    Task ActivateAsync(CancellationToken cancellationToken);

    /// <summary>Space in all, used and available.</summary>
    Task<StorageStatus> GetStatusAsync(CancellationToken cancellationToken);

    /// <summary>Volumes on it.</summary>
    /// <param name="owner">Only those of this guest; null for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<VolumeInfo>> ListAsync(GuestId? owner, CancellationToken cancellationToken);

    /// <summary>One volume's facts.</summary>
    Task<VolumeInfo> GetAsync(string name, CancellationToken cancellationToken);

    /// <summary>Makes a volume, whole or not at all, and returns its name. Existing volumes are never touched.</summary>
    Task<string> AllocateAsync(VolumeRequest request, CancellationToken cancellationToken);

    /// <summary>Removes a volume.</summary>
    Task FreeAsync(string name, CancellationToken cancellationToken);

    /// <summary>Grows a volume.</summary>
    /// <param name="name">The volume.</param>
    /// <param name="sizeBytes">New size; below the present one is refused.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task ResizeAsync(string name, long sizeBytes, CancellationToken cancellationToken);
}
