namespace Domar.HostTools.Lxc;

/// <summary>What the first process of a container in the making tells of itself in <c>/proc</c>.</summary>
public static class ContainerInit
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    /// <summary>
    /// Waits until the container's init runs its own program: until then it is a copy of LXC that sets the container up, and may fail. Returns also
    /// when LXC has ended, or when the time is over: nothing is known then.
    /// </summary>
    /// <param name="monitorPid">LXC's monitor.</param>
    /// <param name="exit">Completes when the monitor has ended.</param>
    /// <param name="patience">How long to wait.</param>
    /// <param name="time">Clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task WaitForProgramAsync(int monitorPid, Task exit, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (!exit.IsCompleted && !RunsItsProgram(monitorPid) && time.GetElapsedTime(start) < patience)
        {
            await Task.WhenAny(exit, Task.Delay(Pause, time, cancellationToken)).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private static bool RunsItsProgram(int monitorPid)
    {
        try
        {
            var lxc = ProgramOf(monitorPid);
            foreach (var child in File.ReadAllText($"/proc/{monitorPid}/task/{monitorPid}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                // Hooks are children too; the one that is process 1 of its namespace is the init.
                if (IsFirst(child) && ProgramOf(int.Parse(child)) is { } program && program != lxc)
                {
                    return true;
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // One of them has just ended; the monitor's end tells the rest.
        }

        return false;
    }

    private static string? ProgramOf(int pid) => File.ResolveLinkTarget($"/proc/{pid}/exe", returnFinalTarget: false)?.FullName;

    /// <summary>Line NSpid of proc_pid_status(5): the id in each namespace, the innermost last.</summary>
    private static bool IsFirst(string pid)
    {
        foreach (var line in File.ReadLines($"/proc/{pid}/status"))
        {
            if (line.StartsWith("NSpid:", StringComparison.Ordinal))
            {
                return line.Split('\t', StringSplitOptions.RemoveEmptyEntries) is [_, _, .., "1"];
            }
        }

        return false;
    }
}
