namespace Domar.Core.Steps;

/// <summary>Copies a file's content and flushes it to the disk, with the folders above it. Owner and permissions are those of a new file.</summary>
/// <param name="Source">Absolute path.</param>
/// <param name="Target">Absolute path; what is there is replaced.</param>
public sealed record CopyFile(string Source, string Target) : Step
{
    /// <summary>Size of the source; 0 where it is not known.</summary>
    public long SizeBytes { get; init; }

    /// <summary>SHA-256 that its content must have, in small hexadecimal digits; null where it is not known.</summary>
    public string? Hash { get; init; }

    /// <inheritdoc/>
    public override long WorkBytes => SizeBytes;
}
