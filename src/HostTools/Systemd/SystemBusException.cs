namespace Domar.HostTools.Systemd;

/// <summary>A call over the system bus failed. The message says which and why.</summary>
public sealed class SystemBusException(string message, Exception? inner = null) : Exception(message, inner)
{
    // What the bus answers for a peer that is on its way out or not yet in: systemd executing itself anew, dbus-daemon starting.
    private static readonly HashSet<string> PeerIsAway = new(StringComparer.Ordinal)
    {
        "org.freedesktop.DBus.Error.NoReply",
        "org.freedesktop.DBus.Error.ServiceUnknown",
        "org.freedesktop.DBus.Error.NameHasNoOwner",
        "org.freedesktop.DBus.Error.Disconnected",
        "org.freedesktop.DBus.Error.Spawn.ChildExited",
        "org.freedesktop.DBus.Error.Spawn.ServiceNotFound",
    };

    /// <summary>The error's name on the bus, for example <c>org.freedesktop.systemd1.NoSuchUnit</c>; null when no peer answered.</summary>
    public string? ErrorName { get; init; }

    /// <summary>Whether there was no connection, or it was lost during the call: nobody knows then whether it was carried out. The next call connects anew.</summary>
    public bool IsDisconnected { get; init; }

    /// <summary>Whether the bus or the asked service was away at this moment, as it is during its restart: to ask again later makes sense.</summary>
    public bool IsTransient => IsDisconnected || (ErrorName is not null && PeerIsAway.Contains(ErrorName));
}
