namespace Domar.HostTools.Units;

/// <summary>Why a unit's main process ended.</summary>
public enum UnitExitCause
{
    /// <summary>Nobody can tell: the unit was not our child, and no systemd kept watch.</summary>
    Unknown,

    /// <summary>It ended by itself; <see cref="UnitExit.ExitCode"/> tells whether content.</summary>
    Exited,

    /// <summary>A signal ended it: a crash, or somebody's kill.</summary>
    Signaled,

    /// <summary>The kernel ended a process of the unit because its memory limit, or the host's memory, was used up.</summary>
    OutOfMemory,

    /// <summary>It was asked to end through systemd (<c>systemctl stop</c>, the host's shutdown), and did.</summary>
    Stopped,

    /// <summary>It was asked to end through systemd, did not in its time, and was killed.</summary>
    StopTimeout,
}
