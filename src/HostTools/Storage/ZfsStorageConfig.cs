namespace Domar.HostTools.Storage;

/// <summary>A storage of type <c>zfspool</c> as storage.cfg describes it.</summary>
public sealed record ZfsStorageConfig
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>The dataset whose children are the volumes (<c>pool</c>): a pool, or a file system in one, such as <c>rpool/data</c>.</summary>
    public required string Dataset { get; init; }

    /// <summary>Content types that it holds.</summary>
    public required IReadOnlySet<string> Content { get; init; }

    /// <summary>Block size of new volumes as written (<c>blocksize</c>); null for ZFS' default.</summary>
    public string? BlockSize { get; init; }

    /// <summary>Whether new volumes reserve no space (<c>sparse</c>).</summary>
    public bool IsSparse { get; init; }

    /// <summary>Where the dataset is mounted (<c>mountpoint</c>); null for its name below <c>/</c>.</summary>
    public string? MountPoint { get; init; }

    /// <summary>The pool that the dataset is in.</summary>
    public string Pool => Dataset.Split('/')[0];
}
