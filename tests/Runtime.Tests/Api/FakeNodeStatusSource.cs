using Domar.Runtime.Api;

namespace Domar.Runtime.Tests.Api;

/// <summary>A host with round figures.</summary>
internal sealed class FakeNodeStatusSource : INodeStatusSource
{
    public NodeStatus GetStatus() => new()
    {
        UptimeSeconds = 3600,
        LoadAverage = [0.5, 0.25, 0.125],
        CpuUsage = 0.1,
        Cpus = 4,
        Cores = 2,
        CpuModel = "Test CPU",
        MemoryTotalBytes = 8L << 30,
        MemoryAvailableBytes = 6L << 30,
        MemoryFreeBytes = 5L << 30,
        KernelRelease = "6.12.0",
    };

    public DaemonState GetDaemonState() => new("0.1.0", "tcg", "/dev/kvm does not exist", "7.2.0", ["nodes/testnode/qemu-server/105.conf cannot be read"]);
}
