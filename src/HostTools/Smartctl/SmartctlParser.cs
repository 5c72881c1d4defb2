using System.Text.Json;
using Domar.HostTools.Exec;

namespace Domar.HostTools.Smartctl;

/// <summary>Reads what <c>smartctl --json -x</c> prints (smartmontools 7.0 to 7.5). Its exit status is a set of bits (smartctl(8), EXIT STATUS), and most of them are no errors.</summary>
public static class SmartctlParser
{
    private const int CannotParse = 1; // bit 0: the command line is wrong
    private const int CannotOpen = 2; // bit 1: no such device, or no answer from it
    private const int DiskFailing = 8; // bit 3: SMART status is "DISK FAILING"

    // Attributes whose normalized value is the life that remains, in percent, in the order of trust. Names are those of smartmontools' drive database. Not in it:
    // Workld_Media_Wear_Indic and Timed_Workld_Media_Wear, which count since a test was begun.
    private static readonly string[] RemainingLife =
    [
        "Percent_Life_Remaining", "Percent_Lifetime_Remain", "Remaining_Lifetime_Perc", "SSD_Life_Left", "Drive_Life_Remaining%", "Media_Wearout_Indicator", "Wear_Leveling_Count",
        "Drive_Life_Protect_Stat",
    ];

    /// <summary>Parses.</summary>
    /// <param name="json">What smartctl printed.</param>
    /// <param name="exitStatus">Its exit status.</param>
    /// <exception cref="ToolException">It is not what smartctl prints; the message has line and column.</exception>
    public static SmartSummary Parse(string json, int exitStatus)
    {
        if ((exitStatus & CannotParse) != 0 && string.IsNullOrWhiteSpace(json))
        {
            throw new ToolException($"smartctl ended with {exitStatus} and printed nothing");
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            return Read(document.RootElement, exitStatus);
        }
        catch (JsonException exception)
        {
            throw new ToolException($"smartctl: line {exception.LineNumber + 1}, column {exception.BytePositionInLine + 1}: not JSON: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is FormatException or InvalidOperationException or KeyNotFoundException)
        {
            throw new ToolException($"smartctl printed JSON without the expected facts: {exception.Message}", exception);
        }
    }

    private static SmartSummary Read(JsonElement root, int exitStatus)
    {
        var health = Part(root, "smart_status") is { } status && status.TryGetProperty("passed"u8, out var passed)
            ? passed.GetBoolean() ? SmartHealth.Passed : SmartHealth.Failed
            : (exitStatus & DiskFailing) != 0 ? SmartHealth.Failed : SmartHealth.Unknown;
        return new SmartSummary(health)
        {
            PercentageUsed = PercentageUsed(root),
            TemperatureCelsius = Number(Part(root, "temperature"), "current") is { } degrees and > -100 and < 1000 ? (int)degrees : null,
            PowerOnHours = Number(Part(root, "power_on_time"), "hours"),
            Problem = (exitStatus & (CannotParse | CannotOpen)) != 0 ? Messages(root) ?? $"smartctl cannot ask it (exit status {exitStatus})" : null,
        };
    }

    private static int? PercentageUsed(JsonElement root)
    {
        // NVMe; SCSI (7.3 names it so, 7.4 and later have endurance_used for all); then ATA.
        var used = Number(Part(root, "nvme_smart_health_information_log"), "percentage_used")
            ?? Number(Part(root, "endurance_used"), "current_percent")
            ?? Number(root, "scsi_percentage_used_endurance_indicator")
            ?? 100 - RemainingPercent(root);
        return used is >= 0 and <= 255 ? (int)used : null; // one byte in all three standards
    }

    private static long? RemainingPercent(JsonElement root)
    {
        if (Part(root, "ata_smart_attributes") is not { } attributes || !attributes.TryGetProperty("table"u8, out var table))
        {
            return null;
        }

        var values = new Dictionary<string, long>(StringComparer.OrdinalIgnoreCase);
        foreach (var attribute in table.EnumerateArray())
        {
            if (Number(attribute, "value") is { } value and >= 0 and <= 100 && attribute.TryGetProperty("name"u8, out var name))
            {
                values.TryAdd(name.GetString() ?? "", value);
            }
        }

        foreach (var name in RemainingLife)
        {
            if (values.TryGetValue(name, out var value))
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>What smartctl says of what went wrong.</summary>
    private static string? Messages(JsonElement root)
    {
        if (Part(root, "smartctl") is not { } about || !about.TryGetProperty("messages"u8, out var messages))
        {
            return null;
        }

        var texts = messages.EnumerateArray().Select(static message => message.GetProperty("string"u8).GetString()?.Trim().TrimEnd('.')).Where(static text => !string.IsNullOrEmpty(text));
        return string.Join("; ", texts) is { Length: > 0 } all ? all : null;
    }

    private static JsonElement? Part(JsonElement parent, string name) => parent.TryGetProperty(name, out var part) && part.ValueKind == JsonValueKind.Object ? part : null;

    private static long? Number(JsonElement? parent, string name) => parent is { } there && there.TryGetProperty(name, out var number) && number.TryGetInt64(out var value) ? value : null;
}
