namespace Domar.Core.Containers.Setup;

/// <summary>A part of a file that is ours, between two lines of comment; the rest is the guest's. Blocks of Proxmox are taken over.</summary>
internal static class MarkedBlock
{
    private const string Begin = "# --- BEGIN DOMAR ---";
    private const string End = "# --- END DOMAR ---";

    // In a container that comes from Proxmox VE.
    private const string TheirBegin = "# --- BEGIN PVE ---";
    private const string TheirEnd = "# --- END PVE ---";

    /// <summary>The text with the block in the place of the one that is there, or at its end.</summary>
    /// <param name="text">The file; null when it is not there.</param>
    /// <param name="content">Lines of the block, each ended; empty removes the block.</param>
    public static string Put(string? text, string content)
    {
        var result = new List<string>();
        var at = -1;
        var inside = false;
        foreach (var line in Lines(text))
        {
            if (line.TrimEnd() is Begin or TheirBegin && !inside)
            {
                inside = true;
                at = at < 0 ? result.Count : at;
            }
            else if (line.TrimEnd() is End or TheirEnd && inside)
            {
                inside = false;
            }
            else if (!inside)
            {
                result.Add(line);
            }
        }

        // A block without its end would swallow the rest of the file: then the marks are no marks.
        if (inside)
        {
            result = [.. Lines(text).Where(static line => line.TrimEnd() is not (Begin or End or TheirBegin or TheirEnd))];
            at = -1;
        }

        if (content.Length > 0)
        {
            result.Insert(at < 0 ? result.Count : at, $"{Begin}\n{content}{End}");
        }

        return result.Count == 0 ? "" : string.Join('\n', result) + "\n";
    }

    /// <summary>The guest's own lines.</summary>
    public static IReadOnlyList<string> Outside(string? text) => Lines(Put(text, ""));

    private static string[] Lines(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return [];
        }

        return (text.EndsWith('\n') ? text[..^1] : text).Split('\n');
    }
}
