namespace Domar.Runtime.Store;

/// <summary>
/// The configuration of the node or cluster: small text files under Proxmox's paths (<c>nodes/NODE/qemu-server/100.conf</c>, <c>storage.cfg</c>).
/// Reads are versioned, writes compare and swap, changes are watched. Embedded: plain files that a person may edit. Later: etcd.
/// </summary>
internal interface IConfigStore
{
    /// <summary>Reads one file; null when it does not exist.</summary>
    /// <param name="path">Relative path with '/', for example <c>storage.cfg</c>.</param>
    /// <exception cref="StoreException">The file is there but cannot be used: it is no UTF-8, a link, or too large. Or the path is none.</exception>
    StoreEntry? Read(string path);

    /// <summary>Every file directly in a folder, sorted by path; empty when there is no such folder. Costs no disk access. See <see cref="StoreEntry.Problem"/>.</summary>
    IReadOnlyList<StoreEntry> ReadFolder(string folder);

    /// <summary>Writes a file whole, durably: after it returns, a power cut shows the new text; before, the old or the new, never a part.</summary>
    /// <param name="path">Relative path; folders are made as needed.</param>
    /// <param name="text">The new text.</param>
    /// <param name="expectedVersion">The version that this change is based on; null when the file must not exist yet.</param>
    /// <exception cref="StoreConflictException">Somebody changed (or made, or removed) the file meanwhile; nothing was written.</exception>
    /// <exception cref="StoreException">It could not be written (disk full, permissions); the old text is in place. Or the disk failed at the very last step:
    /// then the message says that the new text is in place but not confirmed.</exception>
    StoreEntry Write(string path, string text, string? expectedVersion);

    /// <summary>Removes a file, durably.</summary>
    /// <exception cref="StoreConflictException">It has changed since <paramref name="expectedVersion"/>.</exception>
    void Delete(string path, string expectedVersion);

    /// <summary>
    /// Every change from now on, by whom ever made (also by an editor), within a second. Several watchers may listen. A watcher that is slower than the
    /// changes gets the latest state of each file.
    /// </summary>
    IAsyncEnumerable<StoreChange> WatchAsync(CancellationToken cancellationToken);
}
