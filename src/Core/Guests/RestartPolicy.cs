using System.Diagnostics;

namespace Domar.Core.Guests;

/// <summary>
/// Decides whether a guest starts again after its end. Only a crash is made good: after 1 s, then 2 s, 4 s and so on up to a minute, at most five times in
/// ten minutes. A run of ten minutes makes the delay start over.
/// </summary>
public static class RestartPolicy
{
    /// <summary>The time over which restarts are counted, and after which a run counts as a success.</summary>
    public static TimeSpan Window { get; } = TimeSpan.FromMinutes(10);

    /// <summary>Restarts at the most within <see cref="Window"/>.</summary>
    public const int MaxRestarts = 5;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(60);

    /// <summary>Decides on one end.</summary>
    /// <param name="end">How the run ended.</param>
    /// <param name="restarts">When the guest was restarted by this policy since somebody last started it, ascending.</param>
    /// <param name="now">When the run ended; not before the last restart.</param>
    public static RestartVerdict Decide(GuestEnd end, IReadOnlyList<DateTimeOffset> restarts, DateTimeOffset now) => end switch
    {
        GuestEnd.CleanShutdown or GuestEnd.Requested => new StaysStopped(),
        GuestEnd.StartFailed => new StaysFailed("did not start; see its start task for the reason, mend it and start the guest again"),
        GuestEnd.Crashed when restarts.Count(r => now - r < Window) >= MaxRestarts => new StaysFailed(
            $"crashed again after {MaxRestarts} restarts in {Window.TotalMinutes:0} minutes; look for the reason in its log, then start it again"),
        GuestEnd.Crashed => new Restarts(Delay(ShortRuns(restarts, now))),
        _ => throw new UnreachableException(),
    };

    private static TimeSpan Delay(int shortRuns)
    {
        var delay = FirstDelay;
        for (var i = 0; i < shortRuns && delay < LongestDelay; i++)
        {
            delay *= 2;
        }

        return delay < LongestDelay ? delay : LongestDelay;
    }

    /// <summary>How many of the last restarts led to a run shorter than the window, without a longer one between.</summary>
    private static int ShortRuns(IReadOnlyList<DateTimeOffset> restarts, DateTimeOffset now)
    {
        var end = now;
        var count = 0;
        while (count < restarts.Count && end - restarts[^(count + 1)] < Window)
        {
            end = restarts[^(++count)];
        }

        return count;
    }
}
