using System.Text.Json;

namespace Domar.Runtime.Cli.Http;

/// <summary>A successful answer: Proxmox's envelope <c>{"data": ...}</c>.</summary>
internal sealed class ApiResponse : IDisposable
{
    private readonly JsonDocument _document;

    /// <summary>Reads the envelope.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public ApiResponse(ReadOnlyMemory<byte> body)
    {
        _document = JsonDocument.Parse(body);
        if (_document.RootElement.ValueKind != JsonValueKind.Object || !_document.RootElement.TryGetProperty("data", out var data))
        {
            throw new JsonException("it has no 'data'");
        }

        Data = data;
    }

    /// <summary>What was asked for; may be a JSON null.</summary>
    public JsonElement Data { get; }

    /// <summary>The number of all rows where only a part was asked for; null when not given.</summary>
    public long? Total => _document.RootElement.TryGetProperty("total", out var total) && total.ValueKind == JsonValueKind.Number ? total.GetInt64() : null;

    /// <inheritdoc/>
    public void Dispose() => _document.Dispose();
}
