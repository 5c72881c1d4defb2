namespace Domar.HostTools.Systemd;

/// <summary>Something that happened to a unit.</summary>
public abstract record UnitChange
{
    private UnitChange()
    {
    }

    /// <summary>Properties of a unit have changed.</summary>
    /// <param name="Name">The unit.</param>
    /// <param name="ActiveState">Its new active state; null when that is not among what changed.</param>
    /// <param name="SubState">Its new state in detail; null when that is not among what changed.</param>
    public sealed record Changed(string Name, string? ActiveState, string? SubState) : UnitChange;

    /// <summary>A unit is no longer loaded.</summary>
    /// <param name="Name">The unit.</param>
    public sealed record Removed(string Name) : UnitChange;

    /// <summary>
    /// From here on nothing is missed, but before it something may have been: look at the units' state. It comes first of all, and again when
    /// systemd or the bus was restarted.
    /// </summary>
    public sealed record Resynchronized : UnitChange;
}
