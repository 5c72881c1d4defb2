using System.Globalization;
using Domar.HostTools.Units;

namespace Domar.HostTools.Lxc;

/// <summary>What the init of a running container tells of itself in <c>/proc</c>.</summary>
public static class ContainerInit
{
    // SIGRTMIN+3 of glibc: what systemd takes as "halt" (systemd(1)).
    private const int SystemdHalt = (int)UnitSignal.SystemdHalt;

    /// <summary>The signal that asks a container's init to shut the container down: systemd waits for one of its own, others know <c>SIGPWR</c>.</summary>
    /// <param name="monitorPid">LXC's monitor, whose only child is the container's init.</param>
    /// <param name="procFolder">Where <c>proc</c> is; for tests.</param>
    public static UnitSignal HaltSignal(int monitorPid, string procFolder = "/proc")
    {
        try
        {
            var children = File.ReadAllText($"{procFolder}/{monitorPid}/task/{monitorPid}/children");
            var init = children.Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
            return init is not null && Blocks(File.ReadLines($"{procFolder}/{init}/status"), SystemdHalt) ? UnitSignal.SystemdHalt : UnitSignal.PowerFail;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return UnitSignal.PowerFail; // It has just ended, which was the wish.
        }
    }

    /// <summary>Whether a process blocks a signal, as one does that reads it from a descriptor (signalfd): line SigBlk of proc_pid_status(5).</summary>
    private static bool Blocks(IEnumerable<string> status, int signal)
    {
        foreach (var line in status)
        {
            if (line.StartsWith("SigBlk:", StringComparison.Ordinal))
            {
                return ulong.TryParse(line.AsSpan(7).Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var mask) && (mask >> (signal - 1) & 1) == 1;
            }
        }

        return false;
    }
}
