using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Domar.HostTools.Qmp;

/// <summary>A command as it goes over the wire.</summary>
/// <param name="Id">Comes back with the reply.</param>
/// <param name="Name">The command's name.</param>
/// <param name="Arguments">Its arguments as a tree; null for none or <paramref name="Raw"/>.</param>
/// <param name="Raw">Its arguments as JSON text; empty for none.</param>
internal readonly record struct QmpCommand(long Id, string Name, JsonObject? Arguments, ReadOnlyMemory<byte> Raw)
{
    /// <summary>Writes it with a line end.</summary>
    /// <exception cref="JsonException"><see cref="Raw"/> is not JSON.</exception>
    public void WriteTo(IBufferWriter<byte> output)
    {
        using (var writer = new Utf8JsonWriter(output))
        {
            writer.WriteStartObject();
            writer.WriteString("execute"u8, Name);
            if (Arguments is not null)
            {
                writer.WritePropertyName("arguments"u8);
                Arguments.WriteTo(writer);
            }
            else if (!Raw.IsEmpty)
            {
                writer.WritePropertyName("arguments"u8);
                writer.WriteRawValue(Raw.Span);
            }

            writer.WriteNumber("id"u8, Id);
            writer.WriteEndObject();
        }

        output.Write("\r\n"u8);
    }
}
