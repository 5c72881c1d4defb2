using System.Globalization;
using Domar.Core.Config;

namespace Domar.Core.Qemu;

/// <summary>PCI devices of the host handed to the guest (VFIO).</summary>
internal static class HostpciPlanner
{
    // The chipset has four ports; further ones are made as functions of slots 10 and 11, eight each.
    private const int ChipsetPorts = 4;
    private const int FunctionsPerSlot = 8;

    /// <summary>Whether a handed-over graphics card is the guest's first display.</summary>
    public static bool HasPrimaryGpu(PlanContext context) =>
        context.Indexes("hostpci").Any(i => context.Options($"hostpci{i}")!.GetBoolean("x-vga") == true);

    public static void Plan(PlanContext context)
    {
        var taken = new HashSet<string>();
        foreach (var index in context.Indexes("hostpci"))
        {
            var key = $"hostpci{index}";
            var options = context.Options(key)!;
            var isExpress = options.GetBoolean("pcie") == true;
            if (isExpress && !context.IsQ35)
            {
                throw new PlanException($"{key} has pcie=1, which needs PCI Express ports: the q35 machine model is not enabled. Set 'machine: q35', or remove pcie=1.");
            }

            var bus = isExpress ? ExpressPort(context, index) : null;
            if (options["mdev"] is not null)
            {
                PlanMediated(context, key, index, options, bus);
                continue;
            }

            string[] functions = [.. Functions(context, key, options, taken)];
            for (var function = 0; function < functions.Length; function++)
            {
                PlanFunction(context, key, options, functions, function, bus);
            }
        }
    }

    private static void PlanFunction(PlanContext context, string key, PropertyString options, string[] functions, int function, string? bus)
    {
        var isSeveral = functions.Length > 1;
        int? number = isSeveral ? function : null;
        var slot = bus is null ? context.Slot(key, number) : new PciSlot(bus, isSeveral ? $"0x0.{function}" : "0x0");
        var device = new DeviceSpec("vfio-pci").Add("host", functions[function]).Add("id", isSeveral ? $"{key}.{function}" : key).At(slot);
        if (function == 0)
        {
            device.Add("rombar", options.GetBoolean("rombar") == false ? 0L : null)
                .Add("x-vga", options.GetBoolean("x-vga") == true ? true : null)
                .Add("multifunction", isSeveral ? true : null)
                .Add("romfile", options["romfile"] is { } rom ? $"/usr/share/{(context.IsProxmoxBuild ? "kvm" : "qemu")}/{rom}" : null)
                .Add("bootindex", context.Boot.IndexOf(key, null));
            foreach (var id in (ReadOnlySpan<string>)["vendor-id", "device-id", "sub-vendor-id", "sub-device-id"])
            {
                device.Add($"x-pci-{id}", options[id]);
            }
        }

        context.AddDevice(device);
    }

    // The mediated device is made before the start, under a name that tells whose it is.
    private static void PlanMediated(PlanContext context, string key, int index, PropertyString options, string? bus)
    {
        if (options["mapping"] is { } mapping && !Mapping(context, key, mapping).HasMediatedDevices)
        {
            throw new PlanException($"{key}: the mapping '{mapping}' is not made for mediated devices. Allow them in the mapping, or remove 'mdev'.");
        }

        var uuid = string.Create(CultureInfo.InvariantCulture, $"{index:x8}-0000-0000-0000-{context.Id.Value:d12}");
        context.AddDevice(new DeviceSpec("vfio-pci").Add("sysfsdev", $"/sys/bus/mdev/devices/{uuid}").Add("id", key)
            .At(bus is null ? context.Slot(key) : new PciSlot(bus, "0x0")));
    }

    private static IEnumerable<string> Functions(PlanContext context, string key, PropertyString options, HashSet<string> taken)
    {
        if (options["mapping"] is { } mapping)
        {
            var choice = Mapping(context, key, mapping).Addresses.FirstOrDefault(a => !taken.Contains(a))
                ?? throw new PlanException($"{key}: no device of the mapping '{mapping}' is free on node '{context.Host.NodeName}'. Add one to it, or stop a guest that uses it.");
            taken.Add(choice);
            return choice.Split(';').SelectMany(a => Present(context, key, a));
        }

        var host = options["host"] ?? throw new PlanException($"{key} names no device. Give host=ADDRESS or mapping=NAME.");
        return host.Split(';').SelectMany(a => Present(context, key, a));
    }

    // An address without a function stands for all functions of the device.
    private static string[] Present(PlanContext context, string key, string address)
    {
        var full = address.Count(c => c == ':') < 2 ? $"0000:{address}" : address;
        var isOne = full.Contains('.', StringComparison.Ordinal);
        string[] found = [.. context.Host.PciDevices.Select(d => d.Address)
            .Where(a => isOne ? a == full : a.StartsWith($"{full}.", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        return found.Length > 0
            ? found
            : throw new PlanException($"{key}: node '{context.Host.NodeName}' has no PCI device '{full}'. See 'lspci' for what it has.");
    }

    private static PciMappingFacts Mapping(PlanContext context, string key, string name) => context.Host.PciMappings.TryGetValue(name, out var mapping)
        ? mapping
        : throw new PlanException($"{key}: there is no PCI mapping '{name}'. Make it, or choose another.");

    private static string ExpressPort(PlanContext context, int index)
    {
        var number = index + 1;
        if (number > ChipsetPorts)
        {
            var extra = number - ChipsetPorts - 1;
            var address = string.Create(CultureInfo.InvariantCulture, $"{10 + (extra / FunctionsPerSlot)}.{extra % FunctionsPerSlot}");
            context.AddDevice(Q35Chipset.RootPort(number, address, isModern: true));
        }

        return $"ich9-pcie-port-{number}";
    }
}
