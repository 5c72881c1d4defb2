using Domar.Core.Config;

namespace Domar.Core.Qemu;

/// <summary>The processor's model and flags.</summary>
internal static class CpuPlanner
{
    private const string CustomPrefix = "custom-";

    public static void Plan(PlanContext context) => context.Head.AddRange(["-cpu", Describe(context)]);

    /// <summary>QEMU's name of the model.</summary>
    public static string ModelName(PlanContext context) => Choose(context).Model;

    /// <summary>Physical address bits that the guest sees.</summary>
    public static int PhysicalBits(PlanContext context)
    {
        var choice = Choose(context);
        var own = choice.Property("phys-bits");
        if (own is not null and not "host" && int.TryParse(own, out var bits))
        {
            return bits;
        }

        // 40 is what QEMU gives to a model that does not take over the host's.
        return own == "host" || choice.Model is "host" or "max" ? context.Host.PhysicalAddressBits : 40;
    }

    private static string Describe(PlanContext context)
    {
        if (context.IsTemplate && context.IsX86)
        {
            return "qemu64";
        }

        var choice = Choose(context);
        var flags = new CpuFlags();
        foreach (var flag in choice.LevelFeatures)
        {
            flags.Set(flag, $"+{flag}");
        }

        if (context.IsX86)
        {
            AddHypervisorFlags(context, choice, flags);
        }

        foreach (var list in (ReadOnlySpan<string?>)[choice.CustomFlags, choice.OwnFlags])
        {
            foreach (var flag in (list ?? "").Split([';', ',', ' '], StringSplitOptions.RemoveEmptyEntries))
            {
                // Hyper-V's interfaces are KVM's: QEMU's translator has none to switch on.
                if (context.UsesKvm || !IsKvmOnly(flag))
                {
                    flags.Set(flag[1..], flag);
                }
            }
        }

        var text = new List<string> { choice.Model };
        if (choice.Property("level") is { } level)
        {
            text.Add($"level={level}");
        }

        text.AddRange(flags.Sorted());
        if (choice.Property("phys-bits") is { } bits)
        {
            text.Add(bits == "host" ? "host-phys-bits=true" : $"phys-bits={bits}");
        }

        if (choice.Property("guest-phys-bits") is { } guestBits)
        {
            text.Add($"guest-phys-bits={guestBits}");
        }

        return string.Join(',', text);
    }

    private static void AddHypervisorFlags(PlanContext context, CpuChoice choice, CpuFlags flags)
    {
        var os = context.Os;
        var (qemu, model) = (context.Host.Qemu, choice.Model);
        if (os.Name == "solaris")
        {
            flags.Set("x2apic", "-x2apic");
        }

        // Windows 11 fails to boot with shadow stacks under some hypervisor versions.
        if (os.Windows == 11 && qemu.HasCetFlags)
        {
            flags.Set("cet-ibt", "-cet-ibt");
            flags.Set("cet-ss", "-cet-ss");
        }

        if (!context.UsesKvm)
        {
            return;
        }

        if (model == "kvm64")
        {
            flags.Set("lahf_lm", "+lahf_lm");
        }

        if (model is "kvm64" or "kvm32")
        {
            flags.Set("sep", "+sep");
        }

        flags.Set("kvm_pv_eoi", "+kvm_pv_eoi");
        flags.Set("kvm_pv_unhalt", "+kvm_pv_unhalt");
        if (model != "host")
        {
            // Rather no start than a processor that lacks what the guest was promised.
            flags.Set("enforce", "enforce");
        }

        if (CpuModels.Vendor(model) is { } vendor)
        {
            flags.Set("vendor", $"vendor={vendor}");
        }

        var hidden = choice.Property("hidden") is "1" or "on" or "yes" or "true";
        if (hidden || HostpciPlanner.HasPrimaryGpu(context))
        {
            flags.Set("kvm", "kvm=off");
        }

        if (os.Windows >= 6 && !(context.IsOvmf && os.Windows < 8))
        {
            AddHyperV(context, choice, flags);
        }
    }

    private static void AddHyperV(PlanContext context, CpuChoice choice, CpuFlags flags)
    {
        foreach (var name in (ReadOnlySpan<string>)["hv_reset", "hv_runtime", "hv_time", "hv_vapic", "hv_vpindex"])
        {
            flags.Set(name, name);
        }

        flags.Set("hv_spinlocks", "hv_spinlocks=0x1fff");
        if (context.Os.Windows >= 7)
        {
            foreach (var name in (ReadOnlySpan<string>)["hv_ipi", "hv_relaxed", "hv_stimer", "hv_synic"])
            {
                flags.Set(name, name);
            }
        }

        if ((choice.Property("hv-vendor-id") ?? (HostpciPlanner.HasPrimaryGpu(context) ? "proxmox" : null)) is { } vendor)
        {
            flags.Set("hv_vendor_id", $"hv_vendor_id={vendor}");
        }

        // Nested virtualization (WSL 2, credential guard) on Intel: Hyper-V's own VMCS from 11.0+pve2; before, without mode-based execute control.
        if (choice.Model == "host" && context.Host.CpuVendor == "GenuineIntel")
        {
            if (context.Machine.AtLeast(11, 0, 2))
            {
                flags.Set("hv_evmcs", "hv_evmcs");
            }
            else if (context.Host.Qemu.HasMbecFlag)
            {
                flags.Set("vmx-mbec", "-vmx-mbec");
            }
        }
    }

    private static bool IsKvmOnly(string flag) =>
        flag.AsSpan(1) is var name && (name.StartsWith("hv-") || name.StartsWith("hv_") || name.StartsWith("kvm"));

    private static CpuChoice Choose(PlanContext context)
    {
        var options = context.Options("cpu");
        var name = options?["cputype"];
        if (!context.IsX86)
        {
            return new CpuChoice(name ?? (context.UsesKvm ? "host" : "max"), options, null, []);
        }

        IReadOnlyDictionary<string, string>? custom = null;
        name ??= "kvm64";
        if (name.StartsWith(CustomPrefix, StringComparison.Ordinal))
        {
            if (!context.Host.CpuModels.TryGetValue(name[CustomPrefix.Length..], out custom))
            {
                throw new PlanException($"The CPU model '{name}' is not defined on node '{context.Host.NodeName}'. Define it, or choose another 'cpu'.");
            }

            name = custom.GetValueOrDefault("reported-model") ?? "kvm64";
        }

        string[] features = [];
        if (CpuModels.Level(name) is { } level)
        {
            (name, features) = level;
        }

        if (!context.UsesKvm)
        {
            // These are KVM's models: QEMU's translator has its own counterparts.
            name = name switch
            {
                "kvm64" => "qemu64",
                "kvm32" => "qemu32",
                "host" => "max",
                _ => name,
            };
        }

        return new CpuChoice(name, options, custom, features);
    }

    private sealed record CpuChoice(string Model, PropertyString? Options, IReadOnlyDictionary<string, string>? Custom, string[] LevelFeatures)
    {
        public string? OwnFlags => Options?["flags"];

        public string? CustomFlags => Custom?.GetValueOrDefault("flags");

        public string? Property(string name) => Options?[name] ?? Custom?.GetValueOrDefault(name);
    }
}
