namespace Domar.Core.Qemu;

/// <summary>Display adapters, VNC and SPICE.</summary>
internal static class DisplayPlanner
{
    public static VgaChoice Choose(PlanContext context)
    {
        if (context.IsTemplate || HostpciPlanner.HasPrimaryGpu(context))
        {
            return new VgaChoice("none", null, true);
        }

        var options = context.Options("vga");
        var fallback = !context.IsX86 ? "virtio" : context.Os.Windows is > 0 and < 6 ? "cirrus" : "std";
        return new VgaChoice(options?["type"] ?? fallback, (int?)options?.GetInt64("memory"), options?["type"] is not null);
    }

    /// <summary>Where the screen goes to.</summary>
    public static void PlanOutput(PlanContext context)
    {
        if (context.Vga.HasScreen)
        {
            // Who may open the socket may see the screen; Proxmox's password is its proxy's.
            context.Head.AddRange(["-vnc", $"unix:{context.Paths.Vnc}{(context.IsProxmoxBuild ? ",password=on" : "")}"]);
            if (context.Vga.Type == "virtio-gl")
            {
                // The guest's 3D is drawn by the host's graphics card, without a window.
                context.Head.AddRange(["-display", "egl-headless,gl=core"]);
            }
        }
        else
        {
            if (context.Vga.IsNone)
            {
                context.Head.AddRange(["-vga", "none"]);
            }

            context.Head.Add("-nographic");
        }

        if (context.Get("keyboard") is { } keyboard)
        {
            context.Head.AddRange(["-k", keyboard]);
        }
    }

    public static void Plan(PlanContext context)
    {
        var vga = context.Vga;
        if (vga.HasScreen)
        {
            context.AddDevice(Adapter(context, "vga", isFirst: true));
        }

        if (vga.QxlDisplays > 1)
        {
            PlanMoreQxl(context);
        }
    }

    public static void PlanSpice(PlanContext context)
    {
        var isSpice = context.Vga.IsSpice && context.Host.Qemu.HasSpice && context.Host.SpicePort is not null;
        var isVncClipboard = !context.IsTemplate && context.Options("vga")?["clipboard"] == "vnc";
        if (!isSpice && !isVncClipboard)
        {
            return;
        }

        // Both ways to share the clipboard talk to the same agent in the guest; QEMU's own speaks to it for VNC.
        context.AddDevice(new DeviceSpec("virtio-serial").Add("id", "spice").At(context.Slot("spice")));
        context.AddChardev(new DeviceSpec(isVncClipboard ? "qemu-vdagent" : "spicevmc").Add("id", "vdagent").Add("name", "vdagent")
            .Add("clipboard", isVncClipboard ? true : null));
        context.AddDevice(new DeviceSpec("virtserialport").Add("chardev", "vdagent").Add("name", "com.redhat.spice.0"));
        if (!isSpice)
        {
            return;
        }

        var enhancements = context.Options("spice_enhancements");
        if (enhancements?.GetBoolean("foldersharing") == true)
        {
            context.AddChardev(new DeviceSpec("spiceport").Add("id", "foldershare").Add("name", "org.spice-space.webdav.0"));
            context.AddDevice(new DeviceSpec("virtserialport").Add("chardev", "foldershare").Add("name", "org.spice-space.webdav.0"));
        }

        var video = enhancements?["videostreaming"] is { } mode and not "off" ? $",streaming-video={mode}" : "";
        context.Devices.AddRange(["-spice",
            $"tls-port={context.Host.SpicePort},addr={context.Host.SpiceAddress},tls-ciphers=HIGH,seamless-migration=on{video}"]);
    }

    private static DeviceSpec Adapter(PlanContext context, string id, bool isFirst)
    {
        var vga = context.Vga;
        var isQxl = vga.QxlDisplays > 0;
        var driver = vga.Type switch
        {
            "cirrus" => "cirrus-vga",
            "vmware" => "vmware-svga",
            "virtio" => context.IsX86 ? "virtio-vga" : "virtio-gpu",
            "virtio-gl" => context.IsX86 ? "virtio-vga-gl" : "virtio-gpu-gl",
            _ when isQxl => isFirst ? "qxl-vga" : "qxl",
            _ => "VGA",
        };
        var device = new DeviceSpec(driver).Add("id", id);
        AddMemory(context, device, isFirst);

        // One adapter serves up to four screens of Linux; Windows wants an adapter for each.
        if (isQxl && context.Os.MayBeLinux && context.Machine.AtLeast(4, 1))
        {
            device.Add("max_outputs", 4);
        }

        device.At(context.Slot(id));
        return driver == "VGA" && context.Os.IsWindows && !context.IsOvmf ? device.Add("edid", false) : device;
    }

    private static void AddMemory(PlanContext context, DeviceSpec device, bool isFirst)
    {
        if (context.Vga.MemoryMiB is not { } size)
        {
            if (!isFirst)
            {
                device.Add("ram_size", 64L << 20).Add("vram_size", 32L << 20);
            }

            return;
        }

        if (context.Vga.IsVirtio)
        {
            device.Add("max_hostmem", (long)size << 20);
            return;
        }

        device.Add("vgamem_mb", size);
        if (context.Vga.QxlDisplays > 0)
        {
            // Proportions from SPICE's documentation on several monitors.
            device.Add("ram_size_mb", size * 4).Add("vram_size_mb", size * 2);
        }
    }

    private static void PlanMoreQxl(PlanContext context)
    {
        var displays = context.Vga.QxlDisplays;
        if (context.Os.IsWindows)
        {
            for (var i = 1; i < displays; i++)
            {
                context.AddDevice(Adapter(context, $"vga{i}", isFirst: false));
            }

            return;
        }

        var (ram, vram) = context.Vga.MemoryMiB is { } size ? ((long)size * displays * 4 << 20, (long)size * displays * 2 << 20) : (128L << 20, 64L << 20);
        context.AddGlobal($"qxl-vga.ram_size={ram}");
        context.AddGlobal($"qxl-vga.vram_size={vram}");
    }
}
