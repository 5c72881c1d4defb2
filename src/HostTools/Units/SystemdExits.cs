using Domar.HostTools.Systemd;

namespace Domar.HostTools.Units;

/// <summary>Reads from a service's properties whether and how its main process has ended. Pure.</summary>
internal static class SystemdExits
{
    private const int Exited = 1;
    private const int Killed = 2;
    private const int Dumped = 3;

    /// <summary>Whether the unit has ended: its main process, and with it what it had started.</summary>
    public static bool HasEnded(UnitProperties unit) => unit.ActiveState is "inactive" or "failed" || unit is { ActiveState: "active", SubState: "exited" };

    /// <summary>How it ended.</summary>
    public static UnitExit Of(UnitProperties unit, string logTail)
    {
        int? exitCode = unit.ExecMainCode == Exited ? unit.ExecMainStatus : null;
        int? signal = unit.ExecMainCode is Killed or Dumped ? unit.ExecMainStatus : null;
        var exit = new UnitExit(exitCode, signal, logTail);
        return unit switch
        {
            { Result: "oom-kill" } => exit with { Cause = UnitExitCause.OutOfMemory },
            { Result: "timeout" } => exit with { Cause = UnitExitCause.StopTimeout },

            // A unit that ends well by itself stays active (RemainAfterExit): this one was stopped.
            { Result: "success", ActiveState: "inactive" } when unit.ExecMainCode != 0 => exit with { Cause = UnitExitCause.Stopped },
            _ => exit,
        };
    }

    /// <summary>What the exit codes mean that systemd itself gives a service whose program it could not execute (systemd.exec(5)); null for others.</summary>
    public static string? WhyNotExecuted(UnitProperties unit) => unit.ExecMainCode != Exited ? null : unit.ExecMainStatus switch
    {
        200 => "its working folder cannot be entered",
        201 or 205 => "its limits could not be set",
        203 => "the program cannot be executed",
        206 or 208 or 209 or 222 => "its standard streams could not be set up",
        216 => "its group is not known to this host",
        217 => "its user is not known to this host",
        218 => "its capabilities could not be set",
        219 => "its cgroup could not be set up",
        225 => "its network could not be set up",
        226 => "its view of the file system could not be set up; a path that it is to write may be absent",
        228 => "the filter of system calls could not be set",
        >= 200 and < 250 => $"systemd could not prepare it (step {unit.ExecMainStatus})",
        _ => null,
    };
}
