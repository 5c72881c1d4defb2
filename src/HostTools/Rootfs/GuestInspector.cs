using System.Text;
using Domar.Core.Containers;

namespace Domar.HostTools.Rootfs;

/// <summary>Answers a query about a root file system.</summary>
internal static class GuestInspector
{
    // A folder with more is not one that a setup has to look at.
    private const int MaxNames = 10_000;

    /// <exception cref="RootfsFault">A file cannot be read.</exception>
    public static RootfsFacts Inspect(GuestRoot root, GuestFactsQuery query)
    {
        var files = new Dictionary<string, string>();
        foreach (var path in query.Read)
        {
            if (root.TryRead(path, GuestFiles.MaxFileBytes) is { } content)
            {
                files[path] = Encoding.UTF8.GetString(content);
            }
        }

        List<string> existing = [.. query.Read.Concat(query.Probe).Distinct().Where(root.Exists)];
        foreach (var folder in query.List)
        {
            existing.AddRange(root.List(folder, MaxNames).Select(name => $"{folder}/{name}"));
        }

        return new RootfsFacts(files, existing);
    }
}
