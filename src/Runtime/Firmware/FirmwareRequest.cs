using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Domar.Runtime.Firmware;

/// <summary>One request to the helper for firmware; one line of JSON on its socket.</summary>
/// <param name="Action">What to do.</param>
internal sealed record FirmwareRequest(FirmwareAction Action)
{
    /// <summary>For an install: absolute path of the image file; null otherwise.</summary>
    public string? File { get; init; }

    /// <summary>For an install: whether to restart afterwards.</summary>
    public bool Reboot { get; init; }

    /// <summary>For a reset: whether the guests stay.</summary>
    public bool KeepGuests { get; init; }

    /// <summary>Reads a line.</summary>
    /// <exception cref="JsonException">It is no request.</exception>
    public static FirmwareRequest Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("action"u8, out var name) || name.ValueKind != JsonValueKind.String
            || !Enum.TryParse<FirmwareAction>(name.GetString(), ignoreCase: true, out var action) || !Enum.IsDefined(action))
        {
            throw new JsonException("it names no action");
        }

        return new FirmwareRequest(action)
        {
            File = root.TryGetProperty("file"u8, out var file) && file.ValueKind == JsonValueKind.String ? file.GetString() : null,
            Reboot = root.TryGetProperty("reboot"u8, out var reboot) && reboot.ValueKind == JsonValueKind.True,
            KeepGuests = root.TryGetProperty("keep-guests"u8, out var keep) && keep.ValueKind == JsonValueKind.True,
        };
    }

    /// <summary>The line, without its end.</summary>
    public string Format()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("action"u8, Action.ToString().ToLowerInvariant());
            if (File is not null)
            {
                json.WriteString("file"u8, File);
            }

            json.WriteBoolean("reboot"u8, Reboot);
            json.WriteBoolean("keep-guests"u8, KeepGuests);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
