using Domar.Core.Steps;

namespace Domar.HostTools.Steps;

/// <summary>
/// Counts what is done and tells it, not more often than a person can read. Of steps that are carried out side by side the one of the main line is
/// told; the bytes of all count. Used from several threads.
/// </summary>
/// <param name="plan">What is carried out.</param>
/// <param name="observer">Who is told.</param>
/// <param name="time">Clock of the pauses.</param>
internal sealed class StepMeter(StepPlan plan, IStepObserver observer, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly long _total = plan.WorkBytes;
    private readonly int _count = plan.Steps.Count();
    private readonly List<MeteredStep> _running = [];
    private StepProgress _last = new("", "", 0, 0, 0, 0);
    private long _before;
    private long _toldAt;

    /// <summary>Number of steps.</summary>
    public int Count => _count;

    /// <summary>A step begins.</summary>
    /// <param name="group">Title of its group.</param>
    /// <param name="step">The step.</param>
    /// <param name="number">Its number.</param>
    /// <param name="isBeside">Whether it is not of the main line.</param>
    /// <param name="isUndoing">Whether it is taken back.</param>
    public MeteredStep Begin(string group, Step step, int number, bool isBeside = false, bool isUndoing = false)
    {
        lock (_lock)
        {
            var begun = new MeteredStep(new StepProgress(group, step.Text, number, _count, 0, _total) { IsUndoing = isUndoing }, isUndoing ? 0 : step.WorkBytes, isBeside);
            _running.Add(begun);
            if (Shown() == begun)
            {
                Tell();
            }

            return begun;
        }
    }

    /// <summary>Bytes were written. Files may be longer than planned; the step counts as its plan says.</summary>
    public void Wrote(MeteredStep step, long bytes)
    {
        lock (_lock)
        {
            step.Done = Math.Min(step.Done + bytes, step.Work);
            if (step.Work > 0 && time.GetElapsedTime(_toldAt) >= Pause)
            {
                Tell();
            }
        }
    }

    /// <summary>Writing is over, and comparing begins.</summary>
    public void Comparing(MeteredStep step)
    {
        lock (_lock)
        {
            step.Progress = step.Progress with { IsComparing = true };
            if (Shown() == step)
            {
                Tell();
            }
        }
    }

    /// <summary>A step has ended well, or its failure does not matter.</summary>
    public void End(MeteredStep step)
    {
        lock (_lock)
        {
            _before += step.Work;
            _running.Remove(step);
        }
    }

    /// <summary>A step has failed: what it has written counts, so that nothing seems to go back.</summary>
    public void Stop(MeteredStep step)
    {
        lock (_lock)
        {
            _before += step.Done;
            _running.Remove(step);
        }
    }

    /// <summary>The main line waits for what runs beside it: that is told now.</summary>
    public void Waiting()
    {
        lock (_lock)
        {
            if (_running.Count > 0)
            {
                Tell();
            }
        }
    }

    /// <summary>All is done.</summary>
    public void Finish()
    {
        lock (_lock)
        {
            _before = _total;
            _last = _last with { IsComparing = false };
            Tell();
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

    private MeteredStep? Shown() => _running.FindLast(static step => !step.IsBeside) ?? (_running.Count > 0 ? _running[^1] : null);

    private void Tell()
    {
        _last = (Shown()?.Progress ?? _last) with { DoneBytes = _before + _running.Sum(static step => step.Done) };
        _toldAt = time.GetTimestamp();
        observer.OnProgress(_last);
    }
}
