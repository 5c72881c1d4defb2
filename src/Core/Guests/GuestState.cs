namespace Domar.Core.Guests;

/// <summary>Where a guest is in its life. The diagram stands at the top of GuestSupervisor.</summary>
public enum GuestState
{
    /// <summary>No process.</summary>
    Stopped,

    /// <summary>Its process is being started.</summary>
    Starting,

    /// <summary>It runs (its CPUs may be paused: see the QMP status).</summary>
    Running,

    /// <summary>It was asked to shut down or is being stopped.</summary>
    Stopping,

    /// <summary>Its process lives, but QMP does not answer.</summary>
    Unresponsive,
}
