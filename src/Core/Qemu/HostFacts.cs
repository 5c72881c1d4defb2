namespace Domar.Core.Qemu;

/// <summary>Everything that planning needs to know of the host. A planner asks the host nothing: what it lacks becomes a fact here.</summary>
public sealed record HostFacts
{
    /// <summary>The node's name, for messages.</summary>
    public required string NodeName { get; init; }

    /// <summary>The installed QEMU.</summary>
    public required QemuFeatures Qemu { get; init; }

    /// <summary>The host's processor architecture as QEMU names it: <c>x86_64</c> or <c>aarch64</c>.</summary>
    public string Arch { get; init; } = "x86_64";

    /// <summary>CPUID vendor: <c>GenuineIntel</c>, <c>AuthenticAMD</c>, or empty where it is neither or unknown.</summary>
    public string CpuVendor { get; init; } = "";

    /// <summary>Physical address bits of the host's processor.</summary>
    public int PhysicalAddressBits { get; init; } = 40;

    /// <summary>Logical processors of the host; null when a guest may have any number.</summary>
    public int? ProcessorCount { get; init; }

    /// <summary>How guests of the host's own architecture run, unless their configuration says <c>kvm: 0</c>.</summary>
    public Accelerator Accelerator { get; init; }

    /// <summary>Whether the kernel's virtio-net back end (<c>/dev/vhost-net</c>) may be used.</summary>
    public bool HasVhostNet { get; init; }

    /// <summary>How guests' network cards are connected.</summary>
    public NetworkMode NetworkMode { get; init; }

    /// <summary>MTU by bridge name; the key <c>*</c> stands for every other bridge. A bridge without an entry has an unknown MTU.</summary>
    public IReadOnlyDictionary<string, int> BridgeMtus { get; init; } = new Dictionary<string, int>();

    /// <summary>Sizes of huge pages that the kernel offers, MiB.</summary>
    public IReadOnlyList<int> HugepageSizesMiB { get; init; } = [];

    /// <summary>Folder below which huge pages of each size are mounted as <c>SIZEkB</c>.</summary>
    public string HugepagesFolder { get; init; } = "/run/hugepages/kvm";

    /// <summary>The host's iSCSI initiator name; null when it has none.</summary>
    public string? IscsiInitiator { get; init; }

    /// <summary>Folder of the x86 UEFI firmware (Debian: <c>/usr/share/OVMF</c>).</summary>
    public string OvmfFolder { get; init; } = "/usr/share/OVMF";

    /// <summary>Folder of the ARM UEFI firmware (Debian: <c>/usr/share/AAVMF</c>).</summary>
    public string AavmfFolder { get; init; } = "/usr/share/AAVMF";

    /// <summary>Sizes of the firmware's variable stores in bytes, by file name without suffix (<c>OVMF_VARS_4M</c>).</summary>
    public IReadOnlyDictionary<string, long> FirmwareSizes { get; init; } = new Dictionary<string, long>();

    /// <summary>Firmware files that exist, by name (<c>OVMF_CODE_4M.fd</c>); null when all of them may be assumed.</summary>
    public IReadOnlySet<string>? FirmwareFiles { get; init; }

    /// <summary>Absolute path of the QEMU binary for the host's architecture; other architectures are sought beside it.</summary>
    public string QemuProgram { get; init; } = "/usr/bin/qemu-system-x86_64";

    /// <summary>TLS port for SPICE on <see cref="SpiceAddress"/>; null when none is given.</summary>
    public int? SpicePort { get; init; }

    /// <summary>Address that SPICE listens on.</summary>
    public string SpiceAddress { get; init; } = "127.0.0.1";

    /// <summary>The host's CD drive, for the medium <c>cdrom</c>.</summary>
    public string CdromDevice { get; init; } = "/dev/cdrom";

    /// <summary>Snapshot chains kept as separate volumes: by path of the newest, the paths below it, newest first.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> VolumeChains { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>LUN of a volume on a ZFS-over-iSCSI storage; null when unknown.</summary>
    public int? ZfsOverIscsiLun { get; init; }

    /// <summary>PCI functions of the host.</summary>
    public IReadOnlyList<PciDeviceFacts> PciDevices { get; init; } = [];

    /// <summary>Named choices of PCI devices (Proxmox: <c>mapping/pci.cfg</c>).</summary>
    public IReadOnlyDictionary<string, PciMappingFacts> PciMappings { get; init; } = new Dictionary<string, PciMappingFacts>();

    /// <summary>Named USB devices: by name, the <c>VENDOR:PRODUCT</c> or <c>BUS-PORT</c> on this node.</summary>
    public IReadOnlyDictionary<string, string> UsbMappings { get; init; } = new Dictionary<string, string>();

    /// <summary>CPU models defined by the administrator (Proxmox: <c>cpu-models.conf</c>): by name, their properties.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> CpuModels { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<string, string>>();

    /// <summary>AMD memory encryption; null when the processor has none.</summary>
    public SevFacts? Sev { get; init; }

    /// <summary>Reads facts from the JSON form that describes a Proxmox VE node (see <c>domar vm showcmd --host</c>).</summary>
    /// <exception cref="PlanException">The text is not JSON of that form.</exception>
    public static HostFacts ParseJson(string json) => HostFactsJson.Parse(json);

    /// <summary>MTU of a bridge, or null when it is not known.</summary>
    public int? BridgeMtu(string bridge) =>
        BridgeMtus.TryGetValue(bridge, out var mtu) || BridgeMtus.TryGetValue("*", out mtu) ? mtu : null;

    /// <summary>Whether a firmware file is there.</summary>
    public bool HasFirmware(string fileName) => FirmwareFiles is null || FirmwareFiles.Contains(fileName);
}
