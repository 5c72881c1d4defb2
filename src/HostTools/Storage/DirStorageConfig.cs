namespace Domar.HostTools.Storage;

/// <summary>A storage of type <c>dir</c> as storage.cfg describes it.</summary>
public sealed record DirStorageConfig
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Absolute path of its folder.</summary>
    public required string Path { get; init; }

    /// <summary>Content types that it holds.</summary>
    public required IReadOnlySet<string> Content { get; init; }

    /// <summary>Sub-folders of content types that differ from the usual ones (<c>content-dirs</c>), relative to <see cref="Path"/>.</summary>
    public IReadOnlyDictionary<string, string> ContentFolders { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the folder itself is made when absent (<c>create-base-path</c>, and <c>mkdir</c> of older files).</summary>
    public bool CreateBasePath { get; init; } = true;

    /// <summary>Whether the sub-folders are made when absent (<c>create-subdirs</c>, and <c>mkdir</c> of older files).</summary>
    public bool CreateSubfolders { get; init; } = true;

    /// <summary>A path that must be a mount point before the storage is used (<c>is_mountpoint</c>); null for none.</summary>
    public string? MountPoint { get; init; }

    /// <summary><c>off</c>, <c>metadata</c>, <c>falloc</c> or <c>full</c>; null for Proxmox's default, which is metadata.</summary>
    public string? Preallocation { get; init; }

    /// <summary>Format of volumes whose request names none; null for <c>raw</c>.</summary>
    public string? DefaultFormat { get; init; }

    /// <summary>Whether other nodes use the same folder.</summary>
    public bool IsShared { get; init; }
}
