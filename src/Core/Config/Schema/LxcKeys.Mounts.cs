using static Domar.Core.Config.Field;

namespace Domar.Core.Config;

internal static partial class LxcKeys
{
    private static KeySchema[] Mounts()
    {
        SubKeySchema[] common =
        [
            Text("volume", "The volume, device or folder that is mounted.", Forms.MountSource, isDefaultKey: true, required: true),
            Flag("acl", "Turn ACLs on or off."),
            Text("mountoptions", "Further options of mount.", Forms.MountOptions),
            Flag("quota", "Turn quotas on (not with ZFS)."),
            Flag("replicate", "Whether replication includes it.", "1"),
            Flag("ro", "Mount it for reading only."),
            Flag("shared", "Says that it can be reached from all nodes.", "0"),
            Text("size", "Size of the volume; for information only.", Forms.Size),
        ];

        return
        [
            Properties("rootfs", "Volume that is the container's root.", common),
            Properties("mp[n]", "Volume or folder mounted in the container.",
            [
                .. common,
                Text("mp", "Where the container sees it.", Forms.MountSource, required: true),
                Flag("backup", "Whether backups include it."),
                Flag("keepattrs", "Keep owner and mode of the mount point.", "0"),
            ],
            maxIndex: 255),
            Properties("dev[n]", "Device of the host.",
            [
                Text("path", "Path of the device.", Forms.DevicePath, isDefaultKey: true),
                Flag("deny-write", "Let the container read only.", "0"),
                Int("gid", "Group that owns it in the container.", 0),
                Text("mode", "Its access mode in the container.", Forms.AccessMode),
                Int("uid", "User that owns it in the container.", 0),
            ],
            maxIndex: 255),
            Properties("unused[n]", "Volume that belongs to the container and is mounted nowhere.",
                [Text("volume", "The volume.", Forms.Volume, isDefaultKey: true, required: true)], maxIndex: 255),
        ];
    }
}
