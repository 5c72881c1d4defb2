using Domar.HostTools.Steps;

namespace Domar.TestKit.Fakes;

/// <summary>Remembers what a plan's execution told, and checks the promises that hold for every execution: one call at a time, bytes that never go back.</summary>
public sealed class RecordingStepObserver : IStepObserver
{
    private readonly List<StepProgress> _progress = [];
    private readonly List<string> _lines = [];
    private int _inside;

    /// <summary>All progress so far.</summary>
    public IReadOnlyList<StepProgress> Progress => _progress;

    /// <summary>All lines of the log so far.</summary>
    public IReadOnlyList<string> Lines => _lines;

    /// <summary>Called at each progress, for tests that act in the middle.</summary>
    public Action<StepProgress>? Seen { get; set; }

    /// <inheritdoc/>
    public void OnProgress(StepProgress progress)
    {
        Enter();
        if (_progress is [.., var last] && progress.DoneBytes < last.DoneBytes)
        {
            throw new InvalidOperationException($"Progress went back from {last} to {progress}.");
        }

        if (progress.DoneBytes > progress.TotalBytes)
        {
            throw new InvalidOperationException($"More is done than there is: {progress}.");
        }

        _progress.Add(progress);
        Leave();
        Seen?.Invoke(progress);
    }

    /// <inheritdoc/>
    public void OnLine(string line)
    {
        Enter();
        _lines.Add(line);
        Leave();
    }

    private void Enter()
    {
        if (Interlocked.Exchange(ref _inside, 1) != 0)
        {
            throw new InvalidOperationException("The observer was called from two threads at once.");
        }
    }

    private void Leave() => Volatile.Write(ref _inside, 0);
}
