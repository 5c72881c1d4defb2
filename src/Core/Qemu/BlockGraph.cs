using System.Globalization;
using System.Text.Json;

namespace Domar.Core.Qemu;

/// <summary>The block graph of a disk: throttle filter, format, and what holds the bytes.</summary>
internal static class BlockGraph
{
    public static BlockNode Build(PlanContext context, DriveConfig drive, ResolvedVolume volume)
    {
        var settings = BlockSettings.Choose(context, drive, volume);
        if (drive.IsScsiPassThrough)
        {
            // SCSI commands go to the device as they are: a filter would hide it.
            return Format(drive, volume, settings, volume.Location, 0, [], drive.NodeName);
        }

        var format = Format(drive, volume, settings, volume.Location, 0, volume.Backing, null);
        return settings.ApplyDiscard(new BlockNode("throttle", drive.NodeName) { File = format })
            .Set("read-only", settings.IsReadOnly)
            .Set("throttle-group", drive.ThrottleGroup);
    }

    /// <summary>The object that holds a disk's limits. It is there without limits too, so that they can be set while the guest runs.</summary>
    public static string ThrottleGroupJson(DriveConfig drive) => JsonText.Write(w =>
    {
        w.WriteStartObject();
        w.WriteString("qom-type", "throttle-group");
        w.WriteString("id", drive.ThrottleGroup);
        w.WritePropertyName("limits");
        ThrottleLimits.Write(w, drive.Options);
        w.WriteEndObject();
    });

    // Node names are limited to 31 characters; the longest here is "back12-format-efidisk0".
    private static BlockNode Format(
        DriveConfig drive, ResolvedVolume volume, BlockSettings settings, VolumeLocation location, int depth, IReadOnlyList<VolumeLocation> backing, string? name)
    {
        var prefix = depth == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"back{depth}-");
        var node = settings.Apply(new BlockNode(volume.Format, name ?? $"{prefix}format-{drive.Key}")
        {
            File = settings.Apply(Protocol(location, $"{prefix}file-{drive.Key}", settings)),
            Backing = backing.Count == 0 ? null : Format(drive, volume, settings, backing[0], depth + 1, [.. backing.Skip(1)], null),
        });
        if (volume.KeepsDiscardedClusters && settings.KeepsDiscardedClusters)
        {
            node.Set("discard-no-unref", true);
        }

        return settings.RawSizeBytes is { } size && volume.Format == "raw" ? node.Set("size", size) : node;
    }

    private static BlockNode Protocol(VolumeLocation location, string name, BlockSettings settings) => location switch
    {
        FileLocation file => new BlockNode("file", name).Set("filename", file.Path).Set("aio", settings.Aio),
        BlockDeviceLocation device => new BlockNode("host_device", name).Set("filename", device.Path).Set("aio", settings.Aio),
        CdromDriveLocation cdrom => new BlockNode("host_cdrom", name).Set("filename", cdrom.Path).Set("aio", settings.Aio),
        RbdLocation rbd => Rbd(rbd, name),
        IscsiLocation iscsi => new BlockNode("iscsi", name)
            .Set("portal", iscsi.Portal).Set("target", iscsi.Target).Set("lun", iscsi.Lun).Set("transport", "tcp"),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static BlockNode Rbd(RbdLocation rbd, string name)
    {
        var node = new BlockNode("rbd", name).Set("pool", rbd.Pool).Set("namespace", rbd.Namespace).Set("image", rbd.Image)
            .Set("conf", rbd.ConfigPath).Set("user", rbd.User);
        if (rbd.User is null)
        {
            node.Set(w => WriteList(w, "auth-client-required", ["none"], (writer, mode) => writer.WriteStringValue(mode)));
        }

        return rbd.Monitors.Count == 0 ? node : node.Set(w => WriteList(w, "server", rbd.Monitors, (writer, monitor) =>
        {
            writer.WriteStartObject();
            writer.WriteString("host", monitor.Host);
            writer.WriteString("port", monitor.Port);
            writer.WriteEndObject();
        }));
    }

    private static void WriteList<T>(Utf8JsonWriter writer, string key, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        writer.WriteStartArray(key);
        foreach (var item in items)
        {
            write(writer, item);
        }

        writer.WriteEndArray();
    }
}
