namespace Domar.Image.Builder.Sizes;

/// <summary>What takes how much of a tree, in bytes of files' content: a file with several names counts once, links and folders count nothing.</summary>
public sealed record TreeSizes
{
    /// <summary>All files.</summary>
    public required long TotalBytes { get; init; }

    /// <summary>By folder, two levels deep (<c>/usr/lib</c>); files of the first level under their own name.</summary>
    public required IReadOnlyDictionary<string, long> Folders { get; init; }

    /// <summary>By package, without architecture.</summary>
    public required IReadOnlyDictionary<string, long> Packages { get; init; }

    /// <summary>Files that belong to no package.</summary>
    public required IReadOnlyList<(string Path, long SizeBytes)> Unowned { get; init; }
}
