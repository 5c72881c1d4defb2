namespace Domar.Core.Guests;

/// <summary>What somebody wants of a guest.</summary>
public enum GuestRequestKind
{
    /// <summary>Start it.</summary>
    Start,

    /// <summary>End its process at once.</summary>
    Stop,

    /// <summary>Ask the guest to shut down.</summary>
    Shutdown,

    /// <summary>Press the reset button.</summary>
    Reset,

    /// <summary>Pause its CPUs.</summary>
    Suspend,

    /// <summary>Let paused CPUs run on.</summary>
    Resume,

    /// <summary>Change its config or devices.</summary>
    Configure,

    /// <summary>Remove it with its disks.</summary>
    Destroy,
}
