using System.Text.Json;
using Domar.HostTools.Exec;

namespace Domar.HostTools.Losetup;

/// <summary>Reads what <c>losetup --json</c> prints (util-linux 2.38 to 2.41): nothing at all where there is no loop device in use.</summary>
public static class LosetupParser
{
    /// <summary>Parses.</summary>
    /// <exception cref="ToolException">It is not what losetup prints; the message has line and column.</exception>
    public static IReadOnlyList<LoopDevice> Parse(string json)
    {
        if (string.IsNullOrWhiteSpace(json))
        {
            return [];
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            return [.. document.RootElement.GetProperty("loopdevices"u8).EnumerateArray().Select(static loop =>
                new LoopDevice(Text(loop, "name"), Text(loop, "back-file"), Text(loop, "back-maj:min").Trim()))];
        }
        catch (JsonException exception)
        {
            throw new ToolException($"losetup: line {exception.LineNumber + 1}, column {exception.BytePositionInLine + 1}: not JSON: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is InvalidOperationException or KeyNotFoundException)
        {
            throw new ToolException($"losetup printed JSON without the expected facts: {exception.Message}", exception);
        }
    }

    private static string Text(JsonElement loop, string name) => loop.GetProperty(name).GetString() ?? "";
}
