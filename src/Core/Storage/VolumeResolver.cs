using System.Globalization;
using Domar.Core.Config;
using Domar.Core.Primitives;
using Domar.Core.Qemu;

namespace Domar.Core.Storage;

/// <summary>Finds where volumes lie, from storage.cfg alone. Nothing is looked up: whether they exist is the caller's question.</summary>
public static class VolumeResolver
{
    private const string MountFolder = "/mnt/pve";

    // Ceph's second messenger protocol; the first had 6789.
    private const string CephPort = "3300";

    /// <summary>Resolves the disks of a configuration.</summary>
    /// <returns>By configuration key: <c>scsi0</c>, <c>efidisk0</c>. Empty CD drives are left out.</returns>
    /// <exception cref="PlanException">A storage is missing, disabled or of another use, or a volume's name has another form.</exception>
    public static IReadOnlyDictionary<string, ResolvedVolume> ResolveAll(ConfigSection config, StorageConfig storages, HostFacts host)
    {
        var volumes = new Dictionary<string, ResolvedVolume>();
        foreach (var (key, _) in config.Entries)
        {
            if ((DriveConfig.IsDriveKey(key) || key is "efidisk0" or "tpmstate0") && config.Property(key) is { } options
                && options["file"] is { } file and not "none")
            {
                var volume = ResolveText(storages, file, host, key);
                volumes[key] = options["format"] is { } format ? volume with { Format = format } : volume;
            }
        }

        return volumes;
    }

    /// <summary>Resolves what a configuration names: a volume id, <c>cdrom</c>, or an absolute path.</summary>
    /// <exception cref="PlanException">See <see cref="Resolve"/>; or the text is none of these.</exception>
    public static ResolvedVolume ResolveText(StorageConfig storages, string text, HostFacts host, string key)
    {
        if (text == "cdrom")
        {
            return new ResolvedVolume(text, new CdromDriveLocation(host.CdromDevice), "raw") { IsReadOnly = true };
        }

        if (text.StartsWith('/'))
        {
            return new ResolvedVolume(text, AtPath(text), FormatOf(text));
        }

        return VolumeId.TryParse(text, out var id)
            ? Resolve(storages, id, host)
            : throw new PlanException($"{key}: '{text}' is no volume. Give STORAGE:NAME, an absolute path, none or cdrom.");
    }

    /// <summary>Resolves a volume.</summary>
    /// <exception cref="PlanException">The storage is missing, disabled or of another use, or the volume's name has another form.</exception>
    public static ResolvedVolume Resolve(StorageConfig storages, VolumeId id, HostFacts host)
    {
        var storage = storages.Find(id.Storage)
            ?? throw new PlanException($"storage '{id.Storage}' of volume '{id}' does not exist. Add it with 'domar storage add', or detach the volume.");
        if (storage.IsDisabled)
        {
            throw new PlanException($"storage '{id.Storage}' of volume '{id}' is disabled. Enable it, or detach the volume.");
        }

        var content = id.Name.StartsWith("iso/", StringComparison.Ordinal) ? "iso" : "images";
        if (!storage.Content.Contains(content))
        {
            throw new PlanException($"storage '{id.Storage}' does not support content-type '{content}'. Add it to the storage's 'content', or move the volume.");
        }

        var volume = new ResolvedVolume(id.ToString(), Locate(storage, id, host), FormatOf(id.Name))
        {
            IsReadOnly = content == "iso",
            IoUring = storage.Type is "lvm" or "cifs" ? IoUringUse.Never : storage.Type == "rbd" ? IoUringUse.DirectOnly : IoUringUse.Always,
            PrefersHostCache = storage.Type == "btrfs" && content == "images",
            KeepsDiscardedClusters = storage["snapshot-as-volume-chain"] is "1" or "yes" or "on" or "true",
        };
        return PathOf(volume.Location) is { } path && host.VolumeChains.TryGetValue(path, out var chain)
            ? volume with { Backing = [.. chain.Select(AtPath)], KeepsDiscardedClusters = volume.KeepsDiscardedClusters && volume.Location is FileLocation }
            : volume;
    }

    /// <summary>Absolute path of a volume; null for those that QEMU opens over the network.</summary>
    public static string? PathOf(VolumeLocation location) => location switch
    {
        FileLocation file => file.Path,
        BlockDeviceLocation device => device.Path,
        CdromDriveLocation cdrom => cdrom.Path,
        _ => null,
    };

    private static VolumeLocation Locate(StorageSection storage, VolumeId id, HostFacts host)
    {
        // A linked clone's name begins with its base: base-100-disk-0/vm-101-disk-0.
        var last = id.Name[(id.Name.LastIndexOf('/') + 1)..];
        return storage.Type switch
        {
            "dir" or "nfs" or "cifs" or "cephfs" or "glusterfs" => new FileLocation(FilePath(storage, id)),
            "btrfs" => new FileLocation(BtrfsPath(storage, id)),
            "lvm" or "lvmthin" => new BlockDeviceLocation($"/dev/{Required(storage, "vgname")}/{last}"),
            "zfspool" => new BlockDeviceLocation($"/dev/zvol/{Required(storage, "pool")}/{last}"),
            "rbd" when storage["krbd"] is "1" or "yes" or "on" or "true" => new BlockDeviceLocation(MappedRbdPath(storage, last)),
            "rbd" => Rbd(storage, last),
            "zfs" => new IscsiLocation(Required(storage, "portal"), Required(storage, "target"), host.ZfsOverIscsiLun
                ?? throw new PlanException($"The LUN of '{id}' is not known: the storage's iSCSI target was not asked. Check that '{storage["portal"]}' answers.")),
            "iscsi" => new BlockDeviceLocation($"/dev/disk/by-id/{id.Name[(id.Name.LastIndexOf('.') + 1)..]}"),
            "iscsidirect" => new IscsiLocation(Required(storage, "portal"), Required(storage, "target"), Lun(id)),
            _ => throw new PlanException($"storage '{storage.Id}' is of type '{storage.Type}', which cannot hold disks of VMs. Move '{id}' to another storage."),
        };
    }

    private static string FilePath(StorageSection storage, VolumeId id)
    {
        var folder = storage["path"] ?? $"{MountFolder}/{storage.Id}";
        var parts = id.Name.Split('/');
        if (parts.Any(p => p is "" or "." or ".."))
        {
            throw new PlanException($"'{id}' is no volume's name. Give it as STORAGE:VMID/NAME or STORAGE:iso/NAME.");
        }

        return parts switch
        {
            ["iso", _] => $"{folder}/{ContentFolder(storage, "iso", "template/iso")}/{parts[1]}",
            ["snippets", _] => $"{folder}/{ContentFolder(storage, "snippets", "snippets")}/{parts[1]}",

            // A linked clone: VMID/base/VMID/name.
            [.., var owner, var name] when parts.Length is 2 or 4 && owner.All(char.IsAsciiDigit) => $"{folder}/{ContentFolder(storage, "images", "images")}/{owner}/{name}",
            _ => throw new PlanException($"'{id}' is no volume's name on the storage '{storage.Id}'. Give it as {storage.Id}:VMID/NAME or {storage.Id}:iso/NAME."),
        };
    }

    // A raw disk there is a subvolume that holds one file, so that it can have snapshots.
    private static string BtrfsPath(StorageSection storage, VolumeId id)
    {
        var path = FilePath(storage, id);
        return path.EndsWith(".raw", StringComparison.Ordinal) ? $"{path[..^4]}/disk.raw" : path;
    }

    private static string ContentFolder(StorageSection storage, string content, string otherwise)
    {
        foreach (var entry in (storage["content-dirs"] ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries))
        {
            if (entry.Split('=', 2) is [var name, var folder] && name == content)
            {
                return folder.Trim('/');
            }
        }

        return otherwise;
    }

    private static string MappedRbdPath(StorageSection storage, string image)
    {
        var pool = storage["pool"] ?? "rbd";
        var place = storage["namespace"] is { } space ? $"{pool}/{space}" : pool;
        return storage["fsid"] is { } cluster ? $"/dev/rbd-pve/{cluster}/{place}/{image}" : $"/dev/rbd/{place}/{image}";
    }

    private static RbdLocation Rbd(StorageSection storage, string image) => new(storage["pool"] ?? "rbd", image)
    {
        Namespace = storage["namespace"],
        Monitors = [.. (storage["monhost"] ?? "").Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries).Select(Monitor)],
    };

    // host, host:port, an IPv6 address, or [IPv6]:port.
    private static (string Host, string Port) Monitor(string text)
    {
        if (text.StartsWith('[') && text.IndexOf(']', StringComparison.Ordinal) is var end and > 0)
        {
            return (text[1..end], end + 2 < text.Length ? text[(end + 2)..] : CephPort);
        }

        return text.Split(':') is [var host, var port] ? (host, port) : (text, CephPort);
    }

    private static int Lun(VolumeId id) =>
        id.Name.StartsWith("lun", StringComparison.Ordinal) && int.TryParse(id.Name.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out var lun)
            ? lun
            : throw new PlanException($"'{id}' is no LUN. Give it as {id.Storage}:lunNUMBER.");

    private static VolumeLocation AtPath(string path) =>
        path.StartsWith("/dev/", StringComparison.Ordinal) ? new BlockDeviceLocation(path) : new FileLocation(path);

    private static string FormatOf(string name) => name[(name.LastIndexOf('.') + 1)..] switch
    {
        "qcow2" => "qcow2",
        "qcow" => "qcow",
        "qed" => "qed",
        "vmdk" => "vmdk",
        "cloop" => "cloop",
        _ => "raw",
    };

    private static string Required(StorageSection storage, string property) => storage[property]
        ?? throw new PlanException($"storage '{storage.Id}' has no '{property}'. Add it with 'domar storage set {storage.Id} --{property}'.");
}
