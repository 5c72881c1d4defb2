using Domar.Core.Units;
using Domar.HostTools.Systemd;

namespace Domar.HostTools.Units;

/// <summary>Turns what a unit is to be into properties of a transient service. Pure.</summary>
public static class SystemdUnitMapper
{
    /// <summary>Enough for a guest with many disks and network queues; systemd's default of 524288 is meant for whoever needs more than select(2) can hold.</summary>
    private const ulong MaxOpenFiles = 65536;

    /// <summary>The properties, in a fixed order.</summary>
    public static IReadOnlyList<UnitProperty> Map(UnitSpec spec) =>
    [
        new("Description", new UnitValue.Text(spec.Description.Length > 0 ? spec.Description : spec.Name)),
        new("Slice", new UnitValue.Text("machine.slice")),

        // The start has succeeded when the program was executed, or when it says so (any of its processes may), and not before.
        new("Type", new UnitValue.Text(spec.TellsWhenReady ? "notify" : "exec")),
        .. spec.TellsWhenReady ? [new UnitProperty("NotifyAccess", new UnitValue.Text("all"))] : (UnitProperty[])[],
        new("ExecStartEx", new UnitValue.Command(spec.Program, spec.Arguments)),
        new("Environment", new UnitValue.Texts(["LC_ALL=C.UTF-8"])),

        // systemd forgets a unit that ended well at once. This one's end is to be known to a daemon that comes back later, too.
        new("RemainAfterExit", new UnitValue.Flag(true)),
        new("KillMode", new UnitValue.Text("mixed")),
        .. spec.StopCommand is { } stop ? [new UnitProperty("ExecStopEx", new UnitValue.Command(stop[0], [.. stop.Skip(1)]) { IgnoresFailure = true })] : (UnitProperty[])[],
        new("TimeoutStopUSec", Microseconds(spec.StopTimeout)),
        new("StandardOutput", new UnitValue.Text("journal")),
        new("StandardError", new UnitValue.Text("journal")),
        new("LimitNOFILE", new UnitValue.Number(MaxOpenFiles)),
        new("LimitNOFILESoft", new UnitValue.Number(MaxOpenFiles)),

        // Devices that are passed through, and io_uring, lock the guest's memory; MemoryMax is what bounds it.
        new("LimitMEMLOCK", new UnitValue.Number(ulong.MaxValue)),
        new("LimitMEMLOCKSoft", new UnitValue.Number(ulong.MaxValue)),
        .. Resources(spec.Resources),
        .. spec.MakesCgroups ? [new UnitProperty("Delegate", new UnitValue.Flag(true))] : (UnitProperty[])[],
        .. spec.HasPrivateMounts ? [new UnitProperty("PrivateMounts", new UnitValue.Flag(true))] : (UnitProperty[])[],
        .. spec.Isolation is { } isolation ? Isolation(isolation) : [],
    ];

    private static IEnumerable<UnitProperty> Resources(UnitResources resources)
    {
        if (resources.CpuTimePerSecond is { } quota)
        {
            yield return new("CPUQuotaPerSecUSec", Microseconds(quota));
        }

        if (resources.CpuWeight is { } cpuWeight)
        {
            yield return new("CPUWeight", new UnitValue.Number((ulong)cpuWeight));
        }

        if (resources.AllowedCpus is { } cpus)
        {
            yield return new("AllowedCPUs", new UnitValue.Bytes(Bits(cpus)));
        }

        if (resources.MemoryMaxBytes is { } memory)
        {
            yield return new("MemoryMax", new UnitValue.Number((ulong)memory));
        }

        if (resources.SwapMaxBytes is { } swap)
        {
            yield return new("MemorySwapMax", new UnitValue.Number((ulong)swap));
        }

        if (resources.TasksMax is { } tasks)
        {
            yield return new("TasksMax", new UnitValue.Number((ulong)tasks));
        }

        if (resources.IoWeight is { } ioWeight)
        {
            yield return new("IOWeight", new UnitValue.Number((ulong)ioWeight));
        }
    }

    private static UnitProperty[] Isolation(UnitIsolation isolation) =>
    [
        new("User", new UnitValue.Text($"{isolation.UserId}")),
        new("Group", new UnitValue.Text($"{isolation.GroupId}")),
        new("SupplementaryGroups", new UnitValue.Texts(isolation.SupplementaryGroups)),
        new("UMask", new UnitValue.Mode(0b000_111_111)),
        new("NoNewPrivileges", new UnitValue.Flag(true)),
        new("CapabilityBoundingSet", new UnitValue.Number(0)),
        new("AmbientCapabilities", new UnitValue.Number(0)),
        new("DevicePolicy", new UnitValue.Text("closed")),
        new("DeviceAllow", new UnitValue.Pairs([.. isolation.Devices.Select(device => (device.Path, device.Access))])),
        new("ProtectSystem", new UnitValue.Text("strict")),
        new("ReadWritePaths", new UnitValue.Texts(isolation.WritablePaths)),
        new("ProtectHome", new UnitValue.Text("yes")),
        new("PrivateTmp", new UnitValue.Flag(true)),
        new("PrivateNetwork", new UnitValue.Flag(!isolation.HasNetwork)),
        new("ProtectProc", new UnitValue.Text("invisible")),
        new("ProcSubset", new UnitValue.Text("pid")),
        new("ProtectClock", new UnitValue.Flag(true)),
        new("ProtectHostname", new UnitValue.Flag(true)),
        new("ProtectKernelLogs", new UnitValue.Flag(true)),
        new("ProtectKernelModules", new UnitValue.Flag(true)),
        new("ProtectKernelTunables", new UnitValue.Flag(true)),
        new("ProtectControlGroups", new UnitValue.Flag(true)),
        new("LockPersonality", new UnitValue.Flag(true)),
        new("RestrictRealtime", new UnitValue.Flag(true)),
        new("RestrictSUIDSGID", new UnitValue.Flag(true)),
        new("RemoveIPC", new UnitValue.Flag(true)),
        new("KeyringMode", new UnitValue.Text("private")),

        // A set of those that are allowed: none.
        new("RestrictNamespaces", new UnitValue.Number(0)),
        new("RestrictAddressFamilies", new UnitValue.AllowList(true, isolation.HasNetwork ? ["AF_UNIX", "AF_INET", "AF_INET6"] : ["AF_UNIX"])),
        new("SystemCallArchitectures", new UnitValue.Texts(["native"])),

        // MemoryDenyWriteExecute is not here: QEMU without KVM writes code and runs it. @resources is needed by guests bound to processors or
        // memory nodes (mbind, sched_setaffinity). What is refused fails with EPERM, and does not kill the guest.
        new("SystemCallFilter", new UnitValue.AllowList(true, ["@system-service"])),
        new("SystemCallFilter", new UnitValue.AllowList(false, ["@privileged", "@obsolete"])),
        new("SystemCallErrorNumber", new UnitValue.Code(1)),
    ];

    private static UnitValue.Number Microseconds(TimeSpan time) => new((ulong)time.TotalMicroseconds);

    private static byte[] Bits(IReadOnlyList<int> cpus)
    {
        var bits = new byte[cpus.Count == 0 ? 0 : (cpus.Max() / 8) + 1];
        foreach (var cpu in cpus)
        {
            bits[cpu / 8] |= (byte)(1 << (cpu % 8));
        }

        return bits;
    }
}
