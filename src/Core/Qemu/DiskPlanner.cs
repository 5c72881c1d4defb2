namespace Domar.Core.Qemu;

/// <summary>Disks and CD drives: back end, controller and the device that the guest sees.</summary>
internal static class DiskPlanner
{
    public static void Plan(PlanContext context)
    {
        var controllers = new HashSet<string>();
        if (NeedsIscsiName(context))
        {
            context.Devices.AddRange(["-iscsi", $"initiator-name={context.Host.IscsiInitiator}"]);
        }

        foreach (var drive in context.Drives)
        {
            var volume = Volume(context, drive);
            foreach (var controller in DiskControllers.For(context, drive))
            {
                if (controllers.Add(controller.Id!))
                {
                    context.AddDevice(controller);
                }
            }

            AddBackEnd(context, drive, volume);
            context.AddDevice(DiskDevices.Build(context, drive, volume));
        }
    }

    /// <summary>The volume of a drive; null for an empty CD drive.</summary>
    public static ResolvedVolume? Volume(PlanContext context, DriveConfig drive)
    {
        if (drive.IsEmpty)
        {
            if (drive.Bus == "virtio")
            {
                throw new PlanException($"{drive.Key} is a CD drive without a medium, which virtio does not have. Use an ide, sata or scsi key for it.");
            }

            return drive.IsCdrom ? null : throw new PlanException($"{drive.Key} has no volume. Give it one, add media=cdrom, or remove it with '--delete {drive.Key}'.");
        }

        return context.Volumes.TryGetValue(drive.Key, out var volume)
            ? volume
            : throw new PlanException($"Cannot plan VM {context.Id}: the volume '{drive.File}' of {drive.Key} is not known. "
                + $"Restore it, or detach it with 'domar vm set {context.Id} --delete {drive.Key}'.");
    }

    private static void AddBackEnd(PlanContext context, DriveConfig drive, ResolvedVolume? volume)
    {
        if (drive.HasIoThread && DiskControllers.IoThread(context, drive) is { } thread)
        {
            context.AddObject(thread);
        }

        if (context.UsesLegacyDrives)
        {
            context.Devices.AddRange(["-drive", LegacyDrive.Describe(context, drive, volume)]);
        }
        else if (volume is not null)
        {
            context.Objects.AddRange(["-object", BlockGraph.ThrottleGroupJson(drive)]);
            context.Devices.AddRange(["-blockdev", BlockGraph.Build(context, drive, volume).ToJson()]);
        }
    }

    private static bool NeedsIscsiName(PlanContext context) =>
        context.Host.IscsiInitiator is not null && (context.IsProxmoxBuild || context.Volumes.Values.Any(v => v.Location is IscsiLocation));
}
