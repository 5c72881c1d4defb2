namespace Domar.HostTools.Storage;

/// <summary>
/// What a storage driver can that keeps earlier states of a volume. Each call is whole or not at all, and may be repeated after a crash.
/// All methods throw <see cref="StorageException"/> with a message that names the storage.
/// </summary>
public interface ISnapshots
{
    /// <summary>Snapshots of a volume, oldest first.</summary>
    Task<IReadOnlyList<SnapshotInfo>> ListSnapshotsAsync(string name, CancellationToken cancellationToken);

    /// <summary>Keeps the state that the volume has now. A name that is taken is refused.</summary>
    /// <param name="name">The volume.</param>
    /// <param name="snapshot">The snapshot's name: a letter, then letters, digits, <c>-</c> and <c>_</c>; 2 to 40.</param>
    /// <param name="cancellationToken">Gives up, as long as nothing is changed.</param>
    Task CreateSnapshotAsync(string name, string snapshot, CancellationToken cancellationToken);

    /// <summary>
    /// Gives the volume back the state that it had; what was written since is lost. The snapshot stays. The volume must not be in use, which is
    /// the caller's to see to: LVM refuses then, ZFS changes it under its user. Storages that can go back to the newest snapshot only (ZFS) refuse others and name the newer ones.
    /// </summary>
    Task RollBackAsync(string name, string snapshot, CancellationToken cancellationToken);

    /// <summary>Removes a snapshot; the volume keeps its state.</summary>
    Task DeleteSnapshotAsync(string name, string snapshot, CancellationToken cancellationToken);
}
