using System.Globalization;

namespace Domar.Core.Qemu;

/// <summary>The disk or CD drive that the guest sees.</summary>
internal static class DiskDevices
{
    public static DeviceSpec Build(PlanContext context, DriveConfig drive, ResolvedVolume? volume)
    {
        var device = drive.Bus switch
        {
            "virtio" => Virtio(context, drive),
            "scsi" => Scsi(context, drive, volume),
            "sata" => Sata(context, drive),
            _ => Ide(context, drive),
        };
        device.Add("bootindex", context.Boot.IndexOf(drive.Key, drive.IsCdrom ? 'd' : 'c'));
        if (drive.Options["serial"] is { } serial)
        {
            device.Add("serial", Uri.UnescapeDataString(serial));
        }

        if (context.UsesLegacyDrives)
        {
            return device;
        }

        // In this form the error policy and the write cache are the device's.
        device.Add("rerror", drive.Options["rerror"]).Add("werror", drive.Options["werror"]);
        return drive.IsCdrom || IsPassThrough(drive, volume) ? device : device.Add("write-cache", drive.HasWriteCache ? "on" : "off");
    }

    private static DeviceSpec Virtio(PlanContext context, DriveConfig drive) =>
        new DeviceSpec("virtio-blk-pci").Add("drive", drive.NodeName).Add("id", drive.Key).At(context.Slot(drive.Key))
            .Add("iothread", drive.HasIoThread ? $"iothread-{drive.Key}" : null);

    private static DeviceSpec Scsi(PlanContext context, DriveConfig drive, ResolvedVolume? volume)
    {
        var (controller, unit) = DiskControllers.ScsiPlace(context, drive);
        var model = DiskControllers.ScsiModel(context);
        var isPassThrough = IsPassThrough(drive, volume);
        var driver = drive.IsCdrom ? "scsi-cd" : !isPassThrough ? "scsi-hd" : volume!.ScsiDeviceType == 1 ? "scsi-generic" : "scsi-block";
        var device = new DeviceSpec(driver).Add("bus", $"{controller}.0");

        // The parallel buses have ids and no LUNs; the others one id and a LUN for each disk.
        if (model.StartsWith("lsi", StringComparison.Ordinal) || model == "pvscsi")
        {
            device.Add("scsi-id", unit);
        }
        else
        {
            device.Add("channel", 0).Add("scsi-id", 0).Add("lun", drive.Index);
        }

        device.Add("drive", HasDrive(context, drive) ? drive.NodeName : null).Add("id", drive.Key);
        if (isPassThrough)
        {
            return device;
        }

        // With -drive, QEMU takes the drive's id for it; guests may know the disk by it.
        device.Add("device_id", !context.UsesLegacyDrives && !drive.IsEmpty ? drive.NodeName : null);
        AddIdentity(context, drive, device);
        return device.Add("vendor", drive.Options["vendor"]).Add("product", drive.Options["product"]);
    }

    private static DeviceSpec Sata(PlanContext context, DriveConfig drive) =>
        AddIdentity(context, drive, new DeviceSpec(IdeDriver(context, drive))
            .Add("bus", string.Create(CultureInfo.InvariantCulture, $"ahci0.{drive.Index}"))
            .Add("drive", HasDrive(context, drive) ? drive.NodeName : null).Add("id", drive.Key));

    private static DeviceSpec Ide(PlanContext context, DriveConfig drive)
    {
        // PIIX3 has two channels of two units; ICH9's ports are channels of one, of which 1 and 2 are swapped so that ide2 stays on ide.1.
        var (bus, unit) = context.IsQ35 ? (((drive.Index % 2) * 2) + (drive.Index / 2), 0) : (drive.Index / 2, drive.Index % 2);
        var device = new DeviceSpec(IdeDriver(context, drive))
            .Add("bus", string.Create(CultureInfo.InvariantCulture, $"ide.{bus}")).Add("unit", unit)
            .Add("drive", HasDrive(context, drive) ? drive.NodeName : null).Add("id", drive.Key);
        if (drive.Options["model"] is { } model)
        {
            device.Add("model", Uri.UnescapeDataString(model));
        }

        return AddIdentity(context, drive, device);
    }

    // A hard disk cannot be read-only there, so that a template's disk is shown as a CD drive.
    private static string IdeDriver(PlanContext context, DriveConfig drive) => drive.IsCdrom || context.IsTemplate ? "ide-cd" : "ide-hd";

    private static DeviceSpec AddIdentity(PlanContext context, DriveConfig drive, DeviceSpec device)
    {
        if (drive.Options.GetBoolean("ssd") == true && !device.Driver.EndsWith("-cd", StringComparison.Ordinal))
        {
            device.Add("rotation_rate", 1);
        }

        if (drive.Options["wwn"] is { } wwn)
        {
            // Hotplug wants a number, not its text.
            device.Add("wwn", long.Parse(wwn.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) is >= 0 and var number
                ? number
                : throw new PlanException($"{drive.Key} of VM {context.Id}: wwn {wwn} is above 0x7fffffffffffffff. Use a lower one."));
        }

        return device;
    }

    private static bool HasDrive(PlanContext context, DriveConfig drive) => !drive.IsEmpty || context.UsesLegacyDrives;

    private static bool IsPassThrough(DriveConfig drive, ResolvedVolume? volume) =>
        drive.Bus == "scsi" && !drive.IsCdrom && (volume?.ScsiDeviceType == 1 || (volume?.ScsiDeviceType == 0 && drive.IsScsiPassThrough));
}
