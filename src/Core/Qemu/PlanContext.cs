using Domar.Core.Config;
using Domar.Core.Primitives;

namespace Domar.Core.Qemu;

/// <summary>What the planners of the single kinds of device read, and the parts of the command line that they add to.</summary>
internal sealed class PlanContext
{
    private readonly ConfigSection _config;

    public PlanContext(
        GuestId id, ConfigSection config, IReadOnlyDictionary<string, ResolvedVolume> volumes, HostFacts host, QemuPaths paths, bool isHotplug = false)
    {
        Id = id;
        _config = config;
        Volumes = volumes;
        Host = host;
        Paths = paths;
        IsTemplate = config.GetBoolean("template", false);
        Os = new GuestOs(Get("ostype") ?? "");
        Arch = Get("arch") ?? host.Arch;
        IsX86 = Arch != "aarch64";
        UsesKvm = Bool("kvm", !IsTemplate) && Arch == host.Arch && host.Accelerator == Accelerator.Kvm;
        IsOvmf = Get("bios") == "ovmf";
        Machine = MachinePlanner.ChooseType(this);
        Vga = DisplayPlanner.Choose(this);

        // A plugged device gets no place in the boot order: it could be another's, and the order is read at the next start anyway.
        Boot = isHotplug ? BootOrder.None : BootOrder.Read(this);
        Drives = [.. DriveConfig.ReadAll(this)];
    }

    public GuestId Id { get; }
    public IReadOnlyDictionary<string, ResolvedVolume> Volumes { get; }
    public HostFacts Host { get; }
    public QemuPaths Paths { get; }

    /// <summary>Whether the guest is a template: it is planned with its disks only, read-only (Proxmox starts it so for backups).</summary>
    public bool IsTemplate { get; }

    public GuestOs Os { get; }
    public string Arch { get; }
    public bool IsX86 { get; }
    public bool UsesKvm { get; }
    public bool IsOvmf { get; }
    public MachineType Machine { get; }
    public VgaChoice Vga { get; }
    public BootOrder Boot { get; }

    /// <summary>Disks and CD drives in the order ide, scsi, virtio, sata.</summary>
    public IReadOnlyList<DriveConfig> Drives { get; }

    public bool IsQ35 => Machine.Family == MachineFamily.Q35;
    public bool IsProxmoxBuild => Host.Qemu.IsProxmoxBuild;

    /// <summary>Whether disks are written as <c>-drive</c>: only to show what a Proxmox build is given for its machine types before 10.0.</summary>
    public bool UsesLegacyDrives => IsProxmoxBuild && !Machine.AtLeast(10, 0);

    // The parts of the command line, joined in this order.
    public List<string> Head { get; } = [];
    public List<string> Objects { get; } = [];
    public List<string> Globals { get; } = [];
    public List<string> Chipset { get; } = [];
    public List<string> Devices { get; } = [];
    public List<string> MachineFlags { get; } = [];
    public List<string> Tail { get; } = [];

    /// <summary>PCI bridges that devices sit behind.</summary>
    public SortedSet<int> UsedBridges { get; } = [];

    public List<QmpStep> AfterStart { get; } = [];
    public List<FileCopy> FilesToCopy { get; } = [];
    public List<TapInterface> Taps { get; } = [];
    public Dictionary<int, string> SerialSockets { get; } = [];
    public List<string> Warnings { get; } = [];

    public string? Get(string key) => IsHidden(key) ? null : _config[key];

    public bool Has(string key) => Get(key) is not null;

    public bool Bool(string key, bool fallback) => IsHidden(key) ? fallback : _config.GetBoolean(key, fallback);

    public long? Integer(string key) => IsHidden(key) ? null : _config.GetInteger(key);

    public PropertyString? Options(string key) => IsHidden(key) ? null : _config.Property(key);

    public IEnumerable<int> Indexes(string prefix) => _config.Indexed(prefix).Where(e => !IsHidden($"{prefix}{e.Index}")).Select(e => e.Index);

    public void AddDevice(DeviceSpec device) => Devices.AddRange(["-device", device.ToArgument()]);

    public void AddChardev(DeviceSpec chardev) => Devices.AddRange(["-chardev", chardev.ToArgument()]);

    public void AddObject(DeviceSpec item) => Objects.AddRange(["-object", item.ToArgument()]);

    public void AddGlobal(string setting) => Globals.AddRange(["-global", setting]);

    /// <summary>The place of a device; notes the bridge that it needs.</summary>
    public PciSlot Slot(string id, int? function = null)
    {
        if (IsQ35 && id == "vga")
        {
            return new PciSlot("pcie.0", "0x1");
        }

        var (bus, device) = PciAddresses.Find(id) ?? throw new PlanException($"Cannot place '{id}': there is no PCI slot for it. Use a lower index.");
        if (bus > 0)
        {
            UsedBridges.Add(bus);
        }

        var name = bus == 0 && Machine.Family == MachineFamily.Virt ? "pcie.0" : $"pci.{bus}";
        return new PciSlot(name, function is null ? $"0x{device:x}" : $"0x{device:x}.{function}");
    }

    // Of a template only the disks and what opens them count: nothing else of it may run.
    private bool IsHidden(string key) =>
        IsTemplate && key is not ("name" or "bios" or "scsihw" or "arch" or "template") && !DriveConfig.IsDriveKey(key) && key != "efidisk0";
}
