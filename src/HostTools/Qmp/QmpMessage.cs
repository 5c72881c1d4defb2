using System.Buffers;
using System.Text.Json;

namespace Domar.HostTools.Qmp;

/// <summary>One message of QEMU's. Exactly one of <see cref="Return"/>, <see cref="Error"/>, <see cref="Event"/> and <see cref="Greeting"/> is there.</summary>
internal readonly record struct QmpMessage(long? Id, JsonElement? Return, (string Class, string Description)? Error, QmpEvent? Event, QmpGreeting? Greeting)
{
    // A chain of backing files nests one level or more per file in query-named-block-nodes; the reader's own default is 64.
    private const int MaxDepth = 1024;

    private static readonly JsonElement EmptyObject = JsonElement.Parse("{}");

    /// <summary>Parses a line.</summary>
    /// <exception cref="QmpProtocolException">It is not JSON, or none of QMP's messages.</exception>
    public static QmpMessage Parse(in ReadOnlySequence<byte> line)
    {
        try
        {
            return Read(new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = MaxDepth }));
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException or OverflowException or KeyNotFoundException)
        {
            throw new QmpProtocolException($"QEMU sent a line that is not QMP: {Excerpt(line)} ({exception.Message})", exception);
        }
    }

    private static QmpMessage Read(Utf8JsonReader reader)
    {
        long? id = null;
        JsonElement? result = null;
        (string, string)? error = null;
        QmpGreeting? greeting = null;
        string? name = null;
        JsonElement data = default;
        var timestamp = DateTimeOffset.UnixEpoch;

        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new FormatException("not an object");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("return"u8))
            {
                result = ReadValue(ref reader);
            }
            else if (reader.ValueTextEquals("id"u8))
            {
                reader.Read();
                id = reader.GetInt64();
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                var value = ReadValue(ref reader);
                error = (value.GetProperty("class"u8).GetString()!, value.GetProperty("desc"u8).GetString()!);
            }
            else if (reader.ValueTextEquals("event"u8))
            {
                reader.Read();
                name = reader.GetString();
            }
            else if (reader.ValueTextEquals("data"u8))
            {
                data = ReadValue(ref reader);
            }
            else if (reader.ValueTextEquals("timestamp"u8))
            {
                timestamp = ReadTimestamp(ReadValue(ref reader));
            }
            else if (reader.ValueTextEquals("QMP"u8))
            {
                greeting = ReadGreeting(ReadValue(ref reader));
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        if (reader.Read())
        {
            throw new FormatException("something follows the object");
        }

        var kinds = (result is null ? 0 : 1) + (error is null ? 0 : 1) + (name is null ? 0 : 1) + (greeting is null ? 0 : 1);
        return kinds == 1
            ? new QmpMessage(id, result, error, name is null ? null : new QmpEvent(name, data, timestamp), greeting)
            : throw new FormatException("neither a reply, nor an error, nor an event, nor the greeting");
    }

    private static JsonElement ReadValue(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            // Most commands answer {}: no document is made for it.
            var ahead = reader;
            ahead.Read();
            if (ahead.TokenType == JsonTokenType.EndObject)
            {
                reader = ahead;
                return EmptyObject;
            }
        }

        return JsonElement.ParseValue(ref reader);
    }

    private static DateTimeOffset ReadTimestamp(JsonElement value)
    {
        var seconds = value.GetProperty("seconds"u8).GetInt64();
        var microseconds = value.GetProperty("microseconds"u8).GetInt64();

        // QEMU sends -1 for both when it cannot tell.
        return seconds is < 0 or > 253_402_300_799 ? DateTimeOffset.UnixEpoch : DateTimeOffset.FromUnixTimeSeconds(seconds).AddMicroseconds(Math.Clamp(microseconds, 0, 999_999));
    }

    private static QmpGreeting ReadGreeting(JsonElement value)
    {
        var version = value.GetProperty("version"u8);
        var qemu = version.GetProperty("qemu"u8);
        var capabilities = value.GetProperty("capabilities"u8).EnumerateArray().Select(item => item.GetString()!).ToArray();
        var package = version.TryGetProperty("package"u8, out var text) ? text.GetString()!.Trim() : "";
        return new QmpGreeting(
            new Version(qemu.GetProperty("major"u8).GetInt32(), qemu.GetProperty("minor"u8).GetInt32(), qemu.GetProperty("micro"u8).GetInt32()), package, capabilities);
    }

    /// <summary>The line's beginning, safe to show.</summary>
    private static string Excerpt(in ReadOnlySequence<byte> line)
    {
        const int Shown = 120;
        var start = line.Slice(0, Math.Min(line.Length, Shown)).ToArray();
        var text = new string([.. start.Select(value => value is >= 0x20 and < 0x7f ? (char)value : '?')]).TrimEnd('?');
        return line.Length > Shown ? $"'{text}...' ({line.Length} bytes)" : $"'{text}'";
    }
}
