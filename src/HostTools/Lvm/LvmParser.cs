using System.Globalization;
using System.Text.Json;
using Domar.HostTools.Exec;

namespace Domar.HostTools.Lvm;

/// <summary>Reads what LVM's tools print with <c>--reportformat json --units b --nosuffix</c> (2.03).</summary>
public static class LvmParser
{
    /// <summary>The columns of <see cref="ParseVolumes"/>.</summary>
    public const string VolumeColumns = "vg_name,lv_name,lv_size,lv_attr,lv_layout,pool_lv,origin,data_percent,metadata_percent,lv_health_status,lv_time,lv_tags,lv_active";

    /// <summary>The columns of <see cref="ParseGroups"/>.</summary>
    public const string GroupColumns = "vg_name,vg_size,vg_free,vg_missing_pv_count";

    // report, [0], lv, [n]: five levels.
    private const int MaxDepth = 16;

    /// <summary>Parses what <c>lvs</c> prints.</summary>
    /// <exception cref="ToolException">It is something else; the message has line and column.</exception>
    public static IReadOnlyList<LogicalVolume> ParseVolumes(string json) => Parse("lvs", "lv", json, static volume => new LogicalVolume
    {
        Name = Text(volume, "lv_name") ?? throw new FormatException("'lv_name' is empty"),
        SizeBytes = Number(volume, "lv_size"),
        Pool = Text(volume, "pool_lv"),
        Origin = Text(volume, "origin"),
        IsThinPool = Text(volume, "lv_layout") == "thin,pool",
        IsActive = Text(volume, "lv_active") == "active",
        // The second letter of lvs(8)'s attributes: r and R are read-only.
        IsReadOnly = Text(volume, "lv_attr") is { Length: > 1 } attributes && attributes[1] is 'r' or 'R',
        DataUsed = Percent(volume, "data_percent"),
        MetadataUsed = Percent(volume, "metadata_percent"),
        Health = Text(volume, "lv_health_status"),
        CreatedAt = Text(volume, "lv_time") is { } time ? DateTimeOffset.FromUnixTimeSeconds(long.Parse(time, NumberStyles.None, CultureInfo.InvariantCulture)) : null,
        Tags = Text(volume, "lv_tags")?.Split(',') ?? [],
    });

    /// <summary>Parses what <c>vgs</c> prints.</summary>
    /// <exception cref="ToolException">It is something else; the message has line and column.</exception>
    public static IReadOnlyList<VolumeGroup> ParseGroups(string json) => Parse("vgs", "vg", json, static group => new VolumeGroup(
        Text(group, "vg_name") ?? throw new FormatException("'vg_name' is empty"),
        Number(group, "vg_size"),
        Number(group, "vg_free"),
        (int)Number(group, "vg_missing_pv_count")));

    /// <summary>Whether a failed run says that the group is not there.</summary>
    public static bool IsNoSuchGroup(ToolResult result) => Reasons(result).Any(static reason => reason.StartsWith("Volume group \"", StringComparison.Ordinal)
        && reason.EndsWith("\" not found", StringComparison.Ordinal));

    /// <summary>The exception for a failed run.</summary>
    /// <param name="action">What was being done, for example <c>make volume 'pve/vm-100-disk-0'</c>.</param>
    /// <param name="result">How it ended.</param>
    public static ToolException Failure(string action, ToolResult result)
    {
        var reasons = Reasons(result);
        var reason = reasons.Count > 0 ? string.Join(' ', reasons) : $"exit code {result.ExitCode}";

        // "free space in thin pool pve/data reached threshold.", "insufficient free space", "insufficient suitable allocatable extents".
        return reason.Contains("reached threshold", StringComparison.Ordinal) || reason.Contains("nsufficient", StringComparison.Ordinal)
            ? new NoSpaceException($"Cannot {action}: there is not enough space. (LVM: {reason})")
            : new ToolException($"Cannot {action}: {reason}");
    }

    /// <summary>What the tool gave as reasons: on standard error, or with JSON in its log.</summary>
    private static List<string> Reasons(ToolResult result)
    {
        var reasons = result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToList();
        if (result.Output.AsSpan().TrimStart().StartsWith("{", StringComparison.Ordinal))
        {
            try
            {
                using var document = JsonDocument.Parse(result.Output, new JsonDocumentOptions { MaxDepth = MaxDepth });
                reasons.AddRange(document.RootElement.GetProperty("log"u8).EnumerateArray()
                    .Where(static entry => Text(entry, "log_type") == "error").Select(static entry => Text(entry, "log_message")).OfType<string>());
            }
            catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
            {
                reasons.Add("what it printed cannot be read");
            }
        }

        // Warnings, and what follows from the reason.
        reasons.RemoveAll(static reason => reason.StartsWith("WARNING: ", StringComparison.Ordinal)
            || reason.StartsWith("Cannot process volume group ", StringComparison.Ordinal)
            || reason.StartsWith("Run `", StringComparison.Ordinal));
        return reasons;
    }

    internal static List<T> Parse<T>(string tool, string kind, string json, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth });
            return [.. document.RootElement.GetProperty("report"u8).EnumerateArray().SelectMany(report => report.GetProperty(kind).EnumerateArray().Select(read))];
        }
        catch (JsonException exception)
        {
            throw new ToolException($"{tool}: line {exception.LineNumber + 1}, column {exception.BytePositionInLine + 1}: not JSON: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is FormatException or InvalidOperationException or KeyNotFoundException or OverflowException or ArgumentOutOfRangeException)
        {
            throw new ToolException($"{tool} printed JSON without the expected facts: {exception.Message}", exception);
        }
    }

    // All values are texts; what does not apply is empty.
    internal static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString() is { Length: > 0 } text ? text : null;

    private static long Number(JsonElement element, string name) => long.Parse(element.GetProperty(name).GetString()!, NumberStyles.None, CultureInfo.InvariantCulture);

    private static double? Percent(JsonElement element, string name) =>
        Text(element, name) is { } text ? double.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) / 100 : null;
}
