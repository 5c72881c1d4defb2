using static Domar.Core.Config.Field;

namespace Domar.Core.Config;

internal static partial class QemuKeys
{
    private static KeySchema[] Processor() =>
    [
        KeyInt("cores", "Cores per socket.", 1, @default: "1"),
        KeyInt("sockets", "Number of CPU sockets.", 1, @default: "1"),
        KeyInt("smp", "Old form of the number of CPUs; use cores and sockets.", 1, @default: "1"),
        KeyInt("vcpus", "CPUs that are plugged in at start, of sockets times cores.", 1, @default: "0"),
        KeyText("affinity", "Host CPUs that the VM may run on.", Forms.CpuSet),
        KeyNumber("cpulimit", "Limit of CPU time in CPUs; 0 for none.", 0, 128, "0"),
        KeyInt("cpuunits", "Weight of the VM when CPUs are short.", 1, 262144, "cgroup v1: 1024, cgroup v2: 100"),
        Properties("cpu", "Emulated CPU.",
        [
            Text("cputype", "QEMU's CPU model, host, max, or custom-NAME.", Forms.Identifier, isDefaultKey: true),
            Text("flags", "CPU flags to add or take away.", Forms.CpuFlags),
            Int("guest-phys-bits", "Physical address bits that the guest may use.", 32, 64),
            Flag("hidden", "Do not show the guest that it runs under KVM.", "0"),
            Text("hv-vendor-id", "Hyper-V vendor id that Windows guests see.", Forms.HvVendorId),
            Int("level", "Highest CPUID leaf that the guest sees.", 0, 255),
            Text("phys-bits", "Physical address bits that the guest sees.", Forms.PhysBits),
            Text("reported-model", "Model and vendor that the guest is told.", Forms.Identifier),
        ],
        "pve-vm-cpu-conf"),
        Properties("amd-sev", "AMD's memory encryption for guests.",
        [
            Choice("type", "Its kind.", ["std", "es", "snp"], isDefaultKey: true, required: true),
            Flag("allow-smt", "Allow hyper-threading on the host (SNP).", "1"),
            Flag("kernel-hashes", "Measure kernel, initrd and command line.", "0"),
            Flag("no-debug", "Refuse debugging of the guest.", "0"),
            Flag("no-key-sharing", "Refuse sharing of the key with other guests.", "0"),
        ],
        "pve-qemu-sev-fmt"),
        Properties("intel-tdx", "Intel's trust domains for guests.",
        [
            Choice("type", "Its kind.", ["tdx"], isDefaultKey: true, required: true),
            Flag("attestation", "Let the guest prove what it runs.", required: true),
            Int("vsock-cid", "Context id of the quote service's vsock.", 2, uint.MaxValue),
            Int("vsock-port", "Port of the quote service's vsock.", 0, uint.MaxValue),
        ],
        "pve-qemu-tdx-fmt"),
        KeyFlag("kvm", "Use the processor's virtualization.", "1"),
    ];
}
