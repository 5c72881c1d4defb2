namespace Domar.HostTools.Smartctl;

/// <summary>The health of a disk in short, as it tells it. Null is: it does not tell.</summary>
/// <param name="Health">Its own verdict.</param>
public sealed record SmartSummary(SmartHealth Health)
{
    /// <summary>How much of its rated writes is used up, in percent; above 100 when it has outlived them. Null for disks that do not wear, too.</summary>
    public int? PercentageUsed { get; init; }

    /// <summary>Temperature in degrees Celsius.</summary>
    public int? TemperatureCelsius { get; init; }

    /// <summary>How long it has been running.</summary>
    public long? PowerOnHours { get; init; }

    /// <summary>Why nothing is known of it, as the end of a sentence; null when something is.</summary>
    public string? Problem { get; init; }
}
