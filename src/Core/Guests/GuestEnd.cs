namespace Domar.Core.Guests;

/// <summary>How a guest's run ended.</summary>
public enum GuestEnd
{
    /// <summary>The guest shut itself down, or did when it was asked to.</summary>
    CleanShutdown,

    /// <summary>Somebody asked for its end (stop, node shutdown).</summary>
    Requested,

    /// <summary>It ended before it ever ran: its configuration or the host is wrong, and another try would fail the same way.</summary>
    StartFailed,

    /// <summary>Its process ended by itself, by a signal or for lack of memory.</summary>
    Crashed,
}
