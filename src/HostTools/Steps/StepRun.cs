using Domar.Core.Steps;

namespace Domar.HostTools.Steps;

/// <summary>One plan being carried out: in order; and in reverse, when a step fails.</summary>
/// <param name="actions">Does each step.</param>
/// <param name="plan">What to do.</param>
/// <param name="observer">Who watches.</param>
/// <param name="time">Clock.</param>
internal sealed class StepRun(IStepActions actions, StepPlan plan, IStepObserver observer, TimeProvider time)
{
    /// <summary>Deadline for undoing everything; exporting pools and unmounting takes seconds. Only a disk that hangs takes longer, and then it must end some time.</summary>
    private static readonly TimeSpan UndoTime = TimeSpan.FromMinutes(5);

    private readonly StepMeter _meter = new(plan, observer, time);
    private readonly Stack<(string Group, Step Step, int Number)> _done = new();
    private readonly List<string> _notes = [];

    /// <summary>As <see cref="IStepExecutor.RunAsync"/>.</summary>
    public async Task<StepResult> RunAsync(CancellationToken cancellationToken)
    {
        var context = new StepContext(line => _meter.Line($"  {line}"), _meter.Wrote, _meter.Comparing);
        var number = 0;
        foreach (var (group, step) in plan.Groups.SelectMany(static group => group.Steps.Select(step => (group.Title, step))))
        {
            number++;
            _meter.Begin(group, step, number, isUndoing: false);
            _meter.Line($"Step {number} of {_meter.Count}: {step.Text}");
            try
            {
                // Here too: an action may have ended well in spite of the cancellation, and then it is undone like the others.
                cancellationToken.ThrowIfCancellationRequested();
                await actions.DoAsync(step, context, cancellationToken).ConfigureAwait(false);
                _done.Push((group, step, number));
                _meter.End();
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                _meter.Line("  Cancelled.");
                _meter.Stop();
                throw new StepsCancelledException(number, _meter.Count, step.Text, await UndoAsync().ConfigureAwait(false), cancellationToken);
            }
            catch (Exception exception)
            {
                var reason = Reason(exception);
                _meter.Line($"  Failed: {reason}");
                if (step.MayFail)
                {
                    _notes.Add($"{step.Text}: {reason}");
                    _meter.End();
                    continue;
                }

                _meter.Stop();
                throw new StepFailedException(number, _meter.Count, step.Text, reason, await UndoAsync().ConfigureAwait(false), exception);
            }
        }

        _meter.Finish();
        return new StepResult(_notes);
    }

    private static string Reason(Exception exception) => exception.Message.EndsWith('.') ? exception.Message : $"{exception.Message}.";

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

            _meter.Begin(group, step, number, isUndoing: true);
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
