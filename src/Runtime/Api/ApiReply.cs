using System.Text.Json;

namespace Domar.Runtime.Api;

/// <summary>What a handler answers: the value of <c>data</c>, or plain text. Everything that can fail has happened before; writing only writes.</summary>
internal sealed record ApiReply
{
    /// <summary><c>{"data":null}</c>.</summary>
    public static ApiReply Null { get; } = new();

    /// <summary>Writes the value of <c>data</c>; null for a JSON null.</summary>
    public Action<Utf8JsonWriter>? WriteData { get; init; }

    /// <summary>How many there are in all, for lists that are read in pages; null for other answers.</summary>
    public int? Total { get; init; }

    /// <summary>The whole body as plain text instead of the envelope; null for none.</summary>
    public string? PlainText { get; init; }

    /// <summary>A text as data, for example a task's id.</summary>
    public static ApiReply Text(string text) => new() { WriteData = json => json.WriteStringValue(text) };

    /// <summary>Data written by a function.</summary>
    public static ApiReply Json(Action<Utf8JsonWriter> write, int? total = null) => new() { WriteData = write, Total = total };

    /// <summary>A list of objects.</summary>
    public static ApiReply List<T>(IReadOnlyList<T> items, Action<Utf8JsonWriter, T> writeMembers, int? total = null) => Json(
        json =>
        {
            json.WriteStartArray();
            foreach (var item in items)
            {
                json.WriteStartObject();
                writeMembers(json, item);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        },
        total);

    /// <summary>One object.</summary>
    public static ApiReply Object(Action<Utf8JsonWriter> writeMembers) => Json(json =>
    {
        json.WriteStartObject();
        writeMembers(json);
        json.WriteEndObject();
    });
}
