namespace Domar.HostTools.Exec;

/// <summary>How a process ended. Both are null when it was not our child, so that the kernel does not tell.</summary>
/// <param name="ExitCode">Its exit code; null when a signal ended it.</param>
/// <param name="Signal">The signal that ended it; null when it exited.</param>
internal readonly record struct ProcessExit(int? ExitCode, int? Signal);
