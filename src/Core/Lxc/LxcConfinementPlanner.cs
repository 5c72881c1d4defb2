using System.Text;
using Domar.Core.Steps;

namespace Domar.Core.Lxc;

/// <summary>What keeps a container from the host: capabilities, system calls, AppArmor, what of /proc and /sys it may write; and what <c>features</c> open.</summary>
internal static class LxcConfinementPlanner
{
    // Capabilities that reach past the namespaces (capabilities(7)): the host's clock, modules, raw hardware and security modules.
    private const string DroppedCapabilities = "mac_admin mac_override sys_module sys_rawio sys_time";

    // errno(3) of Linux on all architectures.
    private const int NotPermitted = 1;
    private const int NotImplemented = 38;

    /// <summary>System calls that act on the whole kernel, or reach files past the mount namespace.</summary>
    private static readonly string[] DeniedCalls =
        ["delete_module", "finit_module", "init_module", "kexec_file_load", "kexec_load", "open_by_handle_at"];

    /// <summary>What LXCFS shows anew, below its mount and below the container's root alike.</summary>
    private static readonly string[] LxcfsFiles =
    [
        "proc/cpuinfo", "proc/diskstats", "proc/loadavg", "proc/meminfo", "proc/slabinfo", "proc/stat", "proc/swaps", "proc/uptime",
        "sys/devices/system/cpu",
    ];

    public static void Plan(LxcContext context)
    {
        PlanFileSystems(context);
        PlanCapabilities(context);
        PlanSystemCalls(context);
        PlanAppArmor(context);
        WarnOfFeatures(context);
    }

    private static void PlanFileSystems(LxcContext context)
    {
        var text = context.Text;
        text.Section("Kernel file systems; of /proc and /sys only what belongs to the container can be written");
        text.Add("lxc.mount.auto", $"cgroup:mixed proc:mixed sys:{(context.HasFeature("force_rw_sys") ? "rw" : "mixed")}");
        if (context.Host.HasLxcfs)
        {
            text.Section("Counters of the container in place of the host's");
            foreach (var file in LxcfsFiles)
            {
                text.AddMount("lxcfs", $"/var/lib/lxcfs/{file}", file, "none", "bind,optional");
            }
        }

        if (context.HasFeature("nesting"))
        {
            // The kernel lets a container mount its own proc and sysfs only where it sees whole ones already.
            text.Section("Whole proc and sysfs, so that containers inside can mount theirs");
            text.AddMount("features", "proc", "dev/.lxc/proc", "proc", "create=dir,optional");
            text.AddMount("features", "sys", "dev/.lxc/sys", "sysfs", "create=dir,optional");
        }

        if (context.HasFeature("fuse"))
        {
            text.Section("FUSE");
            text.AddMount("features", "/dev/fuse", "dev/fuse", "none", "bind,create=file,optional");
            text.AddMount("features", "/sys/fs/fuse/connections", "sys/fs/fuse/connections", "none", "bind,optional");
            text.Add($"{context.DeviceRules}.allow", "c 10:229 rwm");
        }
    }

    private static void PlanCapabilities(LxcContext context)
    {
        // In a user namespace capabilities count for what belongs to it only, and systemd inside wants them all.
        if (!context.IsUnprivileged)
        {
            context.Text.Section("Capabilities that would reach the host");
            context.Text.Add("lxc.cap.drop", DroppedCapabilities);
        }
    }

    private static void PlanSystemCalls(LxcContext context)
    {
        context.Text.Section("System calls");
        context.Text.Add("lxc.seccomp.profile", context.Paths.Seccomp);
        context.Files.Add(new WriteFile(context.Paths.Seccomp, Seccomp(context)) { Text = $"Write the filter of system calls of container {context.Id}" });
    }

    private static string Seccomp(LxcContext context)
    {
        // Version 2 of LXC's format: all is allowed but what is named (lxc.container.conf(5), SECCOMP CONFIGURATION).
        var text = new StringBuilder("2\ndenylist\nreject_force_umount\n[all]\n");
        foreach (var call in DeniedCalls)
        {
            text.Append(call).Append(" errno ").Append(NotPermitted).Append('\n');
        }

        // Key rings are not split by container. Programs get along with a kernel without them, but not with one that refuses.
        if (context.IsUnprivileged && !context.HasFeature("keyctl"))
        {
            text.Append("keyctl errno ").Append(NotImplemented).Append('\n');
        }

        return text.ToString();
    }

    private static void PlanAppArmor(LxcContext context)
    {
        context.Text.Section("AppArmor");
        if (!context.Host.HasAppArmor)
        {
            context.Text.Add("lxc.apparmor.profile", "unconfined");
            return;
        }

        context.Text.Add("lxc.apparmor.profile", "generated");
        if (context.HasFeature("nesting"))
        {
            context.Text.Add("lxc.apparmor.allow_nesting", "1");
        }

        if (context.HasFeature("fuse"))
        {
            context.Text.Add("lxc.apparmor.raw", "mount fstype=fuse,");
        }

        foreach (var type in FileSystems(context))
        {
            context.Text.Add("lxc.apparmor.raw", $"mount fstype={type},", "features");
        }
    }

    private static void WarnOfFeatures(LxcContext context)
    {
        if (context.HasFeature("mknod"))
        {
            context.Warnings.Add("features: mknod has no effect: it needs a helper on the host that Domar does not have. Give devices with 'devN' instead.");
        }

        if (context.HasFeature("keyctl") && !context.IsUnprivileged)
        {
            context.Warnings.Add("features: keyctl has no effect on a privileged container, which may use it anyway.");
        }

        if (FileSystems(context).Any() && context.IsUnprivileged)
        {
            context.Warnings.Add($"features: mount={string.Join(';', FileSystems(context))} has no effect on an unprivileged container: the kernel lets it mount "
                + "network and disk file systems not at all. Mount them on the host and give the folder with 'mpN'.");
        }
        else if (FileSystems(context).Any() && !context.Host.HasAppArmor)
        {
            context.Warnings.Add("features: mount has no effect on a host without AppArmor, where a privileged container may mount what it can reach.");
        }
    }

    // A name of a file system with anything but letters, digits and '_' would be a rule of its own in AppArmor's profile.
    private static IEnumerable<string> FileSystems(LxcContext context) => (context.Features?["mount"] ?? "")
        .Split([';', ' '], StringSplitOptions.RemoveEmptyEntries).Where(static t => t.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_'));
}
