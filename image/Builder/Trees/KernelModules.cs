namespace Domar.Image.Builder.Trees;

/// <summary>What depmod wrote about the modules of one kernel. Pure.</summary>
public sealed class KernelModules
{
    private KernelModules(string version, IReadOnlyDictionary<string, IReadOnlyList<string>> dependencies, IReadOnlySet<string> builtIn)
    {
        Version = version;
        Dependencies = dependencies;
        BuiltIn = builtIn;
    }

    /// <summary>The kernel, as its folder below <c>/usr/lib/modules</c> is called.</summary>
    public string Version { get; }

    /// <summary>For each module's file the files that it needs; paths below the kernel's folder, such as <c>kernel/fs/fat/vfat.ko.xz</c>.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Dependencies { get; }

    /// <summary>Paths of the modules that are part of the kernel, in the form of <see cref="Stem"/>.</summary>
    public IReadOnlySet<string> BuiltIn { get; }

    /// <summary>Reads <c>modules.dep</c> and <c>modules.builtin</c> (modules.dep(5)).</summary>
    /// <exception cref="BuildException">A line is malformed.</exception>
    public static KernelModules Parse(string version, string dependencies, string builtIn)
    {
        var read = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var line in Lines(dependencies))
        {
            var colon = line.IndexOf(':');
            if (colon <= 0)
            {
                throw new BuildException($"modules.dep of kernel {version} has the line '{line}', which is not 'FILE: FILES'; run depmod on the tree");
            }

            read[line[..colon]] = line[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        }

        return new KernelModules(version, read, Lines(builtIn).Select(Stem).ToHashSet());
    }

    /// <summary>Whether a path is a module's file: <c>.ko</c>, or packed.</summary>
    public static bool IsModule(string path) =>
        path.EndsWith(".ko", StringComparison.Ordinal) || path.EndsWith(".ko.xz", StringComparison.Ordinal)
        || path.EndsWith(".ko.zst", StringComparison.Ordinal) || path.EndsWith(".ko.gz", StringComparison.Ordinal);

    /// <summary>A module's path without <c>kernel/</c> and <c>.ko*</c>, with '-' for '_', which the kernel does not tell apart: <c>drivers/md/dm-mod</c>.</summary>
    public static string Stem(string path)
    {
        var end = path.LastIndexOf(".ko", StringComparison.Ordinal);
        var stem = Normalize(end < 0 ? path : path[..end]);
        return stem.StartsWith("kernel/", StringComparison.Ordinal) ? stem["kernel/".Length..] : stem;
    }

    /// <summary>A module's name or pattern with '-' for '_'.</summary>
    public static string Normalize(string name) => name.Replace('_', '-');

    private static IEnumerable<string> Lines(string text) =>
        text.Split('\n').Select(static line => line.Trim()).Where(static line => line.Length > 0 && line[0] != '#');
}
