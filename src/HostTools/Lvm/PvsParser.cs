using System.Text.Json;
using Domar.HostTools.Exec;

namespace Domar.HostTools.Lvm;

/// <summary>Reads what <c>pvs --reportformat json -o pv_name,vg_name</c> prints (LVM 2.03).</summary>
public static class PvsParser
{
    /// <summary>Parses.</summary>
    /// <exception cref="ToolException">It is not what pvs prints; the message has line and column.</exception>
    public static IReadOnlyList<PhysicalVolume> Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return
            [
                .. document.RootElement.GetProperty("report"u8).EnumerateArray()
                    .SelectMany(static report => report.GetProperty("pv"u8).EnumerateArray())
                    .Select(static volume => new PhysicalVolume(
                        volume.GetProperty("pv_name"u8).GetString() ?? "", volume.GetProperty("vg_name"u8).GetString() is { Length: > 0 } group ? group : null)),
            ];
        }
        catch (JsonException exception)
        {
            throw new ToolException($"pvs: line {exception.LineNumber + 1}, column {exception.BytePositionInLine + 1}: not JSON: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is InvalidOperationException or KeyNotFoundException)
        {
            throw new ToolException($"pvs printed JSON without the expected facts: {exception.Message}", exception);
        }
    }
}
