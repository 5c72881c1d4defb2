namespace Domar.HostTools.Zfs;

/// <summary>A file system or volume.</summary>
public sealed record ZfsDataset
{
    /// <summary>Full name, with the pool.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it is a block device, not a file system.</summary>
    public required bool IsVolume { get; init; }

    /// <summary>What it takes with its snapshots, children and reservation.</summary>
    public required long UsedBytes { get; init; }

    /// <summary>What can still be written to it.</summary>
    public required long AvailableBytes { get; init; }

    /// <summary>What its present content takes.</summary>
    public required long ReferencedBytes { get; init; }

    /// <summary>Size of a volume, quota (0 for none) of a file system.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>The snapshot that it is a clone of (full name); null for none.</summary>
    public string? Origin { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Value of <see cref="Zfs.MakingProperty"/>; null when it is not set.</summary>
    public string? Making { get; init; }
}
