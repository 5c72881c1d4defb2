using System.Globalization;
using Domar.Core.Config;

namespace Domar.Core.Qemu;

/// <summary>USB controllers, the tablet, and host devices handed to the guest.</summary>
internal static class UsbPlanner
{
    // Without a common controller for all of them there are five places only.
    private const int OldPlaces = 5;
    private const int XhciPorts = 15;

    /// <summary>Whether every USB device goes to one xHCI controller, with a port of its own.</summary>
    public static bool HasCommonController(PlanContext context) =>
        context.Machine.AtLeast(7, 1) && (context.Os.IsLinux26 || context.Os.Windows > 7);

    public static void PlanControllers(PlanContext context)
    {
        switch (context.Machine.Family)
        {
            case MachineFamily.I440Fx:
                context.AddDevice(new DeviceSpec("piix3-usb-uhci").Add("id", "uhci").Add("bus", "pci.0").Add("addr", "0x1.0x2"));
                break;
            case MachineFamily.Virt:
                context.AddDevice(new DeviceSpec("usb-ehci").Add("id", "ehci").Add("bus", "pcie.0").Add("addr", "0x1"));
                break;
            default:
                break; // q35's are part of its chipset
        }

        var devices = context.Indexes("usb").Select(i => (Index: i, Options: context.Options($"usb{i}")!)).ToList();
        var isCommon = HasCommonController(context);
        foreach (var (index, _) in devices.Where(d => d.Index >= OldPlaces && !isCommon))
        {
            throw new PlanException($"using usb{index} is only possible with machine type >= 7.1 and ostype l26 or windows > 7. Use usb0 to usb{OldPlaces - 1}.");
        }

        if (!isCommon && context.Machine.Family == MachineFamily.I440Fx && devices.Any(d => !IsUsb3(d.Options)))
        {
            Q35Chipset.AddUsb2(context);
        }

        if (isCommon && devices.Count > 0)
        {
            context.AddDevice(new DeviceSpec("qemu-xhci").Add("p2", XhciPorts).Add("p3", XhciPorts).Add("id", "xhci").At(context.Slot("xhci")));
        }
        else if (devices.Any(d => IsUsb3(d.Options)))
        {
            context.AddDevice(new DeviceSpec("nec-usb-xhci").Add("id", "xhci").At(context.Slot("xhci")));
        }
    }

    /// <summary>A pointer with absolute coordinates: with a mouse, a remote screen's pointer drifts.</summary>
    public static void PlanTablet(PlanContext context)
    {
        var bus = context.Machine.Family == MachineFamily.I440Fx ? "uhci.0" : "ehci.0";

        // SPICE has its own pointer, a serial line none.
        if (context.Bool("tablet", context.Vga.QxlDisplays == 0 && context.Vga.SerialPort is null))
        {
            context.AddDevice(new DeviceSpec("usb-tablet").Add("id", "tablet").Add("bus", bus).Add("port", "1"));
            if (!context.IsX86)
            {
                context.AddDevice(new DeviceSpec("usb-kbd").Add("id", "keyboard").Add("bus", bus).Add("port", "2"));
            }
        }
    }

    public static void PlanDevices(PlanContext context)
    {
        foreach (var index in context.Indexes("usb"))
        {
            var options = context.Options($"usb{index}")!;
            var host = options["host"] ?? Mapped(context, index, options["mapping"]);
            if (host.Equals("spice", StringComparison.OrdinalIgnoreCase))
            {
                if (!context.Host.Qemu.HasSpice)
                {
                    throw new PlanException($"usb{index} takes its device from a SPICE client, and node '{context.Host.NodeName}' has no SPICE. "
                        + $"Remove it with 'domar vm set {context.Id} --delete usb{index}'.");
                }

                context.AddChardev(new DeviceSpec("spicevmc").Add("id", $"usbredirchardev{index}").Add("name", "usbredir"));
                context.AddDevice(Place(context, new DeviceSpec("usb-redir").Add("chardev", $"usbredirchardev{index}").Add("id", $"usbredirdev{index}"), index, options));
                continue;
            }

            context.AddDevice(HostDevice(context, index, options, host).Add("bootindex", context.Boot.IndexOf($"usb{index}", null)));
        }
    }

    private static DeviceSpec HostDevice(PlanContext context, int index, PropertyString options, string host)
    {
        var device = Place(context, new DeviceSpec("usb-host"), index, options);
        if (host.Split(':') is [var vendor, var product])
        {
            return device.Add("vendorid", Hex(vendor)).Add("productid", Hex(product)).Add("id", $"usb{index}");
        }

        return host.Split('-', 2) is [var bus, var port] && int.TryParse(bus, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? device.Add("hostbus", number).Add("hostport", port).Add("id", $"usb{index}")
            : throw new PlanException($"usb{index}: '{host}' is no USB device. Give VENDOR:PRODUCT, BUS-PORT or spice.");
    }

    private static DeviceSpec Place(PlanContext context, DeviceSpec device, int index, PropertyString options)
    {
        if (HasCommonController(context))
        {
            return device.Add("bus", "xhci.0").Add("port", (index + 1).ToString(CultureInfo.InvariantCulture));
        }

        return device.Add("bus", IsUsb3(options) ? "xhci.0" : "ehci.0");
    }

    private static string Mapped(PlanContext context, int index, string? mapping) => mapping switch
    {
        null => throw new PlanException($"usb{index} names no device. Give host=VENDOR:PRODUCT, host=BUS-PORT, host=spice or mapping=NAME."),
        _ => context.Host.UsbMappings.TryGetValue(mapping, out var host)
            ? host
            : throw new PlanException($"usb{index}: the mapping '{mapping}' has no device on node '{context.Host.NodeName}'. Add one, or choose another mapping."),
    };

    private static bool IsUsb3(PropertyString options) => options.GetBoolean("usb3") == true;

    private static string Hex(string id) => id.StartsWith("0x", StringComparison.Ordinal) ? id : $"0x{id}";
}
