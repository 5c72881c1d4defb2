using System.Text.Json;
using Domar.Core.Config;

namespace Domar.Core.Qemu;

/// <summary>A disk's limits: the configuration's keys as QEMU's ThrottleLimits (qapi/block-core.json).</summary>
internal static class ThrottleLimits
{
    private const double MiB = 1024 * 1024;

    // Megabytes are stored as such by the configuration's own interface, bytes by hand-written files.
    private static readonly (string Suffix, string Qemu)[] Directions = [("", "total"), ("_rd", "read"), ("_wr", "write")];

    /// <summary>Every sub-key that is about limits.</summary>
    public static IReadOnlyList<string> Keys { get; } =
    [
        .. Directions.SelectMany(d => (string[])
        [
            $"mbps{d.Suffix}", $"mbps{d.Suffix}_max", $"bps{d.Suffix}", $"bps{d.Suffix}_max_length",
            $"iops{d.Suffix}", $"iops{d.Suffix}_max", $"iops{d.Suffix}_max_length",
        ]),
    ];

    /// <summary>Writes them as an object; with <paramref name="all"/> the unset ones as 0 (unlimited), to overwrite earlier ones.</summary>
    public static void Write(Utf8JsonWriter writer, PropertyString options, bool all = false)
    {
        writer.WriteStartObject();
        foreach (var (suffix, name) in Directions)
        {
            Number($"bps-{name}", options.GetDouble($"mbps{suffix}") is { } rate ? (long)(rate * MiB) : options.GetInt64($"bps{suffix}"), 0);
            Number($"bps-{name}-max", options.GetDouble($"mbps{suffix}_max") is { } burst ? (long)(burst * MiB) : null, 0);
            Number($"bps-{name}-max-length", options.GetInt64($"bps{suffix}_max_length"), 1);
            Number($"iops-{name}", options.GetInt64($"iops{suffix}"), 0);
            Number($"iops-{name}-max", options.GetInt64($"iops{suffix}_max"), 0);
            Number($"iops-{name}-max-length", options.GetInt64($"iops{suffix}_max_length"), 1);
        }

        writer.WriteEndObject();

        void Number(string key, long? value, long unset)
        {
            if (value is not null || all)
            {
                writer.WriteNumber(key, value ?? unset);
            }
        }
    }
}
