namespace Domar.HostTools.Files;

/// <summary>Names that editors and package tools make beside the file that a person edits.</summary>
public static class EditorFiles
{
    /// <summary>Whether a name (without folder) is hidden, a backup, a swap file or a probe, and no content of its folder.</summary>
    public static bool IsTransient(string name) =>
        name.StartsWith('.') || name.EndsWith('~') || name.StartsWith('#')
        || name.EndsWith(".swp", StringComparison.Ordinal) || name.EndsWith(".swx", StringComparison.Ordinal)
        || name.EndsWith(".tmp", StringComparison.Ordinal) || name.EndsWith(".dpkg-new", StringComparison.Ordinal)
        // vim makes a file of this name to see whether it may write to the folder.
        || name == "4913";
}
