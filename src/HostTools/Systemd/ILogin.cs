using Microsoft.Win32.SafeHandles;

namespace Domar.HostTools.Systemd;

/// <summary>What systemd-logind does for the whole host (org.freedesktop.login1(5)). Every method throws <see cref="SystemBusException"/> when it refuses or is away.</summary>
public interface ILogin
{
    /// <summary>Delays shutdowns (mode <c>delay</c>, up to logind's InhibitDelayMaxSec) until the handle is closed.</summary>
    /// <param name="who">Name of the program, for people.</param>
    /// <param name="why">Reason, for people.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    Task<SafeFileHandle> DelayShutdownAsync(string who, string why, CancellationToken cancellationToken);

    /// <summary>Shuts the host down and switches it off.</summary>
    Task PowerOffAsync(CancellationToken cancellationToken);

    /// <summary>Restarts the host.</summary>
    Task RebootAsync(CancellationToken cancellationToken);

    /// <summary>True when a shutdown begins that waits for those who delay it, false when one was called off (PrepareForShutdown).</summary>
    IAsyncEnumerable<bool> WatchShutdownAsync(CancellationToken cancellationToken);
}
