using System.Globalization;
using System.Text.Json;
using Domar.Core.Install.Inventory;
using Domar.HostTools.Exec;

namespace Domar.HostTools.Lsblk;

/// <summary>Reads what <c>lsblk --json --bytes</c> prints (util-linux 2.37 to 2.41).</summary>
public static class LsblkParser
{
    // Each level is an object in a list: disk, partition, RAID, encryption, logical volume, thin pool.
    private const int MaxDepth = 64;

    /// <summary>Parses.</summary>
    /// <param name="json">What lsblk printed.</param>
    /// <exception cref="ToolException">It is not what lsblk prints; the message has line and column.</exception>
    public static IReadOnlyList<BlockDevice> Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth });
            return ReadDevices(document.RootElement.GetProperty("blockdevices"u8));
        }
        catch (JsonException exception)
        {
            throw new ToolException($"lsblk: line {exception.LineNumber + 1}, column {exception.BytePositionInLine + 1}: not JSON: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is FormatException or InvalidOperationException or KeyNotFoundException or OverflowException)
        {
            throw new ToolException($"lsblk printed JSON without the expected facts: {exception.Message}", exception);
        }
    }

    private static BlockDevice[] ReadDevices(JsonElement list) => [.. list.EnumerateArray().Select(ReadDevice)];

    private static BlockDevice ReadDevice(JsonElement device) => new()
    {
        Name = Text(device, "name"u8) ?? throw new FormatException("'name' is missing"),
        Path = Text(device, "path"u8) ?? throw new FormatException("'path' is missing"),
        Kind = Text(device, "type"u8) ?? throw new FormatException("'type' is missing"),
        DeviceNumber = Text(device, "maj:min"u8),
        SizeBytes = Number(device, "size"u8) ?? 0,
        Model = Text(device, "model"u8),
        Serial = Text(device, "serial"u8),
        Wwn = Text(device, "wwn"u8),
        LogicalSectorBytes = checked((int)(Number(device, "log-sec"u8) ?? 512)),
        PhysicalSectorBytes = checked((int)(Number(device, "phy-sec"u8) ?? 512)),
        IsRotational = Flag(device, "rota"u8),
        Transport = Text(device, "tran"u8),
        IsReadOnly = Flag(device, "ro"u8),
        IsRemovable = Flag(device, "rm"u8),
        PartitionTable = PartitionTable(device),
        PartitionLabel = Text(device, "partlabel"u8),
        FileSystem = Text(device, "fstype"u8),
        Label = Text(device, "label"u8),
        MountPoints = device.TryGetProperty("mountpoints"u8, out var mounts) && mounts.ValueKind == JsonValueKind.Array
            ? [.. mounts.EnumerateArray().Select(static mount => mount.GetString()).OfType<string>()] // "not mounted" is [null] in 2.38, [] in 2.41
            : [],
        Children = device.TryGetProperty("children"u8, out var children) ? ReadDevices(children) : [],
    };

    /// <summary>A partition has its disk's table in the same column.</summary>
    private static string? PartitionTable(JsonElement device) => Text(device, "type"u8) == "part" ? null : Text(device, "pttype"u8);

    private static string? Text(JsonElement device, ReadOnlySpan<byte> name) =>
        device.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null && value.GetString()?.Trim() is { Length: > 0 } text ? text : null;

    private static long? Number(JsonElement device, ReadOnlySpan<byte> name) => !device.TryGetProperty(name, out var value) ? null : value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => long.Parse(value.GetString()!, NumberStyles.None, CultureInfo.InvariantCulture),
        _ => value.GetInt64(),
    };

    private static bool Flag(JsonElement device, ReadOnlySpan<byte> name) => device.TryGetProperty(name, out var value) && value.ValueKind switch
    {
        JsonValueKind.Null => false,
        JsonValueKind.String => value.GetString() == "1",
        _ => value.GetBoolean(),
    };
}
