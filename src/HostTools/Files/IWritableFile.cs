namespace Domar.HostTools.Files;

/// <summary>A file that is being written at its end. Disposing closes it; it does not make it durable.</summary>
public interface IWritableFile : IDisposable
{
    /// <summary>Appends all bytes.</summary>
    /// <exception cref="FileLayerException">A part may have been written.</exception>
    void Write(ReadOnlySpan<byte> bytes);

    /// <summary>Writes all bytes at a place; a gap before it reads as zeros and takes no space. Not for a file that was opened to append.</summary>
    /// <exception cref="FileLayerException">A part may have been written.</exception>
    void WriteAt(long offset, ReadOnlySpan<byte> bytes);

    /// <summary>Cuts the file or makes it longer; what is added reads as zeros and takes no space.</summary>
    void SetLength(long sizeBytes);

    /// <summary>Makes the file at least that long and takes the space for it now (posix_fallocate).</summary>
    void Preallocate(long sizeBytes);

    /// <summary>Sets its permissions, whatever the umask is.</summary>
    void SetMode(UnixFileMode mode);

    /// <summary>Shares another file's content without copying it (reflink); false where the file system cannot.</summary>
    /// <param name="source">Absolute path of a file on the same file system.</param>
    bool TryCloneFrom(string source);

    /// <summary>Makes the content durable (fsync).</summary>
    /// <exception cref="FileLayerException">Nothing is known of what reached the disk; a second call may wrongly succeed (Linux drops dirty pages after an error).</exception>
    void Sync();
}
