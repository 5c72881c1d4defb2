namespace Domar.Runtime.Tasks;

/// <summary>Bounds of what is kept of tasks.</summary>
internal sealed record TaskRunnerOptions
{
    /// <summary>How many ended tasks are kept, with their logs. A tenth more may pile up before the oldest are removed.</summary>
    public int MaxFinished { get; init; } = 10_000;

    /// <summary>A task's log stops growing here; its last line is still written.</summary>
    public int MaxLogBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>How long the daemon's stop waits for tasks that it cancelled.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
