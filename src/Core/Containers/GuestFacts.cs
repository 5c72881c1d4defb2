namespace Domar.Core.Containers;

/// <summary>What was found in a container's root file system. Paths are the guest's, absolute.</summary>
/// <param name="Files">The text of the files that were asked for and are there. Symbolic links were followed inside the root folder.</param>
/// <param name="Existing">Which of the paths that were asked for exist, and everything (its path) in the folders that were asked for.</param>
public sealed record GuestFacts(IReadOnlyDictionary<string, string> Files, IReadOnlySet<string> Existing)
{
    /// <summary>Nothing was found: an empty root file system.</summary>
    public static GuestFacts None { get; } = new(new Dictionary<string, string>(), new HashSet<string>());

    /// <summary>The text of a file; null when it is not there.</summary>
    public string? Text(string path) => Files.GetValueOrDefault(path);

    /// <summary>Whether one of these paths exists.</summary>
    public bool Has(params ReadOnlySpan<string> paths)
    {
        foreach (var path in paths)
        {
            if (Existing.Contains(path))
            {
                return true;
            }
        }

        return false;
    }
}
