using static Domar.Core.Config.Field;

namespace Domar.Core.Config;

/// <summary>The keys of containers, a file per family.</summary>
internal static partial class LxcKeys
{
    internal static KeySchema[] All() =>
    [
        .. CommonKeys.All(), .. General(), .. Resources(), .. Mounts(), .. Network(),
        new("lxc.*", ConfigValueType.Raw, "A line of lxc.container.conf(5), handed to LXC as it is.") { FileOnly = true },
    ];

    private static KeySchema[] General() =>
    [
        KeyChoice("arch", "Processor architecture.", ["amd64", "i386", "arm64", "armhf", "riscv32", "riscv64"], "amd64"),
        KeyChoice("cmode", "What the console shows: a tty, /dev/console or a shell.", ["shell", "console", "tty"], "tty"),
        KeyFlag("console", "Give the container a /dev/console.", "1"),
        KeyFlag("debug", "Log more at start.", "0"),
        KeyText("entrypoint", "Command that is the container's first process.", Forms.EntryPoint, @default: "/sbin/init"),
        KeyText("env", "Environment of the first process.", Forms.Environment),
        Properties("features", "What the container may do beyond the usual.",
        [
            Flag("force_rw_sys", "Mount /sys writable.", "0"),
            Flag("fuse", "Allow FUSE.", "0"),
            Flag("keyctl", "Allow the keyctl system call.", "0"),
            Flag("mknod", "Allow some device nodes to be made.", "0"),
            Text("mount", "File systems that may be mounted.", Forms.FileSystems),
            Flag("nesting", "Allow containers inside.", "0"),
        ]),
        KeyChoice("lock", "What keeps others from changing the container.",
            ["backup", "create", "destroyed", "disk", "fstrim", "migrate", "mounted", "rollback", "snapshot", "snapshot-delete"]),
        KeyChoice("ostype", "Distribution, which the setup of the container follows.",
            ["debian", "devuan", "ubuntu", "centos", "fedora", "opensuse", "archlinux", "alpine", "gentoo", "nixos", "unmanaged"]),
        KeyText("timezone", "Time zone of the container.", Forms.TimeZone),
        KeyInt("tty", "Number of ttys.", 0, 6, "2"),
        KeyFlag("unprivileged", "Map the container's users to unprivileged ones of the host; cannot be changed later.", "0"),
    ];

    private static KeySchema[] Resources() =>
    [
        KeyInt("cores", "CPUs that the container sees; all when absent.", 1, 8192),
        KeyNumber("cpulimit", "Limit of CPU time in CPUs; 0 for none.", 0, 8192, "0"),
        KeyInt("cpuunits", "Weight of the container when CPUs are short.", 0, 500000, "cgroup v1: 1024, cgroup v2: 100"),
        KeyInt("memory", "Memory in MiB.", 16, @default: "512"),
        KeyInt("swap", "Swap in MiB.", 0, @default: "512"),
    ];
}
