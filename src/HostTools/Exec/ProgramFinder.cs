namespace Domar.HostTools.Exec;

/// <summary>Finds programs, and says which Debian package has the ones that are missing.</summary>
public static class ProgramFinder
{
    // A user's PATH lacks the folders that most host tools are in.
    private static readonly string[] SystemFolders = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

    // Names of Debian 12 and 13.
    private static readonly Dictionary<string, string> Packages = new(StringComparer.Ordinal)
    {
        ["qemu-system-x86_64"] = "qemu-system-x86",
        ["qemu-img"] = "qemu-utils",
        ["qemu-nbd"] = "qemu-utils",
        ["qemu-io"] = "qemu-utils",
        ["zfs"] = "zfsutils-linux",
        ["zpool"] = "zfsutils-linux",
        ["lvs"] = "lvm2",
        ["vgs"] = "lvm2",
        ["pvs"] = "lvm2",
        ["lvcreate"] = "lvm2",
        ["lvremove"] = "lvm2",
        ["lvextend"] = "lvm2",
        ["lvchange"] = "lvm2",
        ["lvrename"] = "lvm2",
        ["vgchange"] = "lvm2",
        ["thin_check"] = "thin-provisioning-tools",
        ["smartctl"] = "smartmontools",
        ["lsblk"] = "util-linux",
        ["udevadm"] = "udev",
        ["networkctl"] = "systemd",
        ["mount"] = "mount",
        ["losetup"] = "mount",
        ["ip"] = "iproute2",
        ["bridge"] = "iproute2",
        ["tc"] = "iproute2",
        ["nft"] = "nftables",
        ["lxc-start"] = "lxc",
        ["lxc-info"] = "lxc",
        ["newuidmap"] = "uidmap",
        ["swtpm"] = "swtpm",
        ["swtpm_setup"] = "swtpm-tools",
        ["virtiofsd"] = "virtiofsd",
        ["mkfs.ext4"] = "e2fsprogs",
        ["mkfs.vfat"] = "dosfstools",
        ["mke2fs"] = "e2fsprogs",
        ["sgdisk"] = "gdisk",
        ["nvme"] = "nvme-cli",
        ["dmsetup"] = "dmsetup",
        ["mdadm"] = "mdadm",
        ["genisoimage"] = "genisoimage",
        ["xorriso"] = "xorriso",
        ["zstd"] = "zstd",
        ["tar"] = "tar",
    };

    /// <summary>The absolute path of a program on PATH or in the system's folders; null when there is none that can be executed.</summary>
    /// <param name="program">A name, or an absolute path, which is returned when it exists.</param>
    public static string? Find(string program)
    {
        if (program.Contains('/', StringComparison.Ordinal))
        {
            return File.Exists(program) ? Path.GetFullPath(program) : null;
        }

        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        return path.Where(Path.IsPathRooted).Concat(SystemFolders).Select(folder => Path.Combine(folder, program)).FirstOrDefault(IsExecutable);
    }

    /// <summary>A sentence that tells how to get a program, for example <c>Install it with 'apt install qemu-utils'.</c></summary>
    public static string HowToInstall(string program) => Packages.TryGetValue(Path.GetFileName(program), out var package)
        ? $"Install it with 'apt install {package}'."
        : "Install it, or add its folder to PATH.";

    private static bool IsExecutable(string path)
    {
        const int ExecuteOk = 1;
        return File.Exists(path) && Libc.access(path, ExecuteOk) == 0;
    }
}
