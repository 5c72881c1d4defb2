using Domar.Core.Config;
using Domar.Core.Primitives;

namespace Domar.Core.Guests;

/// <summary>A guest's place in the order in which a node starts and shuts down its guests (<c>onboot</c>, <c>startup</c>).</summary>
/// <param name="Id">The guest.</param>
/// <param name="Kind">What it is.</param>
public sealed record StartupConfig(GuestId Id, GuestKind Kind)
{
    // Seconds of a day: who waits longer for a guest does not wait for it.
    private const long MostSeconds = 86400;

    /// <summary>Whether it starts with the node.</summary>
    public bool StartsOnBoot { get; init; }

    /// <summary>Its place, 0 first; null for none: it starts after those that have one.</summary>
    public long? Order { get; init; }

    /// <summary>How long to wait after its start before the next guest starts.</summary>
    public TimeSpan DelayAfterStart { get; init; }

    /// <summary>How long it may take to shut down before it is stopped; null for its kind's default.</summary>
    public TimeSpan? ShutdownTimeout { get; init; }

    /// <summary>Reads it from a guest's configuration. Values that cannot be read count as absent; times are cut to a day.</summary>
    public static StartupConfig Read(GuestId id, GuestKind kind, ConfigSection config)
    {
        var startup = config.Property("startup");
        return new StartupConfig(id, kind)
        {
            StartsOnBoot = config.GetBoolean("onboot", false),
            Order = startup?.GetInt64("order"),
            DelayAfterStart = Seconds(startup?.GetInt64("up")) ?? TimeSpan.Zero,
            ShutdownTimeout = Seconds(startup?.GetInt64("down")),
        };
    }

    private static TimeSpan? Seconds(long? value) => value is { } seconds ? TimeSpan.FromSeconds(Math.Clamp(seconds, 0, MostSeconds)) : null;
}
