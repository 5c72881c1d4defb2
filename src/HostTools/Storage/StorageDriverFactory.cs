using Domar.Core.Config;
using Domar.HostTools.QemuImg;

namespace Domar.HostTools.Storage;

/// <summary>Makes drivers for the storages of storage.cfg.</summary>
/// <param name="qemuImg">Makes, grows and copies images.</param>
public sealed class StorageDriverFactory(IQemuImg qemuImg) : IStorageDriverFactory
{
    /// <summary>The types there are drivers for.</summary>
    public static IReadOnlyList<string> SupportedTypes { get; } = ["dir"];

    /// <inheritdoc/>
    public IStorageDriver Create(StorageSection section) => section.Type switch
    {
        "dir" => new DirStorage(Dir(section), qemuImg),
        _ => throw new StorageException($"Storage '{section.Id}' is of type '{section.Type}', which this version of Domar does not support yet. "
            + $"Supported: {string.Join(", ", SupportedTypes)}."),
    };

    /// <summary>Reads the properties of a storage of type <c>dir</c>.</summary>
    /// <exception cref="StorageException">A property that the type needs is missing or cannot be used.</exception>
    public static DirStorageConfig Dir(StorageSection section)
    {
        var path = section["path"];
        if (path is null || !Path.IsPathRooted(path))
        {
            throw new StorageException($"Storage '{section.Id}' needs an absolute path in storage.cfg, not '{path}'.");
        }

        path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        // mkdir is the older name for both.
        var mkdir = Flag(section, "mkdir", true);
        return new DirStorageConfig
        {
            Id = section.Id,
            Path = path,
            Content = section.Content,
            ContentFolders = ContentFolders(section),
            CreateBasePath = Flag(section, "create-base-path", mkdir),
            CreateSubfolders = Flag(section, "create-subdirs", mkdir),
            MountPoint = MountPoint(section, path),
            Preallocation = section["preallocation"],
            DefaultFormat = section["format"],
            IsShared = section.IsShared,
        };
    }

    private static Dictionary<string, string> ContentFolders(StorageSection section)
    {
        var folders = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in (section["content-dirs"] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (part.Split('=') is not [var content, { Length: > 0 } folder] || Path.IsPathRooted(folder) || folder.Split('/').Contains(".."))
            {
                throw new StorageException($"Storage '{section.Id}': '{part}' in content-dirs is not of the form content=folder with a folder below the storage's path.");
            }

            folders[content] = folder;
        }

        return folders;
    }

    private static string? MountPoint(StorageSection section, string path) => section["is_mountpoint"] switch
    {
        null or "0" or "no" or "off" or "false" => null,
        "" or "1" or "yes" or "on" or "true" => path,
        var other => Path.GetFullPath(other),
    };

    private static bool Flag(StorageSection section, string property, bool absent) => section[property] switch
    {
        null => absent,
        "0" or "no" or "off" or "false" => false,
        _ => true,
    };
}
