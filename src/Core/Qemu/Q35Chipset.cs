using System.Globalization;

namespace Domar.Core.Qemu;

/// <summary>
/// The devices that belong to q35's chipset here: USB 2, sound, four PCI Express ports, and the bridges to the conventional buses that everything else
/// sits on. Proxmox reads them from a file of its package (<c>-readconfig</c>); as plain devices they need no file.
/// </summary>
internal static class Q35Chipset
{
    public static void Add(PlanContext context)
    {
        var parts = context.Chipset;
        // Since machine type 4.0 the ports say that they are fast and wide enough for any card.
        var isModern = context.Machine.AtLeast(4, 0);
        AddUsb2Group(parts, "ehci", 1, "1d", "pcie.0");
        AddUsb2Group(parts, "ehci-2", 4, "1a", "pcie.0");
        AddDevice(parts, new DeviceSpec("ich9-intel-hda").Add("id", "audio0").Add("bus", "pcie.0").Add("addr", "1b.0"));
        for (var port = 1; port <= 4; port++)
        {
            AddDevice(parts, RootPort(port, $"1c.{port - 1}", isModern));
        }

        AddDevice(parts, new DeviceSpec("i82801b11-bridge").Add("id", "pcidmi").Add("bus", "pcie.0").Add("addr", "1e.0"));
        for (var bridge = 0; bridge <= 3; bridge++)
        {
            AddDevice(parts, new DeviceSpec("pci-bridge").Add("id", $"pci.{bridge}").Add("bus", "pcidmi")
                .Add("addr", string.Create(CultureInfo.InvariantCulture, $"{bridge + 1}.0")).Add("chassis_nr", bridge + 1));
        }
    }

    /// <summary>A PCI Express port; a card plugs into it.</summary>
    public static DeviceSpec RootPort(int number, string address, bool isModern)
    {
        var port = new DeviceSpec(isModern ? "pcie-root-port" : "ioh3420").Add("id", $"ich9-pcie-port-{number}").Add("addr", address);
        if (isModern)
        {
            port.Add("x-speed", "16").Add("x-width", "32");
        }

        return port.Add("multifunction", true).Add("bus", "pcie.0").Add("port", number).Add("chassis", number);
    }

    /// <summary>The USB 2 controllers alone, for 440FX.</summary>
    public static void AddUsb2(PlanContext context) =>
        AddUsb2Group(context.Devices, "ehci", 1, "1d", null);

    // An EHCI controller at function 7 with UHCI companions at 0 to 2, two ports each, for slower devices.
    private static void AddUsb2Group(List<string> arguments, string ehci, int first, string slot, string? bus)
    {
        AddDevice(arguments, new DeviceSpec($"ich9-usb-ehci{(first == 1 ? 1 : 2)}").Add("id", ehci).Add("multifunction", true).Add("bus", bus).Add("addr", $"{slot}.7"));
        for (var i = 0; i < 3; i++)
        {
            AddDevice(arguments, new DeviceSpec($"ich9-usb-uhci{first + i}").Add("id", $"uhci-{first + i}").Add("multifunction", true).Add("bus", bus)
                .Add("addr", $"{slot}.{i}").Add("masterbus", $"{ehci}.0").Add("firstport", i * 2));
        }
    }

    private static void AddDevice(List<string> arguments, DeviceSpec device) => arguments.AddRange(["-device", device.ToArgument()]);
}
