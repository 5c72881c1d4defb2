using Domar.Core.Config;
using Domar.HostTools.Host;
using Domar.Runtime.Guests;

namespace Domar.Runtime.Containers;

/// <summary>Puts a container's status together: config and snapshot from memory, figures from its unit's cgroup.</summary>
internal sealed class ContainerStatusReader(IHostInfo host, TimeProvider time)
{
    private static readonly TimeSpan ShortestRate = TimeSpan.FromMilliseconds(500);

    /// <summary>A container's status. Asks nobody who could make it wait.</summary>
    public ContainerStatus Read(GuestEntry guest)
    {
        var snapshot = guest.Supervisor.Snapshot;
        var config = guest.Config?.Current;
        var cpus = config is null ? 1 : Cpus(config);
        var usage = snapshot.Pid is null ? null : host.ReadUnit(GuestRegistry.UnitName(guest.Kind, guest.Id));
        return new ContainerStatus
        {
            Id = guest.Id,
            Name = config?["hostname"] ?? $"CT{guest.Id}",
            State = snapshot.State,
            Pid = snapshot.Pid,
            UptimeSeconds = snapshot.StartedAt is { } start ? Math.Max(0, (long)(time.GetUtcNow() - start).TotalSeconds) : 0,
            Cpus = cpus,
            CpuUsage = usage is null ? 0 : CpuUsage(guest, snapshot.Pid!.Value, usage, cpus),
            MaxMemoryBytes = (config?.GetInteger("memory") ?? 512) << 20,
            MaxSwapBytes = (config?.GetInteger("swap") ?? 512) << 20,
            MemoryBytes = usage?.MemoryBytes ?? 0,
            MaxDiskBytes = DiskSize.TryParse(config?.Property("rootfs")?["size"] ?? "", out var size) ? size : 0,
            Lock = config?["lock"],
            Tags = config?["tags"],
            IsTemplate = config?.GetBoolean("template", false) ?? false,
            Problem = guest.ConfigProblem ?? snapshot.Problem,
        };
    }

    private double Cpus(ConfigSection config) =>
        config.GetNumber("cpulimit") is { } limit and > 0 ? limit : config.GetInteger("cores") ?? host.Cpu.Threads;

    private double CpuUsage(GuestEntry guest, int pid, UnitUsage usage, double cpus)
    {
        var now = time.GetTimestamp();
        if (guest.LastUsage is not { } last || last.Pid != pid)
        {
            guest.LastUsage = new UsageSample(pid, now, usage.CpuTime, 0);
            return 0;
        }

        var elapsed = time.GetElapsedTime(last.At, now);
        if (elapsed < ShortestRate)
        {
            return last.Rate;
        }

        var rate = (usage.CpuTime - last.CpuTime) / elapsed / cpus;
        guest.LastUsage = new UsageSample(pid, now, usage.CpuTime, rate);
        return rate;
    }
}
