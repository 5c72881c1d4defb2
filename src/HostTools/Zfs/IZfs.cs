using Domar.HostTools.Exec;

namespace Domar.HostTools.Zfs;

/// <summary>
/// ZFS (zfs(8), zpool(8), 2.3). Names are checked by the caller.
/// All methods throw <see cref="ToolException"/> with the tool's reason, and <see cref="NoSpaceException"/> when the pool or a quota is full.
/// Methods that change something are not interrupted by their token once the tool runs.
/// </summary>
public interface IZfs
{
    /// <summary>An imported pool; null when there is none of that name.</summary>
    Task<ZfsPool?> FindPoolAsync(string pool, CancellationToken cancellationToken);

    /// <summary>Imports a pool, without mounting anything.</summary>
    Task ImportAsync(string pool, CancellationToken cancellationToken);

    /// <summary>A dataset and those directly below it, by name; empty when there is no such dataset.</summary>
    Task<IReadOnlyList<ZfsDataset>> ListAsync(string dataset, CancellationToken cancellationToken);

    /// <summary>Snapshots of one dataset, oldest first.</summary>
    Task<IReadOnlyList<ZfsSnapshot>> ListSnapshotsAsync(string dataset, CancellationToken cancellationToken);

    /// <summary>Makes a block device that reads as zeros. A name that is taken is an error.</summary>
    Task CreateVolumeAsync(ZfsVolumeCreate request, CancellationToken cancellationToken);

    /// <summary>Makes a file system for a container and does not mount it.</summary>
    /// <param name="dataset">Full name.</param>
    /// <param name="quotaBytes">What its files may take, snapshots left out.</param>
    /// <param name="cancellationToken">Gives up before the tool runs.</param>
    Task CreateFileSystemAsync(string dataset, long quotaBytes, CancellationToken cancellationToken);

    /// <summary>Sets a property.</summary>
    Task SetAsync(string dataset, string property, string value, CancellationToken cancellationToken);

    /// <summary>Takes a property back to what it inherits; a user's own property is gone with that.</summary>
    Task InheritAsync(string dataset, string property, CancellationToken cancellationToken);

    /// <summary>Makes a snapshot.</summary>
    Task SnapshotAsync(string dataset, string snapshot, CancellationToken cancellationToken);

    /// <summary>Rolls back to the newest snapshot; an older one is an error. Volumes that are in use are rolled back under their user.</summary>
    Task RollBackAsync(string dataset, string snapshot, CancellationToken cancellationToken);

    /// <summary>
    /// Removes a snapshot (<c>DATASET@NAME</c>), or a dataset with its snapshots. One in use, or with clones, is an error; ZFS takes the snapshots before it
    /// sees that a dataset is in use.
    /// </summary>
    Task DestroyAsync(string name, CancellationToken cancellationToken);
}
