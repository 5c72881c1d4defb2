using Domar.Core.Steps;

namespace Domar.HostTools.Steps;

/// <summary>One plan being carried out: in order, some groups beside others; and in reverse, when a step fails.</summary>
/// <param name="actions">Does each step.</param>
/// <param name="plan">What to do.</param>
/// <param name="observer">Who watches.</param>
/// <param name="time">Clock.</param>
internal sealed class StepRun(IStepActions actions, StepPlan plan, IStepObserver observer, TimeProvider time)
{
    /// <summary>Deadline for undoing everything; exporting pools and unmounting takes seconds. Only a disk that hangs takes longer, and then it must end some time.</summary>
    private static readonly TimeSpan UndoTime = TimeSpan.FromMinutes(5);

    private readonly StepMeter _meter = new(plan, observer, time);
    private readonly Lock _lock = new();
    private readonly Stack<(string Group, Step Step, int Number)> _done = new();
    private readonly List<string> _notes = [];

    // The first problem; what ends on its account is none.
    private (Step Step, int Number, string Reason, Exception Exception)? _problem;

    /// <summary>As <see cref="IStepExecutor.RunAsync"/>.</summary>
    public async Task<StepResult> RunAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        List<Task> beside = [];
        var number = 1;
        foreach (var group in plan.Groups)
        {
            if (group.WaitsForOthers)
            {
                await WaitAsync(beside).ConfigureAwait(false);
            }

            var line = RunGroupAsync(group, number, stop);
            number += group.Steps.Count;
            if (group.IsBeside)
            {
                beside.Add(line);
            }
            else
            {
                await line.ConfigureAwait(false);
            }
        }

        await WaitAsync(beside).ConfigureAwait(false);
        if (_problem is not { } problem)
        {
            _meter.Finish();
            return new StepResult(_notes);
        }

        var undone = await UndoAsync().ConfigureAwait(false);
        throw problem.Exception is OperationCanceledException && cancellationToken.IsCancellationRequested
            ? new StepsCancelledException(problem.Number, _meter.Count, problem.Step.Text, undone, cancellationToken)
            : new StepFailedException(problem.Number, _meter.Count, problem.Step.Text, problem.Reason, undone, problem.Exception);
    }

    private static string Reason(Exception exception) => exception.Message.EndsWith('.') ? exception.Message : $"{exception.Message}.";

    private async Task WaitAsync(List<Task> beside)
    {
        _meter.Waiting();
        await Task.WhenAll(beside).ConfigureAwait(false);
        beside.Clear();
    }

    /// <summary>Does not throw: what has failed is in <see cref="_problem"/>, and ends all other lines.</summary>
    private async Task RunGroupAsync(StepGroup group, int number, CancellationTokenSource stop)
    {
        if (group.IsBeside)
        {
            await Task.Yield(); // its first step, too, is beside the others
        }

        foreach (var step in group.Steps)
        {
            if (!await TryStepAsync(group, step, number, stop).ConfigureAwait(false))
            {
                return;
            }

            number++;
        }
    }

    private async Task<bool> TryStepAsync(StepGroup group, Step step, int number, CancellationTokenSource stop)
    {
        if (HasProblem())
        {
            return false;
        }

        // Lines of steps side by side are told apart by their numbers.
        var mark = group.IsBeside ? $"  {number}: " : "  ";
        var metered = _meter.Begin(group.Title, step, number, group.IsBeside);
        var context = new StepContext(line => _meter.Line($"{mark}{line}"), bytes => _meter.Wrote(metered, bytes), () => _meter.Comparing(metered));
        _meter.Line($"Step {number} of {_meter.Count}: {step.Text}");
        try
        {
            // Here too: an action may have ended well in spite of the cancellation, and then it is undone like the others.
            stop.Token.ThrowIfCancellationRequested();
            await actions.DoAsync(step, context, stop.Token).ConfigureAwait(false);
            lock (_lock)
            {
                _done.Push((group.Title, step, number));
            }

            _meter.End(metered);
            return true;
        }
        catch (OperationCanceledException exception) when (stop.IsCancellationRequested)
        {
            _meter.Line($"{mark}Cancelled.");
            _meter.Stop(metered);
            await FailAsync(step, number, exception, stop).ConfigureAwait(false);
            return false;
        }
        catch (Exception exception)
        {
            var reason = Reason(exception);
            _meter.Line($"{mark}Failed: {reason}");
            if (step.MayFail)
            {
                lock (_lock)
                {
                    _notes.Add($"{step.Text}: {reason}");
                }

                _meter.End(metered);
                return true;
            }

            _meter.Stop(metered);
            await FailAsync(step, number, exception, stop).ConfigureAwait(false);
            return false;
        }
    }

    private bool HasProblem()
    {
        lock (_lock)
        {
            return _problem is not null;
        }
    }

    private async Task FailAsync(Step step, int number, Exception exception, CancellationTokenSource stop)
    {
        lock (_lock)
        {
            _problem ??= (step, number, Reason(exception), exception);
        }

        await stop.CancelAsync().ConfigureAwait(false);
    }

    private async Task<StepUndoReport> UndoAsync()
    {
        // A token of its own: the caller's may be the very reason for undoing, and what is left half done (mounts, imported pools) would be in the way of the
        // next attempt. The deadline keeps a disk that hangs from keeping the person waiting for ever.
        using var deadline = new CancellationTokenSource(UndoTime, time);
        var context = new StepContext(line => _meter.Line($"  {line}"), static _ => { }, static () => { });
        List<string> undone = [];
        List<string> failed = [];
        while (_done.TryPop(out var entry))
        {
            var (group, step, number) = entry;
            if (step.Undo.Count == 0 && step is not Mount)
            {
                continue;
            }

            var metered = _meter.Begin(group, step, number, isUndoing: true);
            _meter.Line($"Undo step {number}: {step.Text}");
            var problems = failed.Count;
            foreach (var undo in step.Undo)
            {
                await TryAsync(step, undo.MayFail, () => actions.DoAsync(undo, context, deadline.Token)).ConfigureAwait(false);
            }

            if (step is Mount mount)
            {
                await TryAsync(step, mayFail: false, () => actions.UnmountAsync(mount, context, deadline.Token)).ConfigureAwait(false);
            }

            if (failed.Count == problems)
            {
                undone.Add(step.Text);
            }

            _meter.Stop(metered);
        }

        return new StepUndoReport(undone, failed);

        async Task TryAsync(Step step, bool mayFail, Func<Task> action)
        {
            try
            {
                await action().ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                var reason = exception is OperationCanceledException ? $"there was no end to it within {UndoTime.TotalMinutes:0} minutes." : Reason(exception);
                _meter.Line($"  Failed: {reason}");
                if (!mayFail)
                {
                    failed.Add($"{step.Text}: {reason}");
                }
            }
        }
    }
}
