namespace Domar.Image.Builder.Trees;

/// <summary>A root tree on disk. Links are never followed out of it.</summary>
public sealed class TreeFolder
{
    // What a kernel takes before it says ELOOP (path_resolution(7)).
    private const int MostLinks = 40;

    private readonly string _root;

    /// <summary>Takes a folder as the root of a tree.</summary>
    /// <exception cref="BuildException">There is no such folder, or it is the root of this system.</exception>
    public TreeFolder(string folder)
    {
        _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (!Directory.Exists(_root))
        {
            throw new BuildException($"there is no folder '{folder}'; name the unpacked root tree with --root");
        }

        if (_root == "/" || Directory.ResolveLinkTarget(_root, returnFinalTarget: true)?.FullName == "/")
        {
            throw new BuildException($"'{folder}' is the root of this system; name an unpacked root tree with --root");
        }
    }

    /// <summary>Everything in the tree but the root itself, by path in ordinal order: a folder comes before what is in it.</summary>
    public IReadOnlyList<TreeEntry> List()
    {
        var entries = new List<TreeEntry>();
        Add("", entries);
        entries.Sort(static (a, b) => string.CompareOrdinal(a.Path, b.Path));
        return entries;
    }

    /// <summary>Reads a text in the tree; null where it is not there. Links are followed as if the tree were the root.</summary>
    public string? ReadText(string path) => Resolve(path) is { } file && File.Exists(file) ? File.ReadAllText(file) : null;

    /// <summary>Names of the files in a folder of the tree, sorted; none where it is not there.</summary>
    public IReadOnlyList<string> FileNames(string path) =>
        Resolve(path) is { } folder && Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder).Select(static file => Path.GetFileName(file)).Order(StringComparer.Ordinal)]
            : [];

    /// <summary>Removes entries that <see cref="List"/> told; folders are empty by then when the order is that of their paths, reversed.</summary>
    public void Remove(TreeEntry entry)
    {
        if (entry.Kind == TreeEntryKind.Folder)
        {
            Directory.Delete(_root + entry.Path, recursive: false);
        }
        else
        {
            File.Delete(_root + entry.Path);
        }
    }

    private void Add(string folder, List<TreeEntry> entries)
    {
        // The default would skip hidden entries, and folders that may not be read.
        var all = new EnumerationOptions { AttributesToSkip = 0, IgnoreInaccessible = false };
        foreach (var item in Directory.EnumerateFileSystemEntries(_root + folder + "/", "*", all))
        {
            var path = $"{folder}/{Path.GetFileName(item)}";
            var (kind, size, inode) = FileStatus.Get(_root + path);
            entries.Add(new TreeEntry(path, kind, size, inode, kind == TreeEntryKind.Link ? new FileInfo(_root + path).LinkTarget : null));
            if (kind == TreeEntryKind.Folder)
            {
                Add(path, entries);
            }
        }
    }

    /// <summary>The path on disk of a path in the tree, with no link left in it; null where there is nothing, or links go in circles.</summary>
    private string? Resolve(string path)
    {
        var ahead = new Stack<string>(Text.PathGlob.Split(path).Reverse());
        var done = new List<string>();
        for (var links = 0; ahead.TryPop(out var segment);)
        {
            if (segment is "." or "..")
            {
                done.RemoveRange(Math.Max(0, done.Count - (segment.Length - 1)), Math.Min(done.Count, segment.Length - 1));
                continue;
            }

            var here = $"{_root}/{string.Join('/', done.Append(segment))}";
            if (new FileInfo(here).LinkTarget is not { } target)
            {
                if (!Path.Exists(here))
                {
                    return null;
                }

                done.Add(segment);
                continue;
            }

            if (++links > MostLinks)
            {
                return null;
            }

            if (target.StartsWith('/'))
            {
                done.Clear();
            }

            foreach (var part in Text.PathGlob.Split(target).Reverse())
            {
                ahead.Push(part);
            }
        }

        return $"{_root}/{string.Join('/', done)}";
    }
}
