using static Domar.Core.Config.Field;

namespace Domar.Core.Config;

internal static partial class QemuKeys
{
    private static KeySchema[] General() =>
    [
        .. CommonKeys.All(),
        Properties("agent", "QEMU's guest agent.",
        [
            Flag("enabled", "Whether the guest runs it.", "0", isDefaultKey: true, required: true),
            Flag("freeze-fs", "Freeze file systems for snapshots and backups.", "1"),
            Alias("freeze-fs-on-backup", "freeze-fs"),
            Alias("guest-fsfreeze", "freeze-fs"),
            Flag("fstrim_cloned_disks", "Trim file systems after a disk was moved or cloned.", "0"),
            Choice("type", "How it is reached.", ["virtio", "isa"], "virtio"),
        ]),
        KeyFlag("autostart", "Start again after a crash (not used).", "0"),
        KeyChoice("lock", "What keeps others from changing the VM.",
            ["backup", "clone", "create", "migrate", "rollback", "snapshot", "snapshot-delete", "suspending", "suspended"]),
        KeyNumber("migrate_downtime", "Seconds that the VM may stand still at the end of a migration.", 0, @default: "0.1"),
        KeyInt("migrate_speed", "Limit of migrations in MB/s; 0 for none.", 0, @default: "0"),
        KeyText("name", "Name of the VM.", Forms.DnsName),
        KeyChoice("ostype", "Operating system, which some settings follow.",
            ["other", "wxp", "w2k", "w2k3", "w2k8", "wvista", "win7", "win8", "win10", "win11", "l24", "l26", "solaris"], "other"),
        KeyFlag("reboot", "Allow reboots; 0 stops the VM instead.", "1"),
        KeyText("vmstatestorage", "Storage for the memory of suspended VMs and snapshots.", Forms.StorageId),
    ];

    private static KeySchema[] Internal() =>
    [
        new("meta", ConfigValueType.PropertyString, "How the VM came to be.")
        {
            FileOnly = true,
            SubKeys = [Text("creation-qemu", "QEMU version at creation.", Forms.Identifier), Int("ctime", "When it was made, in seconds since 1970.", 0)],
        },
        KeyText("vmstate", "Volume with the memory of the snapshot.", Forms.Volume, fileOnly: true),
        KeyText("runningmachine", "Machine type that the VM ran with at the snapshot.", fileOnly: true),
        KeyText("runningcpu", "CPU that the VM ran with at the snapshot, as QEMU's -cpu.", fileOnly: true),
        KeyText("running-nets-host-mtu", "MTU of the network devices at the snapshot.", Forms.HostMtus, fileOnly: true),
    ];
}
