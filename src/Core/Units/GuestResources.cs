using Domar.Core.Config;
using Domar.Core.Qemu;

namespace Domar.Core.Units;

/// <summary>Plans what a guest's unit may use of the host, from the guest's configuration.</summary>
public static class GuestResources
{
    private const long MiB = 1L << 20;
    private const long DefaultMemoryMiB = 512;
    private const long DefaultSwapMiB = 512;

    // systemd.resource-control(5), CPUWeight=. Values above are shares of cgroup v1, which went to 262144.
    private const int LowestWeight = 1;
    private const int HighestWeight = 10000;

    // What QEMU takes beside the guest's memory: the program, its libraries, VNC's buffers and the page cache that it dirties (256 MiB), the page
    // tables and bookkeeping of large guests (6 %), and for each processor and disk their queues and stacks. QEMU alone is 44 MB (measured); the rest
    // is room, because the kernel kills the guest where there is none.
    private const long LeastHeadRoomMiB = 256;
    private const long HeadRoomPercent = 6;
    private const long PerCpuMiB = 8;
    private const long PerDiskMiB = 16;
    private const long DefaultVideoMiB = 64;

    // QEMU's default for TCG's tb-size in system emulation (accel/tcg/region.c): 1 GiB.
    private const long TranslationBufferMiB = 1024;

    // QEMU's thread pool has up to 64 workers, io_uring and the network block drivers have their own: threads cost nothing until they are there.
    private const int VmThreads = 1024;
    private const int ThreadsPerCpu = 4;
    private const int ThreadsPerDisk = 64;

    // More than any QEMU machine has; keeps nonsense in a file from overflowing.
    private const long MostCpus = 8192;
    private const long MostMiB = 1L << 40;

    private static readonly string[] DiskKeys = ["ide", "sata", "scsi", "virtio"];

    /// <summary>
    /// Plans the limits of a VM. Memory: the guest's own (not where huge pages hold it, which are not charged to the unit), plus the larger of 256 MiB and
    /// 6 % of it, 8 MiB for each processor, 16 MiB for each disk, video memory, <c>ivshmem</c>, and with TCG 1 GiB of translated code. <c>cores</c> makes
    /// no quota (QEMU's own threads would eat of it); <c>cpulimit</c> does. Swap is not limited.
    /// </summary>
    /// <param name="config">The section that the VM is started from.</param>
    /// <param name="facts">The host.</param>
    /// <exception cref="PlanException"><c>affinity</c> is no list of processors, or none of them is online.</exception>
    public static UnitResources ForVm(ConfigSection config, UnitFacts facts)
    {
        var cpus = VmCpus(config);
        var disks = DiskKeys.Sum(k => config.Indexed(k).Count());
        return new UnitResources
        {
            CpuTimePerSecond = CpuTime(config),
            CpuWeight = CpuWeight(config),
            AllowedCpus = Affinity(config, facts),
            MemoryMaxBytes = VmMemoryMiB(config, facts, cpus, disks) * MiB,
            TasksMax = (int)Math.Min(VmThreads + (ThreadsPerCpu * cpus) + (ThreadsPerDisk * disks), int.MaxValue),
        };
    }

    /// <summary>
    /// Plans the limits of a container: exactly <c>memory</c> (default 512 MiB), <c>swap</c> beside it (default 512 MiB; 0 is none). <c>cores</c> is the
    /// number of processors that it sees and runs on; <c>cpulimit</c> is time, whichever processors it is taken from. The number of processes has no
    /// limit of its own.
    /// </summary>
    /// <param name="config">The section that the container is started from.</param>
    /// <param name="facts">The host. <see cref="UnitFacts.CpuOffset"/> spreads containers over the processors.</param>
    public static UnitResources ForContainer(ConfigSection config, UnitFacts facts) => new()
    {
        CpuTimePerSecond = CpuTime(config),
        CpuWeight = CpuWeight(config),
        AllowedCpus = Cores(config, facts),
        MemoryMaxBytes = Bytes(config.GetInteger("memory") ?? DefaultMemoryMiB),
        SwapMaxBytes = Bytes(config.GetInteger("swap") ?? DefaultSwapMiB),
    };

    private static long Bytes(long mebibytes) => Math.Clamp(mebibytes, 0, MostMiB) * MiB;

    private static TimeSpan? CpuTime(ConfigSection config) => config.GetNumber("cpulimit") is > 0 and var limit ? TimeSpan.FromSeconds(limit) : null;

    private static int? CpuWeight(ConfigSection config) =>
        config.GetInteger("cpuunits") is { } units ? (int)Math.Clamp(units, LowestWeight, HighestWeight) : null;

    private static int[]? Cores(ConfigSection config, UnitFacts facts)
    {
        var online = facts.OnlineCpus;
        if (config.GetInteger("cores") is not (> 0 and var cores) || cores >= online.Count)
        {
            return null;
        }

        var first = (int)(facts.CpuOffset * cores % online.Count);
        return [.. Enumerable.Range(first, (int)cores).Select(i => online[i % online.Count]).Order()];
    }

    private static int[]? Affinity(ConfigSection config, UnitFacts facts)
    {
        if (config["affinity"] is not { } text)
        {
            return null;
        }

        if (!CpuList.TryParse(text, out var wanted))
        {
            throw new PlanException($"affinity: {ConfigValue.Shown(text)} is no list of processors. Give one such as '0,5,8-11'.");
        }

        int[] allowed = [.. wanted.Intersect(facts.OnlineCpus)];
        return allowed.Length > 0
            ? allowed
            : throw new PlanException($"affinity: none of the processors {ConfigValue.Shown(text)} is online on this host, which has "
                + $"{string.Join(',', facts.OnlineCpus)}. Change 'affinity', or remove it.");
    }

    private static long VmCpus(ConfigSection config) =>
        config.GetInteger("vcpus") is > 0 and var active ? Math.Min(active, MostCpus)
            : Count(config.GetInteger("sockets") ?? config.GetInteger("smp")) * Count(config.GetInteger("cores"));

    private static long Count(long? value) => Math.Clamp(value ?? 1, 1, MostCpus);

    private static long VmMemoryMiB(ConfigSection config, UnitFacts facts, long cpus, int disks)
    {
        var guest = Math.Clamp(config.GetInteger("memory") ?? DefaultMemoryMiB, 0, MostMiB);
        var headRoom = Math.Max(LeastHeadRoomMiB, guest * HeadRoomPercent / 100) + (cpus * PerCpuMiB) + (disks * PerDiskMiB) + VideoMiB(config)
            + Math.Clamp(config.Property("ivshmem")?.GetInt64("size") ?? 0, 0, MostMiB);
        if (UsesTcg(config, facts))
        {
            headRoom += TranslationBufferMiB;
        }

        return config["hugepages"] is null ? guest + headRoom : headRoom;
    }

    private static bool UsesTcg(ConfigSection config, UnitFacts facts) =>
        facts.Accelerator == Accelerator.Tcg || !config.GetBoolean("kvm", true) || (config["arch"] ?? facts.Arch) != facts.Arch;

    private static long VideoMiB(ConfigSection config)
    {
        var vga = config.Property("vga");
        var type = vga?["type"] ?? "std";
        var displays = type.StartsWith("qxl", StringComparison.Ordinal) && char.IsAsciiDigit(type[^1]) ? type[^1] - '0' : 1;
        return Math.Clamp(vga?.GetInt64("memory") ?? DefaultVideoMiB, 0, MostMiB) * displays;
    }
}
