using Domar.Image.Builder.Text;

namespace Domar.Image.Builder.Trees;

/// <summary>Chooses the modules of one kernel that stay. Pure.</summary>
public static class ModuleSelector
{
    /// <summary>The files that stay: the planned ones, everything outside <c>kernel/</c>, and what these need.</summary>
    /// <param name="kernel">What depmod wrote.</param>
    /// <param name="files">Every module's file in the tree, as a path below the kernel's folder.</param>
    /// <param name="planned">Names, or patterns (with '/') below <c>kernel/</c>.</param>
    /// <param name="errors">What is planned and not there goes here.</param>
    public static IReadOnlySet<string> Select(KernelModules kernel, IReadOnlyList<string> files, IEnumerable<string> planned, List<string> errors)
    {
        var there = files.ToHashSet();
        var stems = files.Select(static file => (File: file, Stem: KernelModules.Stem(file))).ToList();
        var byName = stems.ToLookup(static f => PathGlob.Split(f.Stem)[^1], static f => f.File);
        var builtInNames = kernel.BuiltIn.Select(static stem => PathGlob.Split(stem)[^1]).ToHashSet();
        var queue = new Queue<string>(files.Where(static file => !file.StartsWith("kernel/", StringComparison.Ordinal)));
        foreach (var item in planned.Distinct())
        {
            var wanted = KernelModules.Normalize(item);
            var glob = new PathGlob(wanted);
            var isName = !item.Contains('/');
            var found = isName
                ? byName[wanted].ToList()
                : [.. stems.Where(f => f.File.StartsWith("kernel/", StringComparison.Ordinal) && glob.Matches(f.Stem)).Select(static f => f.File)];
            if (found.Count == 0 && !(isName ? builtInNames.Contains(wanted) : kernel.BuiltIn.Any(glob.Matches)))
            {
                errors.Add(isName
                    ? $"kernel {kernel.Version} has no module '{item}', neither as a file nor built in; correct the name in the recipe"
                    : $"'{item}' matches no module of kernel {kernel.Version}; correct the pattern in the recipe");
            }

            found.ForEach(queue.Enqueue);
        }

        var kept = new HashSet<string>();
        while (queue.TryDequeue(out var file))
        {
            if (!kept.Add(file))
            {
                continue;
            }

            foreach (var needed in kernel.Dependencies.GetValueOrDefault(file) ?? [])
            {
                if (there.Contains(needed))
                {
                    queue.Enqueue(needed);
                }
                else
                {
                    errors.Add($"module '{file}' of kernel {kernel.Version} needs '{needed}', which is not in the tree; run depmod, or bring the file back");
                }
            }
        }

        return kept;
    }
}
