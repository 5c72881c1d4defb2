using System.Globalization;
using System.Text.Json;

namespace Domar.Runtime.Cli.Output;

/// <summary>Reads fields of the API's objects leniently: Proxmox sends numbers as strings in places, and leaves out what does not apply.</summary>
internal static class JsonFields
{
    /// <summary>A field as text; null when it is absent or null.</summary>
    public static string? Text(this JsonElement item, string name) => item.Field(name).AsText();

    /// <summary>A value as text; null when it is null or undefined.</summary>
    public static string? AsText(this JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.String => value.GetString(),
        JsonValueKind.True => "1",
        JsonValueKind.False => "0",
        _ => value.GetRawText(),
    };

    /// <summary>A field as number; null when it is absent or none.</summary>
    public static double? Number(this JsonElement item, string name) =>
        double.TryParse(item.Text(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A field as whole number; null when it is absent or none.</summary>
    public static long? Integer(this JsonElement item, string name) => item.Number(name) is { } number and > long.MinValue and < long.MaxValue ? (long)number : null;

    /// <summary>Whether a field is there and neither 0 nor empty.</summary>
    public static bool Flag(this JsonElement item, string name) => item.Text(name) is not (null or "" or "0");

    /// <summary>A field that is an object or array; an undefined element when it is absent.</summary>
    public static JsonElement Field(this JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var value) ? value : default;

    /// <summary>The items of an array; none when it is no array.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement array) => array.ValueKind == JsonValueKind.Array ? array.EnumerateArray() : [];

    /// <summary>A size in bytes for people; empty when it is absent.</summary>
    public static string Size(this JsonElement item, string name) => item.Integer(name) is { } bytes ? Units.Bytes(bytes) : "";
}
