using Domar.Core.Steps;

namespace Domar.HostTools.Steps;

/// <summary>Counts what is done and tells it, not more often than a person can read. Used from several threads.</summary>
/// <param name="plan">What is carried out.</param>
/// <param name="observer">Who is told.</param>
/// <param name="time">Clock of the pauses.</param>
internal sealed class StepMeter(StepPlan plan, IStepObserver observer, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly long _total = plan.WorkBytes;
    private readonly int _count = plan.Steps.Count();
    private StepProgress _now = new("", "", 0, 0, 0, 0);
    private long _before;
    private long _work;
    private long _inStep;
    private long _toldAt;

    /// <summary>Number of steps.</summary>
    public int Count => _count;

    /// <summary>A step begins.</summary>
    public void Begin(string group, Step step, int number, bool isUndoing)
    {
        lock (_lock)
        {
            _work = isUndoing ? 0 : step.WorkBytes;
            _inStep = 0;
            Tell(new StepProgress(group, step.Text, number, _count, _before, _total) { IsUndoing = isUndoing });
        }
    }

    /// <summary>Bytes were written. Files may be longer than planned; the step counts as its plan says.</summary>
    public void Wrote(long bytes)
    {
        lock (_lock)
        {
            _inStep = Math.Min(_inStep + bytes, _work);
            if (_work > 0 && time.GetElapsedTime(_toldAt) >= Pause)
            {
                Tell(_now with { DoneBytes = _before + _inStep });
            }
        }
    }

    /// <summary>Writing is over, and comparing begins.</summary>
    public void Comparing()
    {
        lock (_lock)
        {
            Tell(_now with { DoneBytes = _before + _inStep, IsComparing = true });
        }
    }

    /// <summary>A step has ended well, or its failure does not matter.</summary>
    public void End()
    {
        lock (_lock)
        {
            _before += _work;
            (_work, _inStep) = (0, 0);
        }
    }

    /// <summary>A step has failed: what it has written counts, so that nothing seems to go back.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            _before += _inStep;
            (_work, _inStep) = (0, 0);
        }
    }

    /// <summary>All is done.</summary>
    public void Finish()
    {
        lock (_lock)
        {
            Tell(_now with { DoneBytes = _total, IsComparing = false });
        }
    }

    /// <summary>A line for the log, beside progress.</summary>
    public void Line(string text)
    {
        lock (_lock)
        {
            observer.OnLine(StepText.OneLine(text));
        }
    }

    private void Tell(StepProgress progress)
    {
        _now = progress;
        _toldAt = time.GetTimestamp();
        observer.OnProgress(progress);
    }
}
