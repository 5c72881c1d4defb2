using System.Globalization;
using System.Text.Json;
using Domar.HostTools.Exec;

namespace Domar.HostTools.QemuImg;

/// <summary>Reads what qemu-img prints.</summary>
public static class QemuImgParser
{
    // Real output nests 6 levels; the image decides part of the content.
    private const int MaxDepth = 32;

    /// <summary>Parses <c>qemu-img info --output=json</c>.</summary>
    /// <exception cref="ToolException">It is not what qemu-img prints; the message has line and column.</exception>
    public static QemuImgInfo ParseInfo(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth });
            var root = document.RootElement;
            var snapshots = root.TryGetProperty("snapshots"u8, out var list) ? list.EnumerateArray().Select(item => item.GetProperty("name"u8).GetString()!).ToArray() : [];
            return new QemuImgInfo(
                root.GetProperty("format"u8).GetString() ?? throw new FormatException("'format' is null"),
                root.GetProperty("virtual-size"u8).GetInt64(),
                root.TryGetProperty("actual-size"u8, out var actual) ? actual.GetInt64() : 0,
                Text(root, "backing-filename"u8),
                Text(root, "backing-filename-format"u8),
                DataFile(root),
                root.TryGetProperty("encrypted"u8, out var encrypted) && encrypted.GetBoolean(),
                snapshots);
        }
        catch (JsonException exception)
        {
            throw new ToolException($"qemu-img info: line {exception.LineNumber + 1}, column {exception.BytePositionInLine + 1}: not JSON: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is FormatException or InvalidOperationException or KeyNotFoundException)
        {
            throw new ToolException($"qemu-img info printed JSON without the expected facts: {exception.Message}", exception);
        }
    }

    /// <summary>The fraction (0 to 1) of a line of <c>qemu-img convert -p</c>, for example <c>    (20.00/100%)</c>; null for other lines.</summary>
    public static double? ParseProgress(string line)
    {
        var text = line.AsSpan().Trim();
        if (text.IsEmpty || text[0] != '(' || !text.EndsWith("/100%)", StringComparison.Ordinal))
        {
            return null;
        }

        return double.TryParse(text[1..^"/100%)".Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) && percent <= 100 ? percent / 100 : null;
    }

    /// <summary>The exception for a failed run.</summary>
    /// <param name="action">What was being done, for example <c>make '/x'</c>.</param>
    /// <param name="result">How it ended.</param>
    public static ToolException Failure(string action, ToolResult result)
    {
        var lines = result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(line => line.StartsWith("qemu-img: ", StringComparison.Ordinal) ? line["qemu-img: ".Length..] : line)
            .Where(line => !line.StartsWith("warning: ", StringComparison.Ordinal))
            .ToArray();
        var reason = lines.Length > 0 ? string.Join("; ", lines) : $"exit code {result.ExitCode}";

        // strerror texts of ENOSPC and EDQUOT.
        return reason.Contains("No space left on device", StringComparison.Ordinal) || reason.Contains("Disk quota exceeded", StringComparison.Ordinal)
            ? new NoSpaceException($"Cannot {action}: there is not enough space. (qemu-img: {reason})")
            : new ToolException($"Cannot {action}: {reason}");
    }

    private static string? Text(JsonElement element, ReadOnlySpan<byte> name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static string? DataFile(JsonElement root) =>
        root.TryGetProperty("format-specific"u8, out var specific) && specific.TryGetProperty("data"u8, out var data) && data.ValueKind == JsonValueKind.Object ? Text(data, "data-file"u8) : null;
}
