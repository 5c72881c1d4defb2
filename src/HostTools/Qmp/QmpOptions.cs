namespace Domar.HostTools.Qmp;

/// <summary>How a QMP connection behaves.</summary>
public sealed record QmpOptions
{
    /// <summary>The defaults.</summary>
    public static QmpOptions Default { get; } = new();

    /// <summary>How long the socket may take to appear, accept, greet and agree on capabilities.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a command may take to be answered, when its call does not say otherwise.</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long one message of QEMU's may be, in bytes; more ends the connection. 64 MiB is what QEMU allows its own clients (MAX_TOKEN_SIZE of json-streamer.c).</summary>
    public int MaxMessageBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>How many unread events of the chatty kinds are kept; beyond it the oldest is dropped. Those of <see cref="QmpEvent.IsEssential"/> are never.</summary>
    public int EventCapacity { get; init; } = 256;

    /// <summary>Clock of all deadlines.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
