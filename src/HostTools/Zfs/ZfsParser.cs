using System.Text.Json;
using Domar.HostTools.Exec;

namespace Domar.HostTools.Zfs;

/// <summary>Reads what <c>zfs list</c> and <c>zpool list</c> print with <c>-j --json-int -p</c> (2.3).</summary>
public static class ZfsParser
{
    /// <summary>The properties of <see cref="ParseDatasets"/>.</summary>
    public const string DatasetProperties = $"name,type,used,available,referenced,volsize,refquota,origin,creation,{Zfs.MakingProperty}";

    /// <summary>The properties of <see cref="ParseSnapshots"/>.</summary>
    public const string SnapshotProperties = "name,creation,createtxg";

    /// <summary>The properties of <see cref="ParsePools"/>.</summary>
    public const string PoolProperties = "name,size,allocated,health";

    private const int MaxDepth = 16;

    /// <summary>Parses file systems and volumes.</summary>
    /// <exception cref="ToolException">It is something else; the message has line and column.</exception>
    public static IReadOnlyList<ZfsDataset> ParseDatasets(string json) => Parse("zfs list", "datasets", json, static (name, dataset) =>
    {
        var properties = dataset.GetProperty("properties"u8);
        var isVolume = Text(properties, "type") == "volume";
        return new ZfsDataset
        {
            Name = name,
            IsVolume = isVolume,
            UsedBytes = Number(properties, "used"),
            AvailableBytes = Number(properties, "available"),
            ReferencedBytes = Number(properties, "referenced"),
            SizeBytes = Number(properties, isVolume ? "volsize" : "refquota"),
            Origin = Text(properties, "origin"),
            CreatedAt = DateTimeOffset.FromUnixTimeSeconds(Number(properties, "creation")),
            Making = properties.TryGetProperty(Zfs.MakingProperty, out _) ? Text(properties, Zfs.MakingProperty) : null,
        };
    });

    /// <summary>Parses snapshots of one dataset; the oldest comes first.</summary>
    /// <exception cref="ToolException">It is something else; the message has line and column.</exception>
    public static IReadOnlyList<ZfsSnapshot> ParseSnapshots(string json) =>
    [
        .. Parse("zfs list", "datasets", json, static (name, snapshot) => new ZfsSnapshot(
            name[(name.IndexOf('@', StringComparison.Ordinal) + 1)..],
            DateTimeOffset.FromUnixTimeSeconds(Number(snapshot.GetProperty("properties"u8), "creation")),
            Number(snapshot.GetProperty("properties"u8), "createtxg"))).OrderBy(static snapshot => snapshot.Transaction),
    ];

    /// <summary>Parses pools.</summary>
    /// <exception cref="ToolException">It is something else; the message has line and column.</exception>
    public static IReadOnlyList<ZfsPool> ParsePools(string json) => Parse("zpool list", "pools", json, static (name, pool) =>
    {
        var properties = pool.GetProperty("properties"u8);
        return new ZfsPool(name, Text(properties, "health") ?? throw new FormatException("'health' is missing"), Number(properties, "size"), Number(properties, "allocated"));
    });

    /// <summary>Whether a failed run says that the pool or dataset is not there.</summary>
    public static bool IsNotThere(ToolResult result) => result.Error.Contains("no such pool", StringComparison.Ordinal)
        || result.Error.Contains("dataset does not exist", StringComparison.Ordinal);

    /// <summary>Whether a failed run says that a dataset is in use.</summary>
    public static bool IsBusy(ToolResult result) => result.Error.Contains("dataset is busy", StringComparison.Ordinal);

    /// <summary>The exception for a failed run.</summary>
    /// <param name="action">What was being done, for example <c>make volume 'rpool/data/vm-100-disk-0'</c>.</param>
    /// <param name="result">How it ended.</param>
    public static ToolException Failure(string action, ToolResult result)
    {
        // The reason comes first; usage and advice to force it follow. "cannot create 'NAME': " repeats what the action says.
        var line = result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault() ?? $"exit code {result.ExitCode}";
        var reason = line.StartsWith("cannot ", StringComparison.Ordinal) && line.IndexOf("': ", StringComparison.Ordinal) is var end and > 0 ? line[(end + 3)..] : line;
        return reason.Contains("out of space", StringComparison.Ordinal) || reason.Contains("greater than available space", StringComparison.Ordinal)
            || reason.Contains("quota exceeded", StringComparison.Ordinal)
            ? new NoSpaceException($"Cannot {action}: there is not enough space. (ZFS: {reason})")
            : new ToolException($"Cannot {action}: {reason}");
    }

    private static List<T> Parse<T>(string tool, string kind, string json, Func<string, JsonElement, T> read)
    {
        // zpool prints nothing at all where there is no pool.
        if (string.IsNullOrWhiteSpace(json))
        {
            return [];
        }

        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth });
            return [.. document.RootElement.GetProperty(kind).EnumerateObject().Select(entry => read(entry.Name, entry.Value))];
        }
        catch (JsonException exception)
        {
            throw new ToolException($"{tool}: line {exception.LineNumber + 1}, column {exception.BytePositionInLine + 1}: not JSON: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is FormatException or InvalidOperationException or KeyNotFoundException or ArgumentOutOfRangeException)
        {
            throw new ToolException($"{tool} printed JSON without the expected facts: {exception.Message}", exception);
        }
    }

    // --json-int turns whatever looks like a number into one, users' own properties too.
    private static string? Text(JsonElement properties, string name) =>
        properties.GetProperty(name).GetProperty("value"u8) is { ValueKind: JsonValueKind.String or JsonValueKind.Number } value && value.ToString() is not "-" and var text ? text : null;

    private static long Number(JsonElement properties, string name)
    {
        var value = properties.GetProperty(name).GetProperty("value"u8);
        return value.ValueKind == JsonValueKind.Number ? value.GetInt64() : 0;
    }
}
