namespace Domar.HostTools.Lvm;

/// <summary>A logical volume.</summary>
public sealed record LogicalVolume
{
    /// <summary>Its name in its group.</summary>
    public required string Name { get; init; }

    /// <summary>Its size; of a thin pool the space for data.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>The thin pool that it is in; null for others.</summary>
    public string? Pool { get; init; }

    /// <summary>The volume that it was a snapshot of; null for none, or when that is gone.</summary>
    public string? Origin { get; init; }

    /// <summary>Whether it is a thin pool.</summary>
    public bool IsThinPool { get; init; }

    /// <summary>Whether its device is there.</summary>
    public bool IsActive { get; init; }

    /// <summary>Whether it is a snapshot that stays as it is.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Part of its size (of a pool: of its data) that is in use, from 0 to 1; null when it is not active or not thin.</summary>
    public double? DataUsed { get; init; }

    /// <summary>Part of a thin pool's metadata that is in use, from 0 to 1; null for others and when it is not active.</summary>
    public double? MetadataUsed { get; init; }

    /// <summary>What is wrong with it in LVM's words (<c>partial</c>, <c>out_of_data</c>, <c>failed</c>, ...); null when nothing is.</summary>
    public string? Health { get; init; }

    /// <summary>When it was made; null when unknown.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Its tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];
}
