using Domar.Image.Builder.Plans;

namespace Domar.Image.Builder.Trees;

/// <summary>Leaves out of a tree on disk what the plan says.</summary>
public static class TreeTrimmer
{
    /// <summary>Trims a tree. Whoever calls this runs depmod afterwards.</summary>
    /// <returns>What was done, with its warnings.</returns>
    /// <exception cref="BuildException">Something asked for is not there; the tree is as it was.</exception>
    public static TrimPlan Trim(TreeFolder tree, ImagePlan plan)
    {
        var entries = tree.List();
        var result = TrimPlanner.Plan(entries, plan, plan.Modules.Count > 0 ? Kernels(tree, entries) : []);
        if (result.Errors.Count > 0)
        {
            throw new BuildException(string.Join('\n', result.Errors));
        }

        foreach (var (entry, _) in result.Removals)
        {
            tree.Remove(entry);
        }

        return result;
    }

    private static List<KernelModules> Kernels(TreeFolder tree, IReadOnlyList<TreeEntry> entries)
    {
        const string Prefix = TrimPlanner.ModulesFolder + "/";
        var kernels = new List<KernelModules>();
        foreach (var entry in entries.Where(static e => e.Kind == TreeEntryKind.Folder && e.Path.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            var version = entry.Path[Prefix.Length..];
            if (!version.Contains('/'))
            {
                var dependencies = tree.ReadText($"{entry.Path}/modules.dep")
                    ?? throw new BuildException($"'{entry.Path}/modules.dep' is not in the tree; run depmod for kernel {version} on it first");
                kernels.Add(KernelModules.Parse(version, dependencies, tree.ReadText($"{entry.Path}/modules.builtin") ?? ""));
            }
        }

        return kernels;
    }
}
