namespace Domar.HostTools.Files;

/// <summary>A file that is being written at its end. Disposing closes it; it does not make it durable.</summary>
public interface IWritableFile : IDisposable
{
    /// <summary>Appends all bytes.</summary>
    /// <exception cref="FileLayerException">A part may have been written.</exception>
    void Write(ReadOnlySpan<byte> bytes);

    /// <summary>Makes the content durable (fsync).</summary>
    /// <exception cref="FileLayerException">Nothing is known of what reached the disk; a second call may wrongly succeed (Linux drops dirty pages after an error).</exception>
    void Sync();
}
