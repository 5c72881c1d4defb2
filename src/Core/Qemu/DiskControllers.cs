namespace Domar.Core.Qemu;

/// <summary>What disks are plugged into.</summary>
internal static class DiskControllers
{
    private const int NarrowScsiDisks = 7;
    private const int VirtioScsiDisks = 256;

    public static string ScsiModel(PlanContext context) => context.Get("scsihw") ?? "lsi";

    /// <summary>Whether every disk has a controller of its own, and with it an I/O thread of its own.</summary>
    public static bool IsSingle(PlanContext context) => ScsiModel(context) == "virtio-scsi-single";

    /// <summary>The controller of a SCSI disk and the disk's number on it.</summary>
    public static (string Id, int Unit) ScsiPlace(PlanContext context, DriveConfig drive)
    {
        var model = ScsiModel(context);
        var perController = model == "virtio-scsi-single" ? 1 : model == "virtio-scsi-pci" ? VirtioScsiDisks : NarrowScsiDisks;
        var prefix = perController == 1 ? "virtioscsi" : "scsihw";
        return ($"{prefix}{drive.Index / perController}", drive.Index % perController);
    }

    /// <summary>Controllers that a drive needs, in the order that they must be made in.</summary>
    public static IEnumerable<DeviceSpec> For(PlanContext context, DriveConfig drive)
    {
        switch (drive.Bus)
        {
            case "sata":
                yield return new DeviceSpec("ahci").Add("id", "ahci0").Add("multifunction", true).At(context.Slot("ahci0"));
                break;
            case "scsi":
                var model = ScsiModel(context);
                var isVirtio = model.StartsWith("virtio-scsi", StringComparison.Ordinal);
                var (id, _) = ScsiPlace(context, drive);
                yield return new DeviceSpec(isVirtio ? "virtio-scsi-pci" : model).Add("id", id).At(context.Slot(id))
                    .Add("iothread", drive.HasIoThread && IsSingle(context) ? $"iothread-{id}" : null)
                    .Add("num_queues", isVirtio ? drive.Options.GetInt64("queues") : null);
                break;
            default:
                break;
        }
    }

    /// <summary>The I/O thread of a drive that asks for one; null where its controller is shared and cannot have one.</summary>
    public static DeviceSpec? IoThread(PlanContext context, DriveConfig drive)
    {
        if (drive.Bus == "virtio")
        {
            return new DeviceSpec("iothread").Add("id", $"iothread-{drive.Key}");
        }

        if (IsSingle(context))
        {
            return new DeviceSpec("iothread").Add("id", $"iothread-{ScsiPlace(context, drive).Id}");
        }

        context.Warnings.Add($"{drive.Key}: iothread=1 has an effect with 'scsihw: virtio-scsi-single' only.");
        return null;
    }
}
