using Domar.Core.Primitives;

namespace Domar.Runtime.Cli;

/// <summary>Under which heading of help a config key stands.</summary>
internal static class ConfigKeyTitles
{
    private static readonly string[] Titles =
    [
        "General", "CPU and memory", "Disks", "Volumes", "Network", "Machine and firmware", "Devices", "Rights and devices", "Start and console", "Cloud-init",
        "Migration", "Other",
    ];

    /// <summary>Place of a heading among the others.</summary>
    public static int Rank(string title) => Array.IndexOf(Titles, title);

    /// <summary>The heading of a key, named without index.</summary>
    public static string Of(GuestKind kind, string name) => kind is GuestKind.Lxc ? OfContainers(name) : OfVms(name);

    private static string OfVms(string name) => name switch
    {
        "name" or "description" or "tags" or "onboot" or "startup" or "autostart" or "template" or "protection" or "lock" or "hookscript" or "ostype" or "agent"
            or "localtime" or "startdate" => "General",
        "cores" or "sockets" or "vcpus" or "cpu" or "cpulimit" or "cpuunits" or "affinity" or "numa" or "memory" or "balloon" or "shares" or "hugepages"
            or "keephugepages" or "allow-ksm" or "smp" => "CPU and memory",
        "scsi" or "virtio" or "sata" or "ide" or "scsihw" or "cdrom" or "boot" or "bootdisk" or "unused" or "efidisk0" or "tpmstate0" or "virtiofs"
            or "vmstatestorage" => "Disks",
        "net" => "Network",
        "machine" or "arch" or "bios" or "acpi" or "kvm" or "args" or "smbios1" or "vmgenid" or "tdf" or "freeze" or "reboot" or "hotplug" or "watchdog"
            or "amd-sev" or "intel-tdx" => "Machine and firmware",
        "serial" or "parallel" or "usb" or "hostpci" or "vga" or "audio0" or "rng0" or "spice_enhancements" or "tablet" or "keyboard" or "ivshmem" => "Devices",
        "citype" or "ciuser" or "cipassword" or "cicustom" or "ciupgrade" or "ipconfig" or "nameserver" or "searchdomain" or "sshkeys" => "Cloud-init",
        "migrate_downtime" or "migrate_speed" => "Migration",
        _ => "Other",
    };

    private static string OfContainers(string name) => name switch
    {
        "hostname" or "description" or "tags" or "onboot" or "startup" or "template" or "protection" or "lock" or "hookscript" or "ostype" or "arch"
            or "timezone" => "General",
        "cores" or "cpulimit" or "cpuunits" or "memory" or "swap" => "CPU and memory",
        "rootfs" or "mp" or "unused" => "Volumes",
        "net" or "nameserver" or "searchdomain" => "Network",
        "unprivileged" or "features" or "dev" => "Rights and devices",
        "entrypoint" or "env" or "cmode" or "console" or "tty" or "debug" => "Start and console",
        _ => "Other",
    };
}
