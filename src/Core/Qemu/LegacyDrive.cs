using System.Text;

namespace Domar.Core.Qemu;

/// <summary>A disk as <c>-drive</c>: the form that Proxmox VE gives to its own build for machine types before 10.0. The guest sees no difference.</summary>
internal static class LegacyDrive
{
    public static string Describe(PlanContext context, DriveConfig drive, ResolvedVolume? volume)
    {
        var text = new StringBuilder();
        if (volume is not null)
        {
            text.Append("file=").Append(Path(volume).Replace(",", ",,", StringComparison.Ordinal)).Append(',');
        }

        text.Append("if=none,id=").Append(drive.NodeName);
        if (drive.IsCdrom)
        {
            text.Append(",media=cdrom");
        }

        if (drive.Discards)
        {
            text.Append(",discard=on");
        }

        if (volume is not null && !drive.IsCdrom)
        {
            text.Append(",format=").Append(volume.Format);
        }

        var isDirect = drive.Cache is "none" or "directsync" || (drive.Cache is null && !drive.IsCdrom && volume?.PrefersHostCache != true);
        if (drive.Cache is not null || isDirect)
        {
            text.Append(",cache=").Append(drive.Cache ?? "none");
        }

        var aio = drive.Options["aio"] ?? (volume is null ? "io_uring" : BlockSettings.DefaultAio(context.Host, volume, isDirect));
        text.Append(",aio=").Append(aio);
        if (!drive.IsCdrom)
        {
            text.Append(",detect-zeroes=").Append(drive.Options.GetBoolean("detect_zeroes") == false ? "off" : drive.Discards ? "unmap" : "on");
        }

        foreach (var key in (ReadOnlySpan<string>)["rerror", "werror"])
        {
            if (drive.Options[key] is { } action)
            {
                text.Append(',').Append(key).Append('=').Append(action);
            }
        }

        if (context.IsTemplate)
        {
            text.Append(",readonly=on");
        }

        return text.ToString();
    }

    /// <summary>QEMU's file name of a volume.</summary>
    public static string Path(ResolvedVolume volume) => volume.Location switch
    {
        FileLocation file => file.Path,
        BlockDeviceLocation device => device.Path,
        CdromDriveLocation cdrom => cdrom.Path,
        RbdLocation rbd => $"rbd:{rbd.Pool}/{rbd.Image}",
        IscsiLocation iscsi => $"iscsi://{iscsi.Portal}/{iscsi.Target}/{iscsi.Lun}",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
