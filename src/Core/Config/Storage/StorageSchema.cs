using static Domar.Core.Config.Field;

namespace Domar.Core.Config;

/// <summary>The types of storage and their properties. Built at the first use.</summary>
public static class StorageSchema
{
    private static readonly string[] Files = ["images", "rootdir", "vztmpl", "iso", "backup", "snippets", "none", "import"];
    private static readonly string[] Volumes = ["images", "rootdir", "none"];
    private static readonly string[] ImagesOnly = ["images", "none"];
    private static readonly string[] Images = ["images"];
    private static readonly string[] ImagesAndRoots = ["images", "rootdir"];
    private static readonly string[] FolderProperties = ["content-dirs", "create-base-path", "create-subdirs", "mkdir", "max-protected-backups", "maxfiles", "prune-backups"];
    private static readonly string[] Lvm = ["saferemove", "saferemove_throughput", "saferemove-stepsize", "tagged_only"];

    private static readonly Lazy<Dictionary<string, SubKeySchema>> PropertiesByName =
        new(static () => AllProperties().ToDictionary(static p => p.Name, StringComparer.Ordinal), LazyThreadSafetyMode.PublicationOnly);

    /// <summary>The kinds of content that a storage can hold.</summary>
    public static IReadOnlyList<string> ContentTypes => Files;

    /// <summary>Properties that every type has.</summary>
    public static IReadOnlyList<string> OfAllTypes { get; } = ["bwlimit", "content", "disable", "nodes", "shared"];

    /// <summary>The types.</summary>
    public static IReadOnlyList<StorageTypeSchema> Types { get; } =
    [
        new("dir", Files, ImagesAndRoots, false, ["path"], [.. FolderProperties, "format", "is_mountpoint", "preallocation", "snapshot-as-volume-chain"]),
        new("btrfs", Files, ImagesAndRoots, false, ["path"], [.. FolderProperties, "format", "is_mountpoint", "nocow", "preallocation"]),
        new("nfs", Files, Images, true, ["server", "export"], [.. FolderProperties, "path", "options", "format", "preallocation", "snapshot-as-volume-chain"]),
        new("cifs", Files, Images, true, ["server", "share"],
            [.. FolderProperties, "path", "username", "password", "domain", "smbversion", "subdir", "options", "format", "preallocation", "snapshot-as-volume-chain"]),
        new("glusterfs", Files, Images, true, ["volume"], [.. FolderProperties, "path", "server", "server2", "transport", "format", "preallocation"]),
        new("cephfs", ["vztmpl", "iso", "backup", "snippets", "none", "import"], ["backup"], true, [],
            [.. FolderProperties, "path", "monhost", "username", "subdir", "fs-name", "fuse", "keyring", "options"]),
        new("lvm", Volumes, Images, false, ["vgname"], [.. Lvm, "base", "snapshot-as-volume-chain"]),
        new("lvmthin", Volumes, Images, false, ["thinpool", "vgname"], []),
        new("zfspool", Volumes, Images, false, ["pool"], ["blocksize", "mountpoint", "sparse"]),
        new("zfs", ImagesOnly, Images, true, ["iscsiprovider", "pool", "portal", "target"],
            ["blocksize", "comstar_hg", "comstar_tg", "lio_tpg", "nowritecache", "sparse", "zfs-base-path"]),
        new("iscsi", ImagesOnly, Images, true, ["portal", "target"], []),
        new("iscsidirect", ImagesOnly, Images, true, ["portal", "target"], []),
        new("rbd", Volumes, Images, true, [],
            ["authsupported", "data-pool", "fsid", "keyring", "krbd", "monhost", "namespace", "pool", "username"]),
        new("pbs", ["backup", "none"], ["backup"], true, ["datastore", "server"],
            ["encryption-key", "fingerprint", "master-pubkey", "max-protected-backups", "maxfiles", "namespace", "password", "port", "prune-backups", "skip-cert-verification", "username"]),
        new("esxi", ["import", "none"], ["import"], true, ["server"], ["password", "skip-cert-verification", "username"]),
        new("drbd", Volumes, Images, true, [], ["controller", "preferlocal", "redundancy", "resourcegroup"]),
    ];

    /// <summary>The type of that name; null when it is not known.</summary>
    public static StorageTypeSchema? FindType(string name)
    {
        foreach (var type in Types)
        {
            if (type.Name == name)
            {
                return type;
            }
        }

        return null;
    }

    /// <summary>What a property's value may be; null when no type has that property.</summary>
    public static SubKeySchema? FindProperty(string name) => PropertiesByName.Value.GetValueOrDefault(name);

    /// <summary>Every property of every type.</summary>
    public static IReadOnlyCollection<SubKeySchema> Properties => PropertiesByName.Value.Values;

    private static SubKeySchema[] AllProperties() =>
    [
        Text("authsupported", "Kinds of authentication that Ceph is asked for."),
        Text("base", "Volume that the volume group lies on.", Forms.Volume),
        Text("blocksize", "Block size of new volumes.", Forms.BlockSize),
        Text("bwlimit", "Limits of the throughput in KiB/s, by operation.", Forms.BandwidthLimits),
        Text("comstar_hg", "Host group of COMSTAR."),
        Text("comstar_tg", "Target group of COMSTAR."),
        Text("content", "What the storage holds.", Forms.ContentList),
        Text("content-dirs", "Folders for kinds of content, other than the usual ones.", Forms.ContentFolders),
        Text("controller", "Controllers of LINSTOR."),
        Flag("create-base-path", "Make the folder where it is missing.", "yes"),
        Flag("create-subdirs", "Make the usual folders below it.", "yes"),
        Text("data-pool", "Pool for the data, apart from the one for metadata."),
        Text("datastore", "Datastore of the backup server."),
        Flag("disable", "Do not use the storage."),
        Text("domain", "Domain of the user.", maxLength: 256),
        Text("encryption-key", "Key that backups are encrypted with."),
        Text("export", "Path that the NFS server exports.", Forms.StoragePath),
        Text("fingerprint", "SHA-256 fingerprint of the server's certificate.", Forms.Fingerprint),
        Choice("format", "Format of new images.", ["raw", "qcow2", "subvol", "vmdk"]),
        Text("fs-name", "Name of the Ceph file system.", Forms.ConfigId),
        Text("fsid", "UUID of the Ceph cluster.", Forms.Uuid),
        Flag("fuse", "Mount by FUSE."),
        Text("is_mountpoint", "The folder, or another one, must be a mount point before it is used.", Forms.MountPoint, @default: "no"),
        Text("iscsiprovider", "Kind of iSCSI target."),
        Text("keyring", "Keyring of the client."),
        Flag("krbd", "Reach volumes by the kernel's driver.", "0"),
        Text("lio_tpg", "Target portal group of LIO."),
        Text("master-pubkey", "Public key that backup keys are encrypted with."),
        Int("max-protected-backups", "Most protected backups per guest; -1 for no limit.", -1,
            @default: "Unlimited for users with Datastore.Allocate privilege, 5 for other users"),
        Int("maxfiles", "Old form of prune-backups.", 0),
        Flag("mkdir", "Make the folder where it is missing.", "yes"),
        Text("monhost", "Monitors of the Ceph cluster.", Forms.PortalList),
        Text("mountpoint", "Where the file system is mounted.", Forms.StoragePath),
        Text("namespace", "Namespace."),
        Flag("nocow", "Turn copy-on-write off for raw images.", "0"),
        Text("nodes", "Nodes that have the storage; all when absent.", Forms.NodeList),
        Flag("nowritecache", "Turn the write cache of the target off."),
        Text("options", "Options of mount.", Forms.MountCommandOptions),
        Text("password", "Password of the user; kept elsewhere in new configurations.", maxLength: 256),
        Text("path", "FolderProperties of the storage.", Forms.StoragePath),
        Text("pool", "Pool of volumes."),
        Int("port", "Port of the server.", 1, 65535),
        Text("portal", "Portal of the target: an address, with a port where it is not the usual one.", Forms.Portal),
        Flag("preferlocal", "Place volumes on the node that makes them."),
        Choice("preallocation", "What new images preallocate.", ["off", "metadata", "falloc", "full"], "metadata"),
        Text("prune-backups", "How many backups are kept.", Forms.PruneBackups),
        Int("redundancy", "Number of copies.", 1),
        Text("resourcegroup", "Resource group of LINSTOR."),
        Flag("saferemove", "Overwrite volumes when they are removed."),
        new SubKeySchema("saferemove-stepsize", ConfigValueType.Integer, "MiB that are overwritten at once.") { AllowedValues = ["1", "2", "4", "8", "16", "32"], Default = "32" },
        Text("saferemove_throughput", "Limit of overwriting, as cstream's -t."),
        Text("server", "Name or address of the server.", Forms.Server),
        Text("server2", "Name or address of a second server.", Forms.Server),
        Text("share", "Share of the server."),
        Flag("shared", "Says that all nodes reach the same data."),
        Flag("skip-cert-verification", "Do not check the server's certificate.", "false"),
        Choice("smbversion", "Version of SMB.", ["default", "2.0", "2.1", "3", "3.0", "3.11"], "default"),
        Flag("snapshot-as-volume-chain", "Keep snapshots as a chain of volumes.", "0"),
        Flag("sparse", "Do not reserve space for new volumes."),
        Text("subdir", "FolderProperties below the share or file system.", Forms.StoragePath),
        Flag("tagged_only", "Only logical volumes tagged for guests belong to the storage."),
        Text("target", "Name of the iSCSI target."),
        Text("thinpool", "Thin pool.", Forms.VolumeGroup),
        Choice("transport", "How GlusterFS is reached.", ["tcp", "rdma", "unix"]),
        Text("username", "User at the server."),
        Text("vgname", "Volume group.", Forms.VolumeGroup),
        Text("volume", "Volume of GlusterFS."),
        Text("zfs-base-path", "FolderProperties with the devices of volumes on the target.", Forms.StoragePath),
    ];
}
