using Domar.Image.Builder.Trees;

namespace Domar.Image.Builder.Sizes;

/// <summary>What dpkg knows of who owns which file.</summary>
public static class PackageFiles
{
    private const string Folder = "/var/lib/dpkg/info";

    /// <summary>The paths of each package in a tree; a package of several architectures is one.</summary>
    /// <exception cref="BuildException">The tree has no such lists.</exception>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Read(TreeFolder tree)
    {
        var lists = tree.FileNames(Folder).Where(static name => name.EndsWith(".list", StringComparison.Ordinal)).ToList();
        if (lists.Count == 0)
        {
            throw new BuildException($"the tree has no file lists in {Folder}; measure before they are left out, or keep them");
        }

        return lists.GroupBy(static name => name[..^5].Split(':')[0]).ToDictionary(
            static g => g.Key,
            IReadOnlyList<string> (g) => [.. g.SelectMany(name => tree.ReadText($"{Folder}/{name}")!.Split('\n', StringSplitOptions.RemoveEmptyEntries))]);
    }
}
