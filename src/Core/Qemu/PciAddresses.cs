namespace Domar.Core.Qemu;

/// <summary>
/// The fixed place of every device. A guest's operating system names network cards and binds drivers by it, so the table is part of the hardware
/// that an imported guest must find again: it is Proxmox VE's and must never change.
/// </summary>
internal static class PciAddresses
{
    private static readonly Dictionary<string, (int Bus, int Device)> Table = Build();

    /// <summary>Bus number and device number of a device id; null for an id without a place.</summary>
    public static (int Bus, int Device)? Find(string id) => Table.TryGetValue(id, out var place) ? place : null;

    private static Dictionary<string, (int Bus, int Device)> Build()
    {
        var table = new Dictionary<string, (int, int)>
        {
            ["vga"] = (0, 2),
            ["balloon0"] = (0, 3),
            ["watchdog"] = (0, 4),

            // pci.3 carries the single controllers of virtio-scsi-single, which exclude scsihw0: they share a slot.
            ["scsihw0"] = (0, 5),
            ["pci.3"] = (0, 5),
            ["scsihw1"] = (0, 6),
            ["ahci0"] = (0, 7),
            ["qga0"] = (0, 8),
            ["spice"] = (0, 9),
            ["hostpci0"] = (0, 16),
            ["hostpci1"] = (0, 17),
            ["vga1"] = (0, 24),
            ["vga2"] = (0, 25),
            ["vga3"] = (0, 26),
            ["hostpci2"] = (0, 27),
            ["hostpci3"] = (0, 28),
            ["pci.1"] = (0, 30),
            ["pci.2"] = (0, 31),
            ["xhci"] = (1, 27),
            ["pci.4"] = (1, 28),
            ["rng0"] = (1, 29),
            ["ivshmem"] = (2, 11),
            ["audiodev0"] = (2, 12),
            ["scsihw2"] = (4, 1),
            ["scsihw3"] = (4, 2),
            ["scsihw4"] = (4, 3),
        };
        AddRun(table, "virtio", 0, 5, bus: 0, device: 10);
        AddRun(table, "virtio", 6, 15, bus: 2, device: 1);
        AddRun(table, "net", 0, 5, bus: 0, device: 18);
        AddRun(table, "net", 6, 31, bus: 1, device: 1);
        AddRun(table, "hostpci", 4, 15, bus: 2, device: 13);
        AddRun(table, "virtioscsi", 0, 30, bus: 3, device: 1);
        return table;
    }

    private static void AddRun(Dictionary<string, (int, int)> table, string prefix, int first, int last, int bus, int device)
    {
        for (var i = first; i <= last; i++)
        {
            table[$"{prefix}{i}"] = (bus, device + i - first);
        }
    }
}
