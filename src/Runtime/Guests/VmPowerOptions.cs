namespace Domar.Runtime.Guests;

/// <summary>Options of start, stop, shutdown and their kin; each uses what concerns it.</summary>
internal sealed record VmPowerOptions
{
    /// <summary>How long to wait for the guest; null for the default (180 s for shutdown).</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Shutdown: whether to stop it when the time is over.</summary>
    public bool ForceStop { get; init; }

    /// <summary>Whether to act in spite of a lock.</summary>
    public bool SkipLock { get; init; }

    /// <summary>Stop: whether a running shutdown task is cancelled first.</summary>
    public bool OverruleShutdown { get; init; }
}
