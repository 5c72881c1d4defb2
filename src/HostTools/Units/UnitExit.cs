namespace Domar.HostTools.Units;

/// <summary>How a unit's main process ended.</summary>
/// <param name="ExitCode">Its exit code; null when a signal ended it or when it was not our child, so that nobody can tell.</param>
/// <param name="Signal">The number of the signal that ended it; null when it exited or nobody can tell.</param>
/// <param name="LogTail">The last lines (up to 4 KiB) of its log.</param>
public sealed record UnitExit(int? ExitCode, int? Signal, string LogTail)
{
    /// <summary>Why it ended. Without systemd: what exit code and signal say.</summary>
    public UnitExitCause Cause { get; init; } =
        ExitCode is not null ? UnitExitCause.Exited : Signal is not null ? UnitExitCause.Signaled : UnitExitCause.Unknown;
}
