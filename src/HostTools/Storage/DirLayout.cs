using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Domar.Core.Primitives;

namespace Domar.HostTools.Storage;

/// <summary>
/// Names and places of volumes on a folder storage, as Proxmox lays them out. Pure: a name that it accepts can only mean a file below the storage's folder.
/// </summary>
internal sealed class DirLayout
{
    /// <summary>Content types with their usual sub-folders.</summary>
    private static readonly Dictionary<string, string> Folders = new(StringComparer.Ordinal)
    {
        ["images"] = "images",
        ["rootdir"] = "private",
        ["iso"] = "template/iso",
        ["vztmpl"] = "template/cache",
        ["snippets"] = "snippets",
        ["backup"] = "dump",
        ["import"] = "import",
    };

    private static readonly string[] ImageFormats = ["raw", "qcow2", "vmdk"];
    private static readonly string[] TemplateEnds = [".tar.gz", ".tar.xz", ".tar.zst", ".tar.bz2", ".tgz", ".tar"];
    private static readonly string[] BackupEnds = [".vma", ".vma.gz", ".vma.lzo", ".vma.zst", ".tar", ".tar.gz", ".tar.lzo", ".tar.zst", ".tgz"];
    private static readonly string[] ImportEnds = [".ova", ".ovf", ".qcow2", ".raw", ".vmdk", ".img"];

    private readonly DirStorageConfig _config;

    public DirLayout(DirStorageConfig config) => _config = config;

    /// <summary>Formats that can be allocated.</summary>
    public static IReadOnlyList<string> AllocatableFormats { get; } = ["raw", "qcow2"];

    /// <summary>Absolute path of a content type's folder.</summary>
    public string Folder(string content) => Path.Join(_config.Path, _config.ContentFolders.GetValueOrDefault(content) ?? Folders[content]);

    /// <summary>Absolute path of the folder of a guest's images.</summary>
    public string GuestFolder(GuestId owner) => $"{Folder("images")}/{owner}";

    /// <summary>Absolute path of a volume's file.</summary>
    public string FilePath(DirVolume volume) =>
        volume.Owner is { } owner ? $"{GuestFolder(owner)}/{volume.FileName}" : $"{Folder(volume.Content)}/{volume.FileName}";

    /// <summary>Content types of this storage whose volumes are single files without owner.</summary>
    public IEnumerable<string> FileContents => Folders.Keys.Where(content => content is not ("images" or "rootdir") && _config.Content.Contains(content));

    /// <summary>Whether guests' disks lie here.</summary>
    public bool HasImages => _config.Content.Contains("images") || _config.Content.Contains("rootdir");

    /// <summary>Takes a name apart; false when it is none.</summary>
    public static bool TryParse(string name, [NotNullWhen(true)] out DirVolume? volume)
    {
        volume = name.Split('/') switch
        {
            [var owner, var file] when GuestId.TryParse(owner, out var id) => Image(id, file, null),
            [var baseOwner, var baseFile, var owner, var file]
                when GuestId.TryParse(baseOwner, out var baseId) && GuestId.TryParse(owner, out var id)
                && IsBase(baseFile) && Image(baseId, baseFile, null) is { } parent => Image(id, file, parent.Name),
            [var content, var file] => File(content, file),
            _ => null,
        };
        return volume is not null;
    }

    /// <summary>A guest's image file; null when the name is not one that belongs to it.</summary>
    public static DirVolume? Image(GuestId owner, string fileName, string? basedOn)
    {
        var format = ImageFormats.FirstOrDefault(format => fileName.EndsWith($".{format}", StringComparison.Ordinal));
        if (format is null || !IsPlain(fileName))
        {
            return null;
        }

        var ownerText = owner.ToString();
        var rest = fileName.AsSpan(0, fileName.Length - format.Length - 1);
        return rest.StartsWith("vm-", StringComparison.Ordinal) && IsOwners(rest[3..], ownerText)
            || rest.StartsWith("base-", StringComparison.Ordinal) && IsOwners(rest[5..], ownerText)
            ? new DirVolume("images", format, owner, fileName, basedOn)
            : null;
    }

    /// <summary>A file of another content type; null when that type has no such file.</summary>
    public static DirVolume? File(string content, string fileName)
    {
        if (!IsPlain(fileName))
        {
            return null;
        }

        var format = content switch
        {
            "iso" => fileName.EndsWith(".iso", StringComparison.OrdinalIgnoreCase) || fileName.EndsWith(".img", StringComparison.OrdinalIgnoreCase) ? "iso" : null,
            "vztmpl" => End(fileName, TemplateEnds),
            "backup" => End(fileName, BackupEnds),
            "import" => End(fileName, ImportEnds) is { } end ? (end == "img" ? "raw" : end) : null,
            "snippets" => "snippet",
            _ => null,
        };
        return format is null ? null : new DirVolume(content, format, null, fileName, null);
    }

    /// <summary>Whether a file is the base of linked clones.</summary>
    public static bool IsBase(string fileName) => fileName.StartsWith("base-", StringComparison.Ordinal);

    /// <summary>The lowest disk number that no file of a guest bears, in whatever format.</summary>
    /// <param name="owner">The guest.</param>
    /// <param name="names">Names of the files in its folder.</param>
    public static int NextDiskNumber(GuestId owner, IEnumerable<string> names)
    {
        var used = new HashSet<int>();
        foreach (var name in names)
        {
            foreach (var prefix in (ReadOnlySpan<string>)[$"vm-{owner}-disk-", $"base-{owner}-disk-"])
            {
                if (!name.StartsWith(prefix, StringComparison.Ordinal))
                {
                    continue;
                }

                var rest = name.AsSpan(prefix.Length);
                var digits = rest.IndexOfAnyExceptInRange('0', '9');
                if (int.TryParse(digits < 0 ? rest : rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                {
                    used.Add(number);
                }
            }
        }

        return Enumerable.Range(0, used.Count + 1).First(number => !used.Contains(number));
    }

    private static bool IsOwners(ReadOnlySpan<char> rest, string owner) =>
        rest.Length > owner.Length + 1 && rest.StartsWith(owner, StringComparison.Ordinal) && rest[owner.Length] == '-';

    private static string? End(string fileName, string[] ends) =>
        // The longest first: .tar.gz before .gz.
        ends.Where(end => fileName.Length > end.Length && fileName.EndsWith(end, StringComparison.OrdinalIgnoreCase)).MaxBy(end => end.Length)?[1..];

    /// <summary>One name of a visible file: no path, no option, nothing that a shell, a log or a config file would misread.</summary>
    private static bool IsPlain(string fileName)
    {
        if (fileName.Length is 0 or > 255 || fileName[0] is '.' or '-')
        {
            return false;
        }

        foreach (var c in fileName)
        {
            if (char.IsControl(c) || c is '/' or '\\' or ',' or ':' or ';' or '"' or '\'' || char.IsSurrogate(c))
            {
                return false;
            }
        }

        return true;
    }
}
