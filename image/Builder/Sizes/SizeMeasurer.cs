using Domar.Image.Builder.Text;
using Domar.Image.Builder.Trees;

namespace Domar.Image.Builder.Sizes;

/// <summary>Adds up a tree. Pure.</summary>
public static class SizeMeasurer
{
    /// <summary>Measures a tree.</summary>
    /// <param name="tree">The tree, by path in ordinal order.</param>
    /// <param name="packageFiles">For each package the paths that dpkg lists (<c>/var/lib/dpkg/info/*.list</c>).</param>
    public static TreeSizes Measure(IReadOnlyList<TreeEntry> tree, IReadOnlyDictionary<string, IReadOnlyList<string>> packageFiles)
    {
        // dpkg lists paths as packages have them: /lib/x is a file of the tree's /usr/lib/x when /lib is a link.
        var aliases = tree.Where(static entry => entry.Kind == TreeEntryKind.Link && entry.Path.LastIndexOf('/') == 0)
            .ToDictionary(static entry => entry.Path, static entry => "/" + entry.LinkTarget!.Trim('/'));
        var owners = new Dictionary<string, string>();
        foreach (var (package, files) in packageFiles.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            foreach (var file in files)
            {
                owners.TryAdd(Resolve(file, aliases), package);
            }
        }

        var folders = new Dictionary<string, long>();
        var packages = packageFiles.Keys.ToDictionary(static name => name, static _ => 0L);
        var unowned = new List<(string, long)>();
        var total = 0L;
        foreach (var names in tree.Where(static entry => entry.Kind == TreeEntryKind.File).GroupBy(static entry => entry.Inode))
        {
            var file = names.First();
            total += file.SizeBytes;
            var folder = "/" + string.Join('/', PathGlob.Split(file.Path).Take(2));
            folders[folder] = folders.GetValueOrDefault(folder) + file.SizeBytes;
            if (names.Select(name => owners.GetValueOrDefault(name.Path)).FirstOrDefault(static owner => owner is not null) is { } owner)
            {
                packages[owner] += file.SizeBytes;
            }
            else
            {
                unowned.Add((file.Path, file.SizeBytes));
            }
        }

        return new TreeSizes { TotalBytes = total, Folders = folders, Packages = packages, Unowned = unowned };
    }

    private static string Resolve(string path, Dictionary<string, string> aliases)
    {
        var slash = path.IndexOf('/', Math.Min(1, path.Length));
        return slash > 0 && aliases.TryGetValue(path[..slash], out var target) ? target + path[slash..] : path;
    }
}
