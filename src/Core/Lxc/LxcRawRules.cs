using static Domar.Core.Lxc.LxcRawVerdict;

namespace Domar.Core.Lxc;

/// <summary>
/// Which raw lines of LXC (lxc.container.conf(5), LXC 6.0) a container's configuration may have. Only root can write them: they may open the container
/// as far as the administrator likes, but not take it from its unit, its volumes or its limits, without which Domar could not look after it.
/// </summary>
internal static class LxcRawRules
{
    /// <summary>The first rule that covers a key decides; a key without a rule is refused.</summary>
    public static IReadOnlyList<LxcRawRule> All { get; } =
    [
        // Confinement: the administrator's choice.
        new("lxc.apparmor.", Allowed, "changes the container's profile", MayBeEmpty: true),
        new("lxc.selinux.", Allowed, "changes the container's context", MayBeEmpty: true),
        new("lxc.seccomp.", Allowed, "replaces the filter of system calls", MayBeEmpty: true),
        new("lxc.cap.drop", Allowed, "drops further capabilities; empty keeps all", MayBeEmpty: true),
        new("lxc.cap.keep", Allowed, "keeps only these capabilities", MayBeEmpty: true),
        new("lxc.no_new_privs", Allowed, "tightens"),
        new("lxc.keyring.session", Allowed, "concerns the container's key ring only"),
        new("lxc.idmap", Allowed, "is planned with the ids: LxcRawKeys leaves it to IdMapPlanner"),

        // Cgroups: below the unit's, so that limits can be tighter than the unit's but not wider.
        new("lxc.cgroup.relative", Refused, "would take the container out of its systemd unit, and nobody could stop it. Remove the line."),
        new("lxc.cgroup.dir", Refused, "would take the container out of its systemd unit, and nobody could stop it. Remove the line."),
        new("lxc.cgroup.dir.", Refused, "would take the container out of its systemd unit, and nobody could stop it. Remove the line."),
        new("lxc.cgroup2.", Allowed, "sets a limit below the unit's, or a device rule", MayBeEmpty: true),
        new("lxc.cgroup.", Allowed, "sets a limit below the unit's, or a device rule", MayBeEmpty: true),

        // Processes and the kernel's settings in the container's namespaces.
        new("lxc.environment", Allowed, "is the container's own affair"),
        new("lxc.environment.", Allowed, "is the container's own affair"),
        new("lxc.init.", Allowed, "chooses the first process, as 'entrypoint' does"),
        new("lxc.prlimit.", Allowed, "limits the container's processes"),
        new("lxc.proc.", Allowed, "sets a value of its first process"),
        new("lxc.sched.core", Allowed, "keeps others off its processors' cores"),
        new("lxc.signal.", Allowed, "chooses the signals for shutdown, reboot and stop"),
        new("lxc.sysctl.", Allowed, "sets a kernel value of its namespaces"),
        new("lxc.time.offset.", Allowed, "shifts its clocks"),

        // Terminals and devices.
        new("lxc.autodev", Allowed, "chooses who fills /dev"),
        new("lxc.autodev.tmpfs.size", Allowed, "sizes /dev"),
        new("lxc.console.", Allowed, "changes the console"),
        new("lxc.pty.max", Allowed, "limits terminals"),
        new("lxc.tty.max", Allowed, "numbers ttys, as 'tty' does"),
        new("lxc.tty.dir", Allowed, "places ttys", MayBeEmpty: true),

        // Mounts.
        new("lxc.mount.entry", Allowed, "adds a mount"),
        new("lxc.mount.auto", Allowed, "adds or changes a kernel file system"),
        new("lxc.mount.fstab", Allowed, "adds mounts"),
        new("lxc.rootfs.options", Allowed, "changes how the root is bound"),
        new("lxc.rootfs.path", Refused, "names another root than 'rootfs' does. Set 'rootfs', and remove the line."),
        new("lxc.rootfs.", Refused, "is for containers that LXC stores itself. Remove the line."),

        // Network.
        new("lxc.net.", Allowed, "adds a card of a kind that 'netN' does not know, such as phys or macvlan"),

        // Hooks: programs that run on the host as root.
        new("lxc.hook.version", Refused, "would change how Domar's own hooks are called; 1 is set. Remove the line, and let your hook read LXC_HOOK_TYPE and its kin."),
        new("lxc.hook.clone", Ignored, "runs only when LXC clones, which Domar does itself. Remove the line."),
        new("lxc.hook.destroy", Ignored, "runs only when LXC destroys, which Domar does itself. Remove the line."),
        new("lxc.hook.pre-start", Allowed, "runs after Domar's mounts"),
        new("lxc.hook.pre-mount", Allowed, "runs in the container's mount namespace"),
        new("lxc.hook.mount", Allowed, "runs in the container's mount namespace"),
        new("lxc.hook.autodev", Allowed, "runs in the container's mount namespace"),
        new("lxc.hook.start-host", Allowed, "runs before the first process"),
        new("lxc.hook.start", Allowed, "runs in the container"),
        new("lxc.hook.stop", Allowed, "runs when it has ended"),
        new("lxc.hook.post-stop", Allowed, "runs when it has ended"),

        // Said twice, or somebody else's.
        new("lxc.uts.name", Refused, "says what 'hostname' says. Set 'hostname', and remove the line."),
        new("lxc.arch", Refused, "says what 'arch' says. Set 'arch', and remove the line."),
        new("lxc.include", Refused, "would bring in lines that nobody has looked at. Write those that you need into this file."),
        new("lxc.ephemeral", Refused, "would make LXC delete the container when it stops. Remove the line."),
        new("lxc.monitor.", Refused, "would change how the container hangs on its unit. Remove the line."),
        new("lxc.namespace.", Refused, "would open one of the namespaces that keep the container from the host. Remove the line; for the host's network, folders or devices use netN, mpN and devN."),
        new("lxc.log.", Ignored, "has no effect: the log of the start is Domar's. Set 'debug: 1' for more of it, and remove the line."),
        new("lxc.start.", Ignored, "has no effect: set 'onboot' and 'startup', and remove the line."),
        new("lxc.group", Ignored, "has no effect: set 'tags', and remove the line."),
        new("lxc.execute.cmd", Ignored, "has no effect: it is for lxc-execute. Set 'entrypoint', and remove the line."),
    ];
}
