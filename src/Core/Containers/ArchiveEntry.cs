namespace Domar.Core.Containers;

/// <summary>What an archive says of one entry. Nothing of it is to be trusted.</summary>
/// <param name="Path">Its name, as the archive has it.</param>
/// <param name="Kind">What it makes.</param>
public sealed record ArchiveEntry(string Path, ArchiveEntryKind Kind)
{
    /// <summary>Target of a symbolic or hard link, as the archive has it; null or empty for others.</summary>
    public string? LinkTarget { get; init; }

    /// <summary>Permission bits with setuid, setgid and sticky.</summary>
    public int Mode { get; init; }

    /// <summary>Owner inside the container.</summary>
    public long UserId { get; init; }

    /// <summary>Group inside the container.</summary>
    public long GroupId { get; init; }

    /// <summary>Bytes of content; 0 for what has none.</summary>
    public long SizeBytes { get; init; }

    /// <summary>The kind's name in the archive, for messages about an unknown one.</summary>
    public string KindName { get; init; } = "";
}
