namespace Domar.HostTools.Zfs;

/// <summary>A block device to be made.</summary>
public sealed record ZfsVolumeCreate
{
    /// <summary>Full name.</summary>
    public required string Name { get; init; }

    /// <summary>Its size, a multiple of the block size.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>Block size as ZFS takes it, for example <c>16k</c>; null for ZFS' default.</summary>
    public string? BlockSize { get; init; }

    /// <summary>Whether no space is reserved for it.</summary>
    public bool IsSparse { get; init; }

    /// <summary>Value of <see cref="Zfs.MakingProperty"/> that it has from the beginning; null for none.</summary>
    public string? Making { get; init; }
}
