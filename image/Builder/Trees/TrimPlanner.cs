using Domar.Image.Builder.Plans;
using Domar.Image.Builder.Text;

namespace Domar.Image.Builder.Trees;

/// <summary>Decides what is left out of a tree. Pure.
/// <para>A remove pattern takes what it matches, a folder with everything in it; so <c>/a</c> takes all of it, and <c>/a/**</c> leaves the empty folder. A keep
/// pattern protects what it matches in the same way, and the folders above. A folder that no pattern matches stays, also when it becomes empty.</para>
/// <para>Below <c>kernel/</c> of the modules and below <c>/usr/lib/firmware</c>, folders go when their last file goes.</para></summary>
public sealed class TrimPlanner
{
    /// <summary>The folder with a folder of modules for each kernel.</summary>
    public const string ModulesFolder = "/usr/lib/modules";

    /// <summary>The firmware's folder.</summary>
    public const string FirmwareFolder = "/usr/lib/firmware";

    private readonly IReadOnlyList<TreeEntry> _tree;
    private readonly ImagePlan _plan;
    private readonly IReadOnlyList<KernelModules> _kernels;
    private readonly Dictionary<string, TrimReason> _removed = [];
    private readonly List<string> _warnings = [];
    private readonly List<string> _errors = [];

    private TrimPlanner(IReadOnlyList<TreeEntry> tree, ImagePlan plan, IReadOnlyList<KernelModules> kernels)
    {
        _tree = tree;
        _plan = plan;
        _kernels = kernels;
    }

    /// <summary>Plans the trimming.</summary>
    /// <param name="tree">The tree, by path in ordinal order (<see cref="TreeFolder.List"/>).</param>
    /// <param name="plan">The image's plan.</param>
    /// <param name="kernels">The kernels of the tree.</param>
    public static TrimPlan Plan(IReadOnlyList<TreeEntry> tree, ImagePlan plan, IReadOnlyList<KernelModules> kernels)
    {
        var planner = new TrimPlanner(tree, plan, kernels);
        planner.ApplyRecipes();
        planner.ReduceModules();
        planner.ReduceFirmware();
        return planner.Result();
    }

    private void ApplyRecipes()
    {
        var remove = new GlobList(_plan.Remove);
        var keep = new GlobList(_plan.Keep);
        HashSet<string> covered = [], kept = [], protectedFolders = [];
        foreach (var entry in _tree)
        {
            var segments = PathGlob.Split(entry.Path);
            var parent = Parent(entry.Path);
            // Every pattern sees every path, so that each knows whether it matches anything.
            if (remove.Match(segments) | covered.Contains(parent))
            {
                covered.Add(entry.Path);
            }

            if (keep.Match(segments) | kept.Contains(parent))
            {
                kept.Add(entry.Path);
            }
        }

        foreach (var entry in _tree.Reverse())
        {
            if (covered.Contains(entry.Path) && !kept.Contains(entry.Path) && !protectedFolders.Contains(entry.Path))
            {
                _removed.Add(entry.Path, TrimReason.Recipe);
            }
            else
            {
                protectedFolders.Add(Parent(entry.Path));
            }
        }

        _warnings.AddRange(remove.Unused.Select(static glob => $"remove '{glob}' matches nothing in the tree"));
        _warnings.AddRange(keep.Unused.Select(static glob => $"keep '{glob}' matches nothing in the tree"));
    }

    private void ReduceModules()
    {
        if (_plan.Modules.Count == 0)
        {
            return;
        }

        foreach (var kernel in _kernels)
        {
            var folder = $"{ModulesFolder}/{kernel.Version}/";
            var files = _tree.Where(entry => entry.Path.StartsWith(folder, StringComparison.Ordinal) && KernelModules.IsModule(entry.Path))
                .Select(entry => entry.Path[folder.Length..]).ToList();
            var kept = ModuleSelector.Select(kernel, files, _plan.Modules.Concat(_plan.InitramfsModules), _errors);
            foreach (var file in files.Where(file => file.StartsWith("kernel/", StringComparison.Ordinal) && !kept.Contains(file)))
            {
                _removed.TryAdd(folder + file, TrimReason.Module);
            }

            RemoveEmptied(folder + "kernel/", TrimReason.Module);
        }

        if (_kernels.Count == 0)
        {
            _errors.Add($"modules are planned, but {ModulesFolder} has no kernel; add the kernel's package to a recipe");
        }
    }

    private void ReduceFirmware()
    {
        if (_plan.Firmware.Count == 0)
        {
            return;
        }

        const string Prefix = FirmwareFolder + "/";
        var globs = new GlobList(_plan.Firmware);
        var inside = _tree.Where(static entry => entry.Path.StartsWith(Prefix, StringComparison.Ordinal)).ToList();
        var byPath = inside.ToDictionary(static entry => entry.Path);
        var kept = new HashSet<string>();
        var queue = new Queue<TreeEntry>();
        foreach (var entry in inside)
        {
            if (globs.Match(PathGlob.Split(entry.Path[Prefix.Length..])) | kept.Contains(Parent(entry.Path)))
            {
                kept.Add(entry.Path);
                queue.Enqueue(entry);
            }
        }

        // A link without its target is no firmware: whatever links lead to stays with them, a folder with everything in it.
        while (queue.TryDequeue(out var entry))
        {
            if (entry.LinkTarget is not { } target || LinkPath(entry.Path, target) is not { } path)
            {
                continue;
            }

            foreach (var reached in inside.Where(e => e.Path == path || e.Path.StartsWith(path + "/", StringComparison.Ordinal) || IsLinkAbove(e, path)))
            {
                if (kept.Add(reached.Path))
                {
                    queue.Enqueue(reached);
                }
            }
        }

        foreach (var entry in inside.Where(entry => entry.Kind != TreeEntryKind.Folder && !kept.Contains(entry.Path)))
        {
            _removed.TryAdd(entry.Path, TrimReason.Firmware);
        }

        RemoveEmptied(Prefix, TrimReason.Firmware);
        _warnings.AddRange(globs.Unused.Select(static glob => $"firmware '{glob}' matches nothing in {FirmwareFolder}"));
    }

    /// <summary>Whether a link is a folder on the way to a path: then both the link and, in a later round, what it leads to are needed.</summary>
    private static bool IsLinkAbove(TreeEntry entry, string path) =>
        entry.Kind == TreeEntryKind.Link && path.StartsWith(entry.Path + "/", StringComparison.Ordinal);

    private static string? LinkPath(string link, string target)
    {
        var segments = new List<string>();
        foreach (var segment in PathGlob.Split(target.StartsWith('/') ? target : $"{Parent(link)}/{target}"))
        {
            if (segment == "..")
            {
                if (segments.Count > 0)
                {
                    segments.RemoveAt(segments.Count - 1);
                }
            }
            else if (segment != ".")
            {
                segments.Add(segment);
            }
        }

        // /lib is a link to /usr/lib on Debian since 12.
        var path = "/" + string.Join('/', segments);
        return path.StartsWith("/lib/", StringComparison.Ordinal) ? "/usr" + path : path;
    }

    private void RemoveEmptied(string prefix, TrimReason reason)
    {
        HashSet<string> full = [], emptied = [];
        foreach (var entry in _tree.Where(entry => entry.Path.StartsWith(prefix, StringComparison.Ordinal)).Reverse())
        {
            if (entry.Kind == TreeEntryKind.Folder && emptied.Contains(entry.Path) && !full.Contains(entry.Path))
            {
                _removed.TryAdd(entry.Path, reason);
            }

            (_removed.ContainsKey(entry.Path) ? emptied : full).Add(Parent(entry.Path));
        }
    }

    private TrimPlan Result()
    {
        var freed = Enum.GetValues<TrimReason>().ToDictionary(static reason => reason, static _ => 0L);
        foreach (var file in _tree.Where(static entry => entry.Kind == TreeEntryKind.File).GroupBy(static entry => entry.Inode))
        {
            if (file.All(name => _removed.ContainsKey(name.Path)))
            {
                freed[_removed[file.First().Path]] += file.First().SizeBytes;
            }
        }

        return new TrimPlan(
            [.. _tree.Reverse().Where(entry => _removed.ContainsKey(entry.Path)).Select(entry => (entry, _removed[entry.Path]))],
            freed,
            _warnings,
            [.. _errors.Distinct()]);
    }

    private static string Parent(string path) => path[..path.LastIndexOf('/')];

    private sealed class GlobList(IReadOnlyList<string> patterns)
    {
        private readonly PathGlob[] _globs = [.. patterns.Select(static pattern => new PathGlob(pattern))];
        private readonly bool[] _used = new bool[patterns.Count];

        public IEnumerable<string> Unused => patterns.Where((_, i) => !_used[i]);

        public bool Match(ReadOnlySpan<string> path)
        {
            var any = false;
            for (var i = 0; i < _globs.Length; i++)
            {
                if (_globs[i].Matches(path))
                {
                    _used[i] = any = true;
                }
            }

            return any;
        }
    }
}
