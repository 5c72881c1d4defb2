using static Domar.Core.Config.Field;

namespace Domar.Core.Config;

internal static partial class QemuKeys
{
    private static KeySchema[] Memory() =>
    [
        Properties("memory", "Memory of the VM.", [Int("current", "Memory in MiB; the most that it gets where ballooning is on.", 16, @default: "512", isDefaultKey: true, required: true)]),
        KeyInt("balloon", "Memory in MiB that the VM keeps when the host is short of it; 0 turns ballooning off.", 0),
        KeyInt("shares", "Weight of the VM when ballooning shares memory out; 0 turns that off.", 0, 50000, "1000"),
        KeyFlag("allow-ksm", "Let the host merge equal memory pages of guests.", "1"),
        KeyChoice("hugepages", "Size in MiB of the huge pages that the memory is made of.", ["any", "2", "1024"]),
        KeyFlag("keephugepages", "Keep the huge pages for the next start.", "0"),
        KeyFlag("numa", "Show NUMA nodes to the guest.", "0"),
        Properties("numa[n]", "A NUMA node of the guest.",
        [
            Text("cpus", "CPUs of the node.", Forms.NodeRanges, required: true),
            Text("hostnodes", "Nodes of the host that its memory comes from.", Forms.NodeRanges),
            Number("memory", "Memory of the node in MiB."),
            Choice("policy", "How its memory is bound.", ["preferred", "bind", "interleave"]),
        ],
        maxIndex: 7),
        Properties("ivshmem", "Memory shared with other guests and the host.",
        [
            Text("name", "Name of the shared memory.", Forms.SharedMemoryName),
            Int("size", "Size in MiB.", 1, required: true),
        ]),
    ];
}
