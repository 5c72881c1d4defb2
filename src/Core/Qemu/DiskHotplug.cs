using Domar.Core.Config;

namespace Domar.Core.Qemu;

/// <summary>Plugs, unplugs and changes disks; changes media of CD drives.</summary>
internal static class DiskHotplug
{
    // What QEMU does not see of a disk.
    private static readonly string[] Bookkeeping = ["backup", "replicate", "shared", "size"];

    // Buses 1 to 3 are part of q35's chipset; 440FX has 1 and 2, and others only when a device at the start needed them.
    private const int LastBridgeOfI440Fx = 2;
    private const int LastBridgeOfQ35 = 3;

    public static HotplugPlan Plan(HotplugChange change)
    {
        var old = DriveConfig.Read(change.Running, change.Key);
        var wanted = DriveConfig.Read(change.Wanted, change.Key);
        if (old is not null && wanted is not null)
        {
            return PlanChange(change, old, wanted);
        }

        var drive = (old ?? wanted)!;
        if (drive.Bus is "ide" or "sata")
        {
            return change.NeedsRestart($"{drive.Bus} disks cannot be plugged while the guest runs");
        }

        if (!HotplugFeatures.Has(change.Wanted, "disk"))
        {
            return change.NeedsRestart("'hotplug' does not contain 'disk'");
        }

        return wanted is not null ? PlanAdd(change, wanted) : PlanRemove(change, drive);
    }

    private static HotplugPlan PlanAdd(HotplugChange change, DriveConfig drive)
    {
        var context = change.Wanted;
        var steps = new List<QmpStep>();
        var running = change.Devices ?? change.Running.Drives.SelectMany(d => DiskControllers.For(change.Running, d)).Select(c => c.Id!).ToHashSet();
        var controllers = DiskControllers.For(context, drive).Where(c => !running.Contains(c.Id!)).ToList();
        if (MissingBridge(change, drive) is { } bridge)
        {
            return change.NeedsRestart($"it needs the PCI bridge {bridge}, which the guest was started without");
        }

        if (drive.HasIoThread && DiskControllers.IoThread(context, drive) is { } thread)
        {
            steps.Add(HotplugChange.AddObject(thread.Id!, thread.ToJson("qom-type")));
        }

        steps.AddRange(controllers.Select(HotplugChange.AddDevice));
        var volume = DiskPlanner.Volume(context, drive);
        if (volume is not null)
        {
            AddBackEnd(context, drive, volume, steps);
        }

        steps.Add(HotplugChange.AddDevice(DiskDevices.Build(context, drive, volume)));
        return new HotplugNow(steps);
    }

    private static HotplugNow PlanRemove(HotplugChange change, DriveConfig drive)
    {
        var context = change.Running;
        var steps = new List<QmpStep> { HotplugChange.RemoveDevice(drive.Key) };
        if (drive.Bus == "scsi" && DiskControllers.IsSingle(context))
        {
            steps.Add(HotplugChange.RemoveDevice(DiskControllers.ScsiPlace(context, drive).Id));
        }

        if (!drive.IsEmpty)
        {
            RemoveBackEnd(drive, steps);
        }

        if (drive.HasIoThread && DiskControllers.IoThread(context, drive) is { } thread)
        {
            steps.Add(new QmpStep("object-del", HotplugChange.Named("id", thread.Id!)));
        }

        return new HotplugNow(steps);
    }

    private static HotplugPlan PlanChange(HotplugChange change, DriveConfig old, DriveConfig wanted)
    {
        if (old.IsCdrom && wanted.IsCdrom && old.File != wanted.File)
        {
            return PlanMedium(change, old, wanted);
        }

        if (old.IsEmpty || Without(old.Options) != Without(wanted.Options))
        {
            return change.NeedsRestart("the disk itself changes; only its limits can while the guest runs. To swap disks, remove it first, then add the other");
        }

        return Limits(old.Options) == Limits(wanted.Options)
            ? new HotplugNow([])
            : new HotplugNow([SetLimits(wanted, Limits(wanted.Options)) with { Undo = SetLimits(wanted, Limits(old.Options)) }]);
    }

    private static HotplugNow PlanMedium(HotplugChange change, DriveConfig old, DriveConfig wanted)
    {
        // force: a guest may have locked the tray; a person who changes the medium means it.
        var steps = new List<QmpStep>
        {
            new("blockdev-open-tray", JsonText.Write(w =>
            {
                w.WriteStartObject();
                w.WriteString("id", old.Key);
                w.WriteBoolean("force", true);
                w.WriteEndObject();
            })),
        };
        if (!old.IsEmpty)
        {
            steps.Add(new QmpStep("blockdev-remove-medium", HotplugChange.Named("id", old.Key)));
            RemoveBackEnd(old, steps);
        }

        if (DiskPlanner.Volume(change.Wanted, wanted) is { } volume)
        {
            AddBackEnd(change.Wanted, wanted, volume, steps);
            steps.Add(new QmpStep("blockdev-insert-medium", JsonText.Write(w =>
            {
                w.WriteStartObject();
                w.WriteString("id", wanted.Key);
                w.WriteString("node-name", wanted.NodeName);
                w.WriteEndObject();
            })));
        }

        steps.Add(new QmpStep("blockdev-close-tray", HotplugChange.Named("id", wanted.Key)));
        return new HotplugNow(steps);
    }

    private static void AddBackEnd(PlanContext context, DriveConfig drive, ResolvedVolume volume, List<QmpStep> steps)
    {
        steps.Add(HotplugChange.AddObject(drive.ThrottleGroup, BlockGraph.ThrottleGroupJson(drive)));
        steps.Add(new QmpStep("blockdev-add", BlockGraph.Build(context, drive, volume).ToJson())
        {
            Undo = new QmpStep("blockdev-del", HotplugChange.Named("node-name", drive.NodeName)),
        });
    }

    private static void RemoveBackEnd(DriveConfig drive, List<QmpStep> steps)
    {
        steps.Add(new QmpStep("blockdev-del", HotplugChange.Named("node-name", drive.NodeName)));
        steps.Add(new QmpStep("object-del", HotplugChange.Named("id", drive.ThrottleGroup)));
    }

    private static QmpStep SetLimits(DriveConfig drive, string limits) => new("qom-set", JsonText.Write(w =>
    {
        w.WriteStartObject();
        w.WriteString("path", $"/objects/{drive.ThrottleGroup}");
        w.WriteString("property", "limits");
        w.WritePropertyName("value");
        w.WriteRawValue(limits);
        w.WriteEndObject();
    }));

    private static string Limits(PropertyString options) => JsonText.Write(w => ThrottleLimits.Write(w, options, all: true));

    private static string Without(PropertyString options) =>
        ThrottleLimits.Keys.Concat(Bookkeeping).Aggregate(options, (left, key) => left[key] is null ? left : left.With(key, null)).ToString();

    private static string? MissingBridge(HotplugChange change, DriveConfig drive)
    {
        var place = drive.Bus == "scsi" ? DiskControllers.ScsiPlace(change.Wanted, drive).Id : drive.Key;
        var bus = PciAddresses.Find(place)?.Bus ?? 0;
        var isThere = change.Devices?.Contains($"pci.{bus}") == true || bus <= (change.Running.IsQ35 ? LastBridgeOfQ35 : LastBridgeOfI440Fx)
            || change.Running.Drives.Any(d => d.Bus == "scsi" && PciAddresses.Find(DiskControllers.ScsiPlace(change.Running, d).Id)?.Bus == bus);
        return isThere ? null : $"pci.{bus}";
    }
}
