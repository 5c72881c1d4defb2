using Domar.Core.Config;
using Domar.HostTools.Lvm;
using Domar.HostTools.QemuImg;
using Domar.HostTools.Zfs;

namespace Domar.HostTools.Storage;

/// <summary>Makes drivers for the storages of storage.cfg.</summary>
/// <param name="qemuImg">Makes, grows and copies images.</param>
/// <param name="lvm">LVM.</param>
/// <param name="zfs">ZFS.</param>
/// <param name="devices">Waits for device nodes.</param>
public sealed class StorageDriverFactory(IQemuImg qemuImg, ILvmVolumes lvm, IZfs zfs, IDeviceNodes devices) : IStorageDriverFactory
{
    /// <summary>The types there are drivers for.</summary>
    public static IReadOnlyList<string> SupportedTypes { get; } = ["dir", "lvmthin", "zfspool"];

    /// <inheritdoc/>
    public IStorageDriver Create(StorageSection section) => section.Type switch
    {
        "dir" => new DirStorage(Dir(section), qemuImg),
        "lvmthin" => new LvmThinStorage(LvmThin(section), lvm, qemuImg, devices),
        "zfspool" => new ZfsStorage(ZfsPool(section), zfs, qemuImg, devices),
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

    /// <summary>Reads the properties of a storage of type <c>lvmthin</c>.</summary>
    /// <exception cref="StorageException">A property that the type needs is missing or cannot be used.</exception>
    public static LvmThinStorageConfig LvmThin(StorageSection section) => new()
    {
        Id = section.Id,
        Group = ToolName(section, "vgname", '.', '+'),
        Pool = ToolName(section, "thinpool", '.', '+'),
        Content = section.Content,
    };

    /// <summary>Reads the properties of a storage of type <c>zfspool</c>.</summary>
    /// <exception cref="StorageException">A property that the type needs is missing or cannot be used.</exception>
    public static ZfsStorageConfig ZfsPool(StorageSection section)
    {
        var mountPoint = section["mountpoint"];
        if (mountPoint is not (null or "none" or "legacy") && !Path.IsPathRooted(mountPoint))
        {
            throw new StorageException($"Storage '{section.Id}' needs an absolute path as mountpoint in storage.cfg, not '{mountPoint}'.");
        }

        return new ZfsStorageConfig
        {
            Id = section.Id,
            Dataset = ToolName(section, "pool", '.', ':', '/'),
            Content = section.Content,
            BlockSize = section["blocksize"],
            IsSparse = Flag(section, "sparse", false),
            MountPoint = mountPoint is null or "none" or "legacy" ? null : Path.TrimEndingDirectorySeparator(mountPoint),
        };
    }

    /// <summary>A name that becomes an argument of a tool: never an option, a path that leaves its place, or two arguments.</summary>
    private static string ToolName(StorageSection section, string property, params ReadOnlySpan<char> others)
    {
        var value = section[property] ?? "";
        var isGood = value.Length > 0 && value[0] != '-' && value.Split('/').All(static part => part is not ("" or "." or ".."));
        foreach (var c in value)
        {
            isGood &= char.IsAsciiLetterOrDigit(c) || c is '-' or '_' || others.Contains(c);
        }

        return isGood ? value : throw new StorageException($"Storage '{section.Id}' needs '{property}' in storage.cfg, and '{value}' is none. Correct it.");
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
