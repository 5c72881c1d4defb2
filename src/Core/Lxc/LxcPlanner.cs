using System.Globalization;
using Domar.Core.Config;
using Domar.Core.Guests;
using Domar.Core.Primitives;
using Domar.Core.Qemu;
using Domar.Core.Steps;
using Domar.Core.Units;

namespace Domar.Core.Lxc;

/// <summary>Plans how a container is started with LXC 6.0: a pure function from its configuration, its volumes and the host's facts.</summary>
public static class LxcPlanner
{
    // 0600: the environment may hold passwords.
    private const int OwnerOnly = 0x180;

    private const int DefaultTtys = 2;

    // HOST_NAME_MAX of Linux.
    private const int MaxHostName = 64;

    /// <summary>Plans a start. Whether the guest may start at all (template, lock) is the caller's question.</summary>
    /// <param name="id">The guest.</param>
    /// <param name="config">The section to start from: the current one, or that of a snapshot.</param>
    /// <param name="volumes">Its volumes by configuration key (<c>rootfs</c>, <c>mp0</c>). A volume of format <c>subvol</c>, and whatever the configuration
    /// names by an absolute path that is no device, is a folder; a file of format <c>raw</c> is an image.</param>
    /// <param name="host">The host.</param>
    /// <param name="paths">The guest's run-time files.</param>
    /// <exception cref="PlanException">The configuration cannot run on this host; the message says why and what to do.</exception>
    public static LxcLaunchPlan Plan(
        GuestId id, ConfigSection config, IReadOnlyDictionary<string, ResolvedVolume> volumes, LxcHostFacts host, LxcPaths paths)
    {
        var context = new LxcContext(id, config, volumes, host, paths);
        var hostname = Hostname(context);
        context.Text.Section($"Made by Domar from the configuration of container {id}; written anew at each start.");
        PlanGeneral(context, hostname);
        PlanFirstProcess(context);
        PlanTerminals(context);
        IdMapPlanner.Plan(context);
        LxcMountPlanner.PlanRoot(context);
        LxcDevicePlanner.PlanRules(context);
        LxcConfinementPlanner.Plan(context);
        LxcMountPlanner.PlanMountPoints(context);
        LxcDevicePlanner.PlanDevices(context);
        LxcNetPlanner.Plan(context);
        context.Hooks.Plan(context);
        // Last, so that they override what is above.
        LxcRawKeys.Plan(context);
        var text = context.Text.ToString();
        var timeout = StartOrderPlanner.ShutdownTimeout(StartupConfig.Read(id, GuestKind.Lxc, config));
        return new LxcLaunchPlan
        {
            Program = host.LxcStartProgram,
            Arguments = [
                "--foreground", "--name", id.ToString(), "--lxcpath", paths.RunFolder, "--rcfile", paths.Config,
                "--logfile", paths.Log, "--logpriority", config.GetBoolean("debug", false) ? "DEBUG" : "WARN"],
            ConfigText = text,
            Folders = context.Folders,
            Files = [new WriteFile(paths.Config, text) { Text = $"Write the configuration of container {id} for LXC", Mode = OwnerOnly, IsSecret = config["env"] is not null }, .. context.Files],
            Resources = GuestResources.ForContainer(config, host.Unit),
            Devices = context.Devices,
            Veths = context.Veths,
            IdMap = context.IdMap,
            Hostname = hostname,
            StopCommand = [
                host.LxcStopProgram, "--lxcpath", paths.RunFolder, "--name", id.ToString(),
                "--timeout", ((long)timeout.TotalSeconds).ToString(CultureInfo.InvariantCulture)],
            StopTimeout = timeout,
            Warnings = context.Warnings,
        };
    }

    private static void PlanGeneral(LxcContext context, string hostname)
    {
        context.Text.Add("lxc.uts.name", hostname, "hostname");
        var arch = context.Config["arch"] ?? "amd64";
        // LXC 6.0 does not know the 32-bit one; it would refuse to start.
        if (arch != "riscv32")
        {
            context.Text.Add("lxc.arch", arch, "arch");
        }

        context.Text.Section("The unit's cgroup is the top; its limits are systemd's");
        context.Text.Add("lxc.cgroup.relative", "1");
        context.Text.Add("lxc.hook.version", "1");
        // The unit is of type notify: it counts as started when all is set up and init is about to run.
        context.Text.Add("lxc.hook.start-host", context.Host.ReadyCommand);
    }

    private static void PlanFirstProcess(LxcContext context)
    {
        var entrypoint = context.Config["entrypoint"];
        var environment = (context.Config["env"] ?? "").Split('\0', StringSplitOptions.RemoveEmptyEntries);
        var isAlpine = context.Config["ostype"] == "alpine";
        if (entrypoint is null && environment.Length == 0 && !isAlpine)
        {
            return;
        }

        context.Text.Section("The first process");
        if (entrypoint is not null)
        {
            context.Text.Add("lxc.init.cmd", entrypoint, "entrypoint");
            // SIGPWR, LXC's own choice, means something to an init only.
            context.Text.Add("lxc.signal.halt", "SIGTERM");
        }
        else if (isAlpine)
        {
            // What busybox's init takes for power off and reboot.
            context.Text.Add("lxc.signal.halt", "SIGUSR2");
            context.Text.Add("lxc.signal.reboot", "SIGTERM");
        }

        foreach (var variable in environment)
        {
            if (variable.IndexOf('=', StringComparison.Ordinal) <= 0)
            {
                // LXC would hand on the host's variable of that name.
                throw new PlanException($"env: {ConfigValue.Shown(variable)} is no NAME=VALUE. Write the value too.");
            }

            context.Text.Add("lxc.environment", variable, "env");
        }
    }

    private static void PlanTerminals(LxcContext context)
    {
        context.Text.Section("Terminals");
        context.Text.Add("lxc.tty.max", (context.Config.GetInteger("tty") ?? DefaultTtys).ToString(CultureInfo.InvariantCulture), "tty");
        context.Text.Add("lxc.pty.max", "1024");
        if (!context.Config.GetBoolean("console", true))
        {
            context.Text.Add("lxc.console.path", "none");
            return;
        }

        context.Text.Add("lxc.console.logfile", context.Paths.ConsoleLog);
        context.Text.Add("lxc.console.size", LxcPaths.ConsoleLogBytes.ToString(CultureInfo.InvariantCulture));
        context.Text.Add("lxc.console.rotate", "1");
    }

    private static string Hostname(LxcContext context)
    {
        var name = context.Config["hostname"] is { Length: > 0 } given ? given : $"CT{context.Id}";
        if (!Forms.IsDnsName(name))
        {
            throw new PlanException($"hostname: {ConfigValue.Shown(name)} is no DNS name. Use labels of up to 63 letters, digits and '-', joined by '.'.");
        }

        if (name.Length <= MaxHostName)
        {
            return name;
        }

        var label = name[..name.IndexOf('.', StringComparison.Ordinal)];
        context.Warnings.Add($"hostname: the kernel takes {MaxHostName} characters, '{name}' has {name.Length}; '{label}' is used.");
        return label;
    }
}
