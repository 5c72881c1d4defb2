using Domar.Core.Config;
using Domar.Core.Primitives;

namespace Domar.Core.Qemu;

/// <summary>Plans how a VM is started: a pure function from its configuration, its volumes and the host's facts.</summary>
public static class QemuPlanner
{
    /// <summary>Plans a start.</summary>
    /// <param name="id">The guest.</param>
    /// <param name="config">The section to start from: the current one, or that of a snapshot.</param>
    /// <param name="volumes">The volumes of its disks by configuration key (<c>scsi0</c>, <c>efidisk0</c>); empty CD drives have none.
    /// See <see cref="Storage.VolumeResolver.ResolveAll"/>.</param>
    /// <param name="host">The host.</param>
    /// <param name="paths">The guest's run-time files.</param>
    /// <exception cref="PlanException">The configuration cannot run on this host; the message says why and what to do.</exception>
    public static QemuLaunchPlan Plan(
        GuestId id, ConfigSection config, IReadOnlyDictionary<string, ResolvedVolume> volumes, HostFacts host, QemuPaths paths)
    {
        var context = new PlanContext(id, config, volumes, host, paths);
        PlanManagement(context);
        SmbiosPlanner.Plan(context);
        FirmwarePlanner.Plan(context);
        SmpPlanner.Plan(context);
        context.Head.Add("-nodefaults");
        context.Head.AddRange(["-boot", $"menu=on,strict=on,reboot-timeout=1000{(context.IsProxmoxBuild ? ",splash=/usr/share/qemu-server/bootsplash.jpg" : "")}"]);
        DisplayPlanner.PlanOutput(context);
        CpuPlanner.Plan(context);
        MemoryPlanner.Plan(context);
        PlanDevices(context);
        MachinePlanner.Plan(context);
        PlanEnd(context);
        return new QemuLaunchPlan
        {
            Program = Program(context),
            Arguments = [.. context.Head, .. context.Objects, .. context.Globals, .. context.Chipset, .. Bridges(context), .. context.Devices, .. context.Tail],
            AfterStart = context.AfterStart,
            QmpSocketPath = paths.Qmp,
            PidFilePath = paths.Pid,
            SerialSocketPaths = context.SerialSockets,
            VncSocketPath = context.Vga.HasScreen ? paths.Vnc : null,
            AgentSocketPath = AgentPlanner.IsEnabled(context) ? paths.Agent : null,
            FilesToCopy = context.FilesToCopy,
            Taps = context.Taps,
            Accelerator = context.UsesKvm ? Accelerator.Kvm : Accelerator.Tcg,
            MachineType = context.Machine.FullName(context.IsProxmoxBuild),
            Warnings = context.Warnings,
        };
    }

    private static void PlanManagement(PlanContext context)
    {
        var head = context.Head;
        if (context.IsProxmoxBuild)
        {
            head.AddRange(["-id", context.Id.ToString()]);
        }

        head.AddRange(["-name", (context.Get("name") ?? $"vm{context.Id}").Replace(",", ",,", StringComparison.Ordinal)]);
        if (!context.IsProxmoxBuild)
        {
            head.Add("-no-user-config");
            head.AddRange(["-msg", "timestamp=on"]);
            if (context.Host.Qemu.HasSandbox)
            {
                head.AddRange(["-sandbox", "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny"]);
            }

            head.AddRange(["-accel", context.UsesKvm ? "kvm" : "tcg,thread=multi"]);
        }

        // The guest's end must be seen, with its reason, before the process goes; who manages it quits it.
        head.Add("-no-shutdown");
        head.AddRange(["-chardev", SerialPlanner.Listener("qmp", context.Paths.Qmp).ToArgument()]);
        head.AddRange(["-mon", "chardev=qmp,mode=control"]);
        head.AddRange(["-pidfile", context.Paths.Pid]);
        if (!context.Bool("reboot", true))
        {
            head.Add("-no-reboot");
        }
    }

    private static void PlanDevices(PlanContext context)
    {
        if (context.IsQ35)
        {
            Q35Chipset.Add(context);
        }

        TpmPlanner.Plan(context);
        UsbPlanner.PlanControllers(context);
        UsbPlanner.PlanTablet(context);
        HostpciPlanner.Plan(context);
        UsbPlanner.PlanDevices(context);
        SerialPlanner.Plan(context);
        DisplayPlanner.Plan(context);
        AudioPlanner.Plan(context);
        SharedMemoryPlanner.Plan(context);
        AgentPlanner.Plan(context);
        RngPlanner.Plan(context);
        DisplayPlanner.PlanSpice(context);
        MemoryPlanner.PlanBalloon(context);
        WatchdogPlanner.Plan(context);
        DiskPlanner.Plan(context);
        NetPlanner.Plan(context);
        if (context.Indexes("virtiofs").Any())
        {
            throw new PlanException($"VM {context.Id} shares folders with virtiofs, which this version cannot run. Remove its virtiofs keys with 'domar vm set {context.Id} --delete'.");
        }
    }

    private static void PlanEnd(PlanContext context)
    {
        context.Tail.AddRange(["-machine", string.Join(',', context.MachineFlags)]);
        if (context.IsTemplate)
        {
            context.Tail.Add("-snapshot");
        }

        if (context.Bool("freeze", false))
        {
            context.Tail.Add("-S");
        }

        if (context.Get("args") is { } args)
        {
            context.Tail.AddRange(ArgumentSplitter.Split(args));
        }
    }

    // Bridges come before what sits on them, those nearer to the root first. On 440FX two are always there, so that devices can be plugged
    // behind them; q35's chipset has the first three.
    private static IEnumerable<string> Bridges(PlanContext context)
    {
        var needed = context.IsQ35 ? context.UsedBridges.Where(b => b > 3) : context.UsedBridges.Union([1, 2]).Order();
        return needed.ToList().SelectMany(b => (IEnumerable<string>)["-device", Bridge(context, b).ToArgument()]);
    }

    private static DeviceSpec Bridge(PlanContext context, int number) =>
        new DeviceSpec("pci-bridge").Add("id", $"pci.{number}").Add("chassis_nr", number).At(context.Slot($"pci.{number}"));

    private static string Program(PlanContext context) => context.Arch == context.Host.Arch
        ? context.Host.QemuProgram
        : $"{context.Host.QemuProgram[..(context.Host.QemuProgram.LastIndexOf('/') + 1)]}qemu-system-{context.Arch}";
}
