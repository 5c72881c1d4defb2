using System.Globalization;
using Domar.Core.Config;

namespace Domar.Core.Qemu;

/// <summary>A disk or CD drive of a configuration.</summary>
/// <param name="Key">Its key: <c>scsi0</c>, <c>efidisk0</c>.</param>
/// <param name="Bus">The key without its number.</param>
/// <param name="Index">The key's number.</param>
/// <param name="Options">Its value.</param>
internal sealed record DriveConfig(string Key, string Bus, int Index, PropertyString Options)
{
    // The order decides on equal boot priorities and on what is plugged first.
    private static readonly string[] Buses = ["ide", "scsi", "virtio", "sata"];

    public string File => Options["file"] ?? "none";

    public bool IsCdrom => Options["media"] == "cdrom";

    /// <summary>A CD drive without a medium.</summary>
    public bool IsEmpty => File == "none";

    public string? Cache => Options["cache"];

    public bool HasIoThread => Bus is "virtio" or "scsi" && Options.GetBoolean("iothread") == true;

    /// <summary>A passed-through SCSI device that gets the guest's own commands.</summary>
    public bool IsScsiPassThrough => Bus == "scsi" && Options.GetBoolean("scsiblock") == true;

    public bool Discards => Options["discard"] == "on";

    /// <summary>Whether the guest is told that finished writes may still be in a cache.</summary>
    public bool HasWriteCache => Cache is not ("writethrough" or "directsync");

    public string NodeName => $"drive-{Key}";

    public string ThrottleGroup => $"throttle-drive-{Key}";

    public static IEnumerable<DriveConfig> ReadAll(PlanContext context)
    {
        foreach (var bus in Buses)
        {
            foreach (var index in context.Indexes(bus))
            {
                if (Read(context, $"{bus}{index}") is { } drive)
                {
                    yield return drive;
                }
            }
        }
    }

    public static DriveConfig? Read(PlanContext context, string key) =>
        context.Options(key) is { } options ? From(key, options) : null;

    public static DriveConfig From(string key, PropertyString options)
    {
        var bus = key.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        return new DriveConfig(key, bus, int.Parse(key.AsSpan(bus.Length), NumberStyles.None, CultureInfo.InvariantCulture), options);
    }

    /// <summary>Whether a key names a disk or CD drive that is on a bus (not efidisk0, tpmstate0, unused0).</summary>
    public static bool IsDriveKey(string key)
    {
        var bus = key.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        return bus.Length < key.Length && Array.IndexOf(Buses, bus) >= 0;
    }
}
