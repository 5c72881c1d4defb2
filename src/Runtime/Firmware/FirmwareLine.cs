using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Domar.Runtime.Firmware;

/// <summary>
/// One line that the helper says: an object with one member, which is <c>log</c>, <c>warn</c> (texts), <c>progress</c> (0 to 1), and last <c>result</c> (the value of
/// the API's <c>data</c>) or <c>error</c> (a text for people).
/// </summary>
internal static class FirmwareLine
{
    /// <summary>A line with a text.</summary>
    public static string Text(string member, string text) => Write(json => json.WriteString(member, text));

    /// <summary>A line about progress.</summary>
    public static string Progress(double fraction) => Write(json => json.WriteNumber("progress"u8, Math.Round(fraction, 4)));

    /// <summary>The last line.</summary>
    /// <param name="writeResult">Writes one value.</param>
    public static string Result(Action<Utf8JsonWriter> writeResult) => Write(json =>
    {
        json.WritePropertyName("result"u8);
        writeResult(json);
    });

    private static string Write(Action<Utf8JsonWriter> writeMember)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            writeMember(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
