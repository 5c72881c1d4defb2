using System.Globalization;

namespace Domar.Core.Firmware;

/// <summary>The system that runs, as its initramfs has left word of it in <see cref="FactsPath"/>.</summary>
public sealed record RunningFirmware
{
    /// <summary>Where the initramfs leaves word (image/initramfs/init).</summary>
    public const string FactsPath = "/run/domar-boot/facts";

    /// <summary><c>installed</c>, <c>live</c>, <c>rescue</c> or <c>install</c>.</summary>
    public required string Mode { get; init; }

    /// <summary>Version of the image.</summary>
    public string Version { get; init; } = "";

    /// <summary>Variant of the image.</summary>
    public string Variant { get; init; } = "";

    /// <summary>First 16 digits of the image's root hash.</summary>
    public string Id { get; init; } = "";

    /// <summary>Slot that runs; null when nothing is installed.</summary>
    public FirmwareSlot? Slot { get; init; }

    /// <summary>Tries that are left after this start; null when it is no try.</summary>
    public int? TrialTriesLeft { get; init; }

    /// <summary>Number of the installation; null when nothing is installed.</summary>
    public string? Installation { get; init; }

    /// <summary><c>zfs</c> or <c>lvm</c>; null when nothing is installed.</summary>
    public string? Pool { get; init; }

    /// <summary>Path of the device that a live system was started from; null when it is installed.</summary>
    public string? Medium { get; init; }

    /// <summary>Whether it runs from slots, so that they can be looked after.</summary>
    public bool IsInstalled => Mode == "installed" && Slot is not null && Installation is not null;

    /// <summary>Reads the facts: <c>KEY=value</c> lines.</summary>
    /// <param name="facts">Text of the file.</param>
    public static RunningFirmware Parse(string facts)
    {
        var values = KeyValueLines.Read(facts);
        return new RunningFirmware
        {
            Mode = values.GetValueOrDefault("mode", ""),
            Version = values.GetValueOrDefault("version", ""),
            Variant = values.GetValueOrDefault("variant", ""),
            Id = values.GetValueOrDefault("id", ""),
            Slot = FirmwareSlots.TryParse(values.GetValueOrDefault("slot")),
            TrialTriesLeft = int.TryParse(values.GetValueOrDefault("trial"), NumberStyles.None, CultureInfo.InvariantCulture, out var tries) ? tries : null,
            Installation = values.GetValueOrDefault("install") is { Length: > 0 } installation ? installation : null,
            Pool = values.GetValueOrDefault("pool") is { Length: > 0 } pool ? pool : null,
            Medium = values.GetValueOrDefault("medium") is { Length: > 0 } medium ? medium : null,
        };
    }
}
