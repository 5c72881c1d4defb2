using System.Text.Json;
using Domar.HostTools.Storage;
using Domar.Runtime.Storage;

namespace Domar.Runtime.Api;

/// <summary>Storages and volumes as the wire shows them.</summary>
internal static class StorageJson
{
    /// <summary>Members of a storage's status, without its id.</summary>
    public static void WriteStatus(Utf8JsonWriter json, StorageView view)
    {
        json.WriteString("type"u8, view.Type);
        json.WriteString("content"u8, string.Join(',', view.Content));
        json.WriteFlag("shared"u8, view.IsShared);
        json.WriteFlag("enabled"u8, view.IsEnabled);
        json.WriteFlag("active"u8, view.Status is not null);
        json.WriteNumber("total"u8, view.Status?.TotalBytes ?? 0);
        json.WriteNumber("used"u8, view.Status?.UsedBytes ?? 0);
        json.WriteNumber("avail"u8, view.Status?.AvailableBytes ?? 0);
        if (view.Problem is { } problem)
        {
            json.WriteStartObject("domar"u8);
            json.WriteString("problem"u8, problem);
            json.WriteEndObject();
        }
    }

    /// <summary>Members of a storage in the node's list.</summary>
    public static void WriteListed(Utf8JsonWriter json, StorageView view)
    {
        json.WriteString("storage"u8, view.Id);
        WriteStatus(json, view);
        if (view.Status is { TotalBytes: > 0 } status)
        {
            json.WriteNumber("used_fraction"u8, (double)status.UsedBytes / status.TotalBytes);
        }
    }

    /// <summary>Members of <c>/cluster/resources</c>.</summary>
    public static void WriteResource(Utf8JsonWriter json, StorageView view, string node)
    {
        json.WriteString("id"u8, $"storage/{node}/{view.Id}");
        json.WriteString("type"u8, "storage"u8);
        json.WriteString("storage"u8, view.Id);
        json.WriteString("node"u8, node);
        json.WriteString("plugintype"u8, view.Type);
        json.WriteString("content"u8, string.Join(',', view.Content));
        json.WriteFlag("shared"u8, view.IsShared);
        json.WriteString("status"u8, view.Status is null ? "unknown"u8 : "available"u8);
        json.WriteNumber("disk"u8, view.Status?.UsedBytes ?? 0);
        json.WriteNumber("maxdisk"u8, view.Status?.TotalBytes ?? 0);
    }

    /// <summary>Members of a volume in a storage's content.</summary>
    public static void WriteVolume(Utf8JsonWriter json, string storageId, VolumeInfo volume)
    {
        json.WriteString("volid"u8, $"{storageId}:{volume.Name}");
        json.WriteString("content"u8, volume.Content);
        json.WriteString("format"u8, volume.Format);
        json.WriteNumber("size"u8, volume.SizeBytes);
        json.WriteOptional("used"u8, volume.UsedBytes);
        json.WriteOptional("vmid"u8, volume.Owner?.Value);
        json.WriteOptional("ctime"u8, volume.CreatedAt?.ToUnixTimeSeconds());
    }
}
