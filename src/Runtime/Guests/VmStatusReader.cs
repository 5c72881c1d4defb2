using System.Text.Json;
using Domar.Core.Config;
using Domar.HostTools.Host;
using Domar.HostTools.Qmp;

namespace Domar.Runtime.Guests;

/// <summary>Puts a VM's status together: config and snapshot from memory, figures from /proc, disk statistics from QEMU when it is asked for one VM.</summary>
internal sealed class VmStatusReader(IHostInfo host, TimeProvider time)
{
    private static readonly TimeSpan MonitorDeadline = TimeSpan.FromMilliseconds(800);

    /// <summary>A VM's status without asking its QEMU.</summary>
    public VmStatus Read(GuestEntry guest)
    {
        var snapshot = guest.Supervisor.Snapshot;
        var config = guest.Config?.Current;
        var cpus = config is null ? 1 : Cpus(config);
        var usage = snapshot.Pid is { } pid ? host.ReadProcess(pid) : null;
        return new VmStatus
        {
            Id = guest.Id,
            Name = config?["name"] ?? $"VM {guest.Id}",
            State = snapshot.State,
            QmpStatus = snapshot.QmpStatus,
            Pid = snapshot.Pid,
            UptimeSeconds = snapshot.StartedAt is { } start ? Math.Max(0, (long)(time.GetUtcNow() - start).TotalSeconds) : 0,
            Cpus = cpus,
            CpuUsage = usage is null ? 0 : CpuUsage(guest, snapshot.Pid!.Value, usage, cpus),
            MaxMemoryBytes = config is null ? 0 : MemoryBytes(config),
            MemoryBytes = usage?.ResidentBytes ?? 0,
            MaxDiskBytes = config is null ? 0 : BootDiskBytes(config),
            DiskReadBytes = usage?.ReadBytes ?? 0,
            DiskWriteBytes = usage?.WrittenBytes ?? 0,
            Lock = config?["lock"],
            Tags = config?["tags"],
            IsTemplate = config?.GetBoolean("template", false) ?? false,
            HasAgent = config?.Property("agent")?.GetBoolean("enabled") ?? false,
            HasSerial = config?.Indexed("serial").Any() ?? false,
            RunningQemu = snapshot.ProgramVersion,
            RunningMachine = (guest.Supervisor.Session as VmSession)?.MachineType,
            Problem = guest.ConfigProblem ?? snapshot.Problem,
        };
    }

    /// <summary>A VM's status with what QEMU itself says, within a second.</summary>
    public async Task<VmStatus> ReadFreshAsync(GuestEntry guest, CancellationToken cancellationToken)
    {
        var status = Read(guest);
        if (guest.Supervisor.Session is not VmSession { IsSilent: false } session || status.State is GuestState.Starting)
        {
            return status;
        }

        try
        {
            var runState = await session.QueryStatusAsync(MonitorDeadline / 2, cancellationToken).ConfigureAwait(false);
            var statistics = await session.Qmp.ExecuteAsync("query-blockstats", null, MonitorDeadline / 2, cancellationToken).ConfigureAwait(false);
            var (read, written) = Sum(statistics);
            return status with { QmpStatus = runState, DiskReadBytes = read, DiskWriteBytes = written };
        }
        catch (QmpException)
        {
            return status; // It ended, or is about to become unresponsive: the supervisor says so.
        }
    }

    private static (long Read, long Written) Sum(JsonElement statistics)
    {
        long read = 0, written = 0;
        foreach (var device in statistics.EnumerateArray())
        {
            var stats = device.GetProperty("stats");
            read += stats.GetProperty("rd_bytes").GetInt64();
            written += stats.GetProperty("wr_bytes").GetInt64();
        }

        return (read, written);
    }

    private double CpuUsage(GuestEntry guest, int pid, ProcessUsage usage, int cpus)
    {
        var now = time.GetTimestamp();
        var last = guest.LastUsage;
        if (last is null || last.Pid != pid)
        {
            guest.LastUsage = new UsageSample(pid, now, usage.CpuTime, 0);
            return 0;
        }

        // Over shorter times the kernel's clock ticks of 10 ms are too coarse.
        var elapsed = time.GetElapsedTime(last.At, now);
        if (elapsed < TimeSpan.FromMilliseconds(500))
        {
            return last.Rate;
        }

        var rate = (usage.CpuTime - last.CpuTime) / elapsed / cpus;
        guest.LastUsage = new UsageSample(pid, now, usage.CpuTime, rate);
        return rate;
    }

    private static int Cpus(ConfigSection config) =>
        (int)(config.GetInteger("vcpus") ?? (config.GetInteger("sockets") ?? 1) * (config.GetInteger("cores") ?? 1));

    private static long MemoryBytes(ConfigSection config) => (config.Property("memory")?.GetInt64("current") ?? 512) << 20;

    private static long BootDiskBytes(ConfigSection config)
    {
        var first = config.Property("boot")?["order"]?.Split(';') ?? [];
        foreach (var key in first.Concat(config.Entries.Select(entry => entry.Key)))
        {
            if (DiskKeys.IsDisk(key) && config.Property(key) is { } disk && !DiskKeys.IsCdrom(disk) && DiskSize.TryParse(disk["size"] ?? "", out var bytes))
            {
                return bytes;
            }
        }

        return 0;
    }
}
