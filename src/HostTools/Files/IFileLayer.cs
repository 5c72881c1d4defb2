namespace Domar.HostTools.Files;

/// <summary>
/// The file system calls of which crash-safe files are made, each one system call, so that a test can fail or cut every one of them.
/// Paths are absolute. All members throw <see cref="FileLayerException"/> with the errno.
/// </summary>
public interface IFileLayer
{
    /// <summary>Creates a file for writing; it must not exist (EEXIST), nor be a link.</summary>
    /// <param name="path">The new file.</param>
    /// <param name="mode">Its permissions, less the umask.</param>
    IWritableFile CreateNew(string path, UnixFileMode mode);

    /// <summary>Opens a file to append to; made when absent. A symbolic link is not followed (ELOOP).</summary>
    IWritableFile OpenAppend(string path, UnixFileMode mode);

    /// <summary>Reads a whole file; null when it does not exist. A symbolic link in the last place is not followed (ELOOP).</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxBytes">A longer file is an error (EFBIG).</param>
    byte[]? Read(string path, int maxBytes);

    /// <summary>Facts of a file, folder or link (not of what it points to); null when it does not exist.</summary>
    FileFacts? Stat(string path);

    /// <summary>Names in a folder, sorted by ordinal; empty when there is no such folder.</summary>
    IReadOnlyList<string> List(string folder);

    /// <summary>Makes one folder; false when it exists already.</summary>
    bool CreateFolder(string path, UnixFileMode mode);

    /// <summary>Renames a file and replaces what bears the new name, as one step.</summary>
    void Rename(string from, string to);

    /// <summary>Renames a file; the new name must be free (EEXIST), as one step.</summary>
    void RenameExclusive(string from, string to);

    /// <summary>Removes a file; false when it does not exist.</summary>
    bool Unlink(string path);

    /// <summary>Removes an empty folder; false when it is not empty or does not exist.</summary>
    bool RemoveFolder(string path);

    /// <summary>Makes renames, creations and removals in a folder durable.</summary>
    void SyncFolder(string path);
}
