using System.Net;
using System.Text.Json;
using Domar.Core.Install.Answers;
using Domar.HostTools.Exec;

namespace Domar.HostTools.Networkd;

/// <summary>Reads what <c>networkctl --json=short status</c> prints (systemd 257).</summary>
public static class NetworkctlParser
{
    /// <summary>Parses.</summary>
    /// <exception cref="ToolException">It is not what networkctl prints; the message has line and column.</exception>
    public static IReadOnlyList<NetworkLink> Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return [.. document.RootElement.GetProperty("Interfaces"u8).EnumerateArray().Select(ReadLink)];
        }
        catch (JsonException exception)
        {
            throw new ToolException($"networkctl: line {exception.LineNumber + 1}, column {exception.BytePositionInLine + 1}: not JSON: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is FormatException or InvalidOperationException or KeyNotFoundException or ArgumentException)
        {
            throw new ToolException($"networkctl printed JSON without the expected facts: {exception.Message}", exception);
        }
    }

    private static NetworkLink ReadLink(JsonElement link) => new(
        link.GetProperty("Name"u8).GetString() ?? "",
        link.GetProperty("Index"u8).GetInt32(),
        [.. List(link, "Addresses"u8).Select(static each => new HostAddress(ReadAddress(each.GetProperty("Address"u8)), each.GetProperty("PrefixLength"u8).GetInt32()))],
        [
            .. List(link, "Routes"u8)
                .Where(static route => route.GetProperty("DestinationPrefixLength"u8).GetInt32() == 0 && route.TryGetProperty("Gateway"u8, out _))
                .OrderBy(static route => route.GetProperty("Family"u8).GetInt32()) // AF_INET is 2, AF_INET6 10
                .Select(static route => ReadAddress(route.GetProperty("Gateway"u8))),
        ],
        [.. List(link, "DNS"u8).Select(static server => ReadAddress(server.GetProperty("Address"u8)))],
        [.. List(link, "SearchDomains"u8).Select(static domain => domain.GetProperty("Domain"u8).GetString() ?? "")]);

    private static IPAddress ReadAddress(JsonElement bytes) => new([.. bytes.EnumerateArray().Select(static value => value.GetByte())]);

    private static JsonElement.ArrayEnumerator List(JsonElement link, ReadOnlySpan<byte> name) =>
        link.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : default;
}
