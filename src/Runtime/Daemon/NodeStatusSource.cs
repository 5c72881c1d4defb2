using Domar.HostTools.Host;
using Domar.Runtime.Api;
using Domar.Runtime.Guests;
using Domar.Runtime.Store;

namespace Domar.Runtime.Daemon;

/// <summary>The node's figures for the API.</summary>
internal sealed class NodeStatusSource(NodeIdentity node, IHostInfo host, HostFactsProvider facts, IEnumerable<GuestRegistry> registries, IConfigStore store) : INodeStatusSource
{
    /// <inheritdoc/>
    public NodeStatus GetStatus()
    {
        var status = host.ReadStatus();
        var disk = new DriveInfo(node.StateFolder);
        return new NodeStatus
        {
            UptimeSeconds = (long)status.Uptime.TotalSeconds,
            LoadAverage = [status.Load.OneMinute, status.Load.FiveMinutes, status.Load.FifteenMinutes],
            CpuUsage = status.CpuUsage,
            IoWait = status.IoWait,
            Cpus = host.Cpu.Threads,
            Cores = host.Cpu.Cores,
            Sockets = host.Cpu.Sockets,
            CpuModel = host.Cpu.Model,
            CpuMhz = host.Cpu.MegaHertz,
            MemoryTotalBytes = status.Memory.TotalBytes,
            MemoryAvailableBytes = status.Memory.AvailableBytes,
            MemoryFreeBytes = status.Memory.FreeBytes,
            SwapTotalBytes = status.Memory.SwapTotalBytes,
            SwapFreeBytes = status.Memory.SwapFreeBytes,
            DiskTotalBytes = disk.TotalSize,
            DiskFreeBytes = disk.TotalFreeSpace,
            DiskAvailableBytes = disk.AvailableFreeSpace,
            KernelName = status.Kernel.Name,
            KernelRelease = status.Kernel.Release,
            KernelVersion = status.Kernel.Version,
            Architecture = status.Kernel.Machine,
            IsEfi = Directory.Exists("/sys/firmware/efi"),
        };
    }

    /// <inheritdoc/>
    public DaemonState GetDaemonState()
    {
        var problems = registries.SelectMany(registry => registry.Entries).Where(guest => guest.ConfigProblem is not null).OrderBy(guest => guest.Id)
            .Select(guest => $"{guest.Name}: {guest.ConfigProblem}").ToList();
        if (facts.QemuProblem is { } problem)
        {
            problems.Insert(0, problem);
        }

        var accelerator = facts.Accelerator;
        return new DaemonState(DomarVersion.Text, accelerator?.Accelerator.ToString().ToLowerInvariant(), accelerator?.Reason, facts.QemuVersion, problems)
        {
            CertificateFingerprint = ReadFingerprint(),
        };
    }

    private string? ReadFingerprint()
    {
        try
        {
            return store.Read($"nodes/{node.Node}/pve-ssl.pem") is { } entry ? NodeCertificates.Fingerprint(entry.Text) : null;
        }
        catch (StoreException)
        {
            // The store has said why; a status without this line is better than none.
            return null;
        }
    }
}
