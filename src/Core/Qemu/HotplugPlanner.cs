using System.Globalization;
using Domar.Core.Config;
using Domar.Core.Primitives;

namespace Domar.Core.Qemu;

/// <summary>Plans changes of a running VM, one configuration key at a time.</summary>
public static class HotplugPlanner
{
    // QEMU knows nothing of these; some are the host's business (the unit's limits), which has its own way to apply them.
    private static readonly HashSet<string> WithoutQemu =
    [
        "name", "description", "tags", "onboot", "autostart", "startup", "protection", "hotplug", "lock", "hookscript", "meta", "parent", "vmstate",
        "vmstatestorage", "migrate_downtime", "migrate_speed", "cpuunits", "cpulimit", "affinity", "shares", "reboot", "boot", "bootdisk", "template",
        "cicustom", "cipassword", "citype", "ciupgrade", "ciuser", "nameserver", "searchdomain", "sshkeys", "delete",
    ];

    /// <summary>Plans the change of one key.</summary>
    /// <param name="id">The guest.</param>
    /// <param name="key">The key that changes: <c>scsi1</c>, <c>net0</c>, <c>balloon</c>.</param>
    /// <param name="running">The configuration that the guest runs with; the key's value in it is the old one.</param>
    /// <param name="wanted">The configuration with the change; no value means that the key is removed.</param>
    /// <param name="volumes">The volumes of <paramref name="wanted"/> by key.</param>
    /// <param name="host">The host.</param>
    /// <param name="paths">The guest's run-time files.</param>
    /// <param name="devices">Ids of the devices that are there now (QMP: <c>qom-list /machine/peripheral</c>): a controller stays when its last disk goes,
    /// so the configuration alone does not tell. Null takes those of <paramref name="running"/>.</param>
    /// <exception cref="PlanException">The new value cannot work on this host at all.</exception>
    public static HotplugPlan Plan(
        GuestId id, string key, ConfigSection running, ConfigSection wanted, IReadOnlyDictionary<string, ResolvedVolume> volumes, HostFacts host, QemuPaths paths,
        IReadOnlySet<string>? devices = null)
    {
        if (running[key] == wanted[key])
        {
            return new HotplugNow([]);
        }

        var prefix = key.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        if (WithoutQemu.Contains(key) || (prefix.Length < key.Length && prefix is "unused" or "ipconfig"))
        {
            return new HotplugNow([]);
        }

        var change = new HotplugChange(
            key,
            new PlanContext(id, running, volumes, host, paths, isHotplug: true),
            new PlanContext(id, wanted, volumes, host, paths, isHotplug: true),
            devices);
        if (change.Running.IsTemplate || change.Wanted.IsTemplate)
        {
            return change.NeedsRestart("a template does not run");
        }

        if (DriveConfig.IsDriveKey(key))
        {
            return DiskHotplug.Plan(change);
        }

        return prefix switch
        {
            "net" when prefix.Length < key.Length => NicHotplug.Plan(change),
            "balloon" => PlanBalloon(change),
            "vcpus" => PlanProcessors(change),
            _ => change.NeedsRestart("it is part of the hardware that QEMU builds at the start"),
        };
    }

    private static HotplugPlan PlanBalloon(HotplugChange change)
    {
        var memory = MemoryPlanner.SizeMiB(change.Running);
        var target = change.Wanted.Integer("balloon") ?? memory;
        if (change.Running.Integer("balloon") == 0 || target == 0)
        {
            return change.NeedsRestart("the balloon device comes or goes with it");
        }

        return new HotplugNow([Balloon(Math.Min(target, memory)) with { Undo = Balloon(change.Running.Integer("balloon") ?? memory) }]);
    }

    private static QmpStep Balloon(long mib) => new("balloon", string.Create(CultureInfo.InvariantCulture, $"{{\"value\":{mib << 20}}}"));

    private static HotplugPlan PlanProcessors(HotplugChange change)
    {
        if (!HotplugFeatures.Has(change.Wanted, "cpu") || !HotplugFeatures.Has(change.Running, "cpu"))
        {
            return change.NeedsRestart("'hotplug' does not contain 'cpu'");
        }

        var cores = SmpPlanner.Cores(change.Running);
        var most = SmpPlanner.Sockets(change.Running) * cores;
        var old = (int)(change.Running.Integer("vcpus") ?? most);
        var wanted = (int)(change.Wanted.Integer("vcpus") ?? most);
        if (old == most || wanted > most)
        {
            return change.NeedsRestart(wanted > most ? $"there are sockets for {most} processors only" : "the guest was started with all of its processors fixed");
        }

        var steps = new List<QmpStep>();
        for (var number = old; number < wanted; number++)
        {
            var cpu = SmpPlanner.Processor(change.Wanted, number, cores);
            steps.Add(HotplugChange.AddDevice(cpu));
        }

        for (var number = old; number > wanted; number--)
        {
            steps.Add(HotplugChange.RemoveDevice($"cpu{number}"));
        }

        return new HotplugNow(steps);
    }
}
