namespace Domar.Core.Qemu;

/// <summary>The board: its type, power management, clock, firmware-independent switches.</summary>
internal static class MachinePlanner
{
    // Windows ties its activation and drivers to the board's version. A guest from before the version was recorded at creation stays at this one.
    private static readonly QemuVersion WindowsDefault = new(5, 1);

    public static MachineType ChooseType(PlanContext context)
    {
        var host = context.Host.Qemu.Version;
        if (host < QemuFeatures.Oldest)
        {
            throw new PlanException($"Detected old QEMU binary ('{context.Host.Qemu.VersionText}', at least {QemuFeatures.Oldest.Major}.{QemuFeatures.Oldest.Minor}"
                + $" is required) on node '{context.Host.NodeName}'. Install a newer QEMU.");
        }

        var type = MachineType.Parse(context.Options("machine")?["type"], context.IsX86 ? MachineFamily.I440Fx : MachineFamily.Virt, host);
        if (type.Pinned is null && context.Os.IsWindows)
        {
            type = type.PinTo(QemuVersion.TryParse(context.Options("meta")?["creation-qemu"], out var creation) ? creation : WindowsDefault);
        }

        if (type.Pinned is { } pinned && !host.AtLeast(pinned.Major, pinned.Minor))
        {
            throw new PlanException($"Installed QEMU version '{context.Host.Qemu.VersionText}' is too old to run machine type "
                + $"'{type.Name(context.IsProxmoxBuild)}', please upgrade node '{context.Host.NodeName}'.");
        }

        return type;
    }

    public static void Plan(PlanContext context)
    {
        PlanPowerManagement(context);
        PlanClock(context);
        PlanIommu(context);
        var flags = context.MachineFlags;
        if (context.IsX86 && !context.Bool("acpi", true))
        {
            flags.Add("acpi=off");
        }

        if (context.IsX86 && HasNoHpet(context) && context.Host.Qemu.HasHpetProperty)
        {
            flags.Add("hpet=off");
        }

        // SeaBIOS with only a serial line hangs in system management mode.
        if (context.IsX86 && !context.IsOvmf && (context.Vga.IsNone || context.Vga.SerialPort is not null))
        {
            flags.Add("smm=off");
        }

        if (context.IsProxmoxBuild && !context.UsesKvm)
        {
            flags.Add("accel=tcg");
        }

        flags.Add($"type={context.Machine.Name(context.IsProxmoxBuild)}");
        SevPlanner.Plan(context);
    }

    // Windows reads the HPET too often for a virtual one; Linux from 2.6 does without since its kvmclock is better.
    private static bool HasNoHpet(PlanContext context) =>
        context.Os.Windows >= 6 || (context.Os.IsLinux26 && context.Machine.AtLeast(10, 1));

    private static void PlanPowerManagement(PlanContext context)
    {
        if (!context.IsX86)
        {
            return;
        }

        var options = context.Options("machine");
        var isOffByDefault = context.Machine.AtLeast(9, 2, 1);
        var chip = context.IsQ35 ? "ICH9-LPC" : "PIIX4_PM";
        foreach (var state in (ReadOnlySpan<string>)["s3", "s4"])
        {
            if (!(options?.GetBoolean($"enable-{state}") ?? !isOffByDefault))
            {
                context.AddGlobal($"{chip}.disable_{state}=1");
            }
        }

        // Linux on q35 plugs devices through the bridges' own controllers, not through ACPI, so that slots keep their names.
        if (context.IsQ35 && context.Os.IsLinux26 && context.Machine.AtLeast(9, 1))
        {
            context.AddGlobal("ICH9-LPC.acpi-pci-hotplug-with-bridge-support=off");
        }
    }

    private static void PlanClock(PlanContext context)
    {
        var windows = context.Os.Windows;
        if (windows >= 6 && context.UsesKvm)
        {
            context.AddGlobal("kvm-pit.lost_tick_policy=discard");
        }

        var clock = new List<string>();
        if (context.Bool("tdf", false) || windows >= 6)
        {
            clock.Add("driftfix=slew");
        }

        if (context.Get("startdate") is { } start && start != "now")
        {
            clock.Add($"base={start}");
        }
        else if (context.Bool("localtime", windows > 0))
        {
            clock.Add("base=localtime");
        }

        if (clock.Count > 0)
        {
            context.Tail.AddRange(["-rtc", string.Join(',', clock)]);
        }
    }

    private static void PlanIommu(PlanContext context)
    {
        var options = context.Options("machine");
        var kind = options?["viommu"];
        var width = options?.GetInt64("aw-bits");
        switch (kind)
        {
            case null when width is not null:
                throw new PlanException("cannot set aw-bits if no vIOMMU is configured. Add 'viommu=intel' or 'viommu=virtio' to 'machine', or remove 'aw-bits'.");
            case null:
                return;
            case "intel" when !context.IsQ35:
                throw new PlanException("An Intel vIOMMU needs the machine type q35. Set 'machine: q35,viommu=intel', or use 'viommu=virtio'.");
            case "intel":
                // It must come before every device that it translates for.
                context.Globals.AddRange(["-device", new DeviceSpec("intel-iommu").Add("intremap", true).Add("caching-mode", true).Add("aw-bits", width).ToArgument()]);
                if (context.UsesKvm)
                {
                    context.MachineFlags.Add("kernel-irqchip=split");
                }

                break;
            default:
                context.Tail.AddRange(["-device", new DeviceSpec("virtio-iommu-pci").Add("aw-bits", width).ToArgument()]);
                break;
        }
    }
}
