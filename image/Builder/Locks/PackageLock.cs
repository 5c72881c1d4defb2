using System.Globalization;
using System.Text;

namespace Domar.Image.Builder.Locks;

/// <summary>The pinned packages: the file <c>packages.lock</c> beside the recipes. Pure.</summary>
public sealed class PackageLock
{
    /// <summary>The file's name.</summary>
    public const string FileName = "packages.lock";

    /// <summary>The set of what is in the image; other sets are tools of the build.</summary>
    public const string ImageSet = "image";

    private const string Header = """
        # The Debian packages that images are made of, pinned. Written by 'domar-image lock'; 'make update-packages' makes it anew.
        # One package a line, with tabs between:
        # set, package, version, architecture, size of the .deb in bytes, its SHA-256, archive (debian or debian-security), path in the archive

        """;

    private readonly HashSet<(string Set, string Package)> _names;

    /// <summary>Makes a lock of entries, in any order.</summary>
    /// <param name="entries">The packages.</param>
    /// <param name="file">The file, as messages name it.</param>
    public PackageLock(IEnumerable<LockEntry> entries, string file)
    {
        File = file;
        Entries = [.. entries.Distinct().OrderBy(static e => e.Set, StringComparer.Ordinal).ThenBy(static e => e.Package, StringComparer.Ordinal)
            .ThenBy(static e => e.Architecture, StringComparer.Ordinal).ThenBy(static e => e.Version, StringComparer.Ordinal)];
        _names = [.. Entries.Select(static e => (e.Set, e.Package))];
        var twice = Entries.GroupBy(static e => (e.Set, e.Package, e.Architecture)).FirstOrDefault(static g => g.Count() > 1);
        if (twice is not null)
        {
            var first = twice.First();
            throw new BuildException(
                $"{file}: set '{first.Set}' has package '{first.Package}' ({first.Architecture}) more than once, and not the same: "
                + $"{string.Join(", ", twice.Select(static e => e.Version))}; make the lists anew from one state of the archive");
        }
    }

    /// <summary>The file, as messages name it.</summary>
    public string File { get; }

    /// <summary>The packages, sorted by set, package and architecture.</summary>
    public IReadOnlyList<LockEntry> Entries { get; }

    /// <summary>Whether a set has a package, of whichever architecture.</summary>
    public bool Contains(string set, string package) => _names.Contains((set, package));

    /// <summary>Reads a lock file.</summary>
    /// <param name="text">Its content.</param>
    /// <param name="file">Its path, for messages.</param>
    /// <exception cref="BuildException">A line is malformed, or a package is there twice.</exception>
    public static PackageLock Parse(string text, string file)
    {
        var entries = new List<LockEntry>();
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (line.Split('\t') is not [var set, var package, var version, var architecture, var size, var sha256, var archive, var path]
                || !long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
                || !UriListParser.IsSha256(sha256) || !UriListParser.IsPoolPath(path) || !UriListParser.IsArchive(archive))
            {
                throw new BuildException($"{file}:{number}: not a line of a lock file; run 'make update-packages' to make it anew");
            }

            entries.Add(new LockEntry(set, package, version, architecture, bytes, sha256, archive, path));
        }

        return new PackageLock(entries, file);
    }

    /// <summary>The file's content.</summary>
    public string Format()
    {
        var text = new StringBuilder(Header);
        foreach (var e in Entries)
        {
            text.AppendJoin('\t', e.Set, e.Package, e.Version, e.Architecture, e.SizeBytes, e.Sha256, e.Archive, e.Path).Append('\n');
        }

        return text.ToString();
    }
}
