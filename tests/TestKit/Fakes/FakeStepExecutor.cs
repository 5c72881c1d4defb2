using Domar.Core.Steps;
using Domar.HostTools.Steps;

namespace Domar.TestKit.Fakes;

/// <summary>Does nothing, tells progress as the real one does, and remembers the plans.</summary>
public sealed class FakeStepExecutor : IStepExecutor
{
    /// <summary>Plans that were run.</summary>
    public List<StepPlan> Plans { get; } = [];

    /// <summary>Number of the step that fails, from 1; null for none.</summary>
    public int? FailsAt { get; init; }

    /// <summary>Why it fails.</summary>
    public string Reason { get; init; } = "The disk reports an error.";

    /// <summary>What the failure tells of undoing.</summary>
    public StepUndoReport Undo { get; init; } = StepUndoReport.Nothing;

    /// <summary>Notes of the result.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Awaited before each step, for tests that look at what is shown in the middle; null for no wait.</summary>
    public Func<int, Task>? BeforeStep { get; init; }

    /// <inheritdoc/>
    public async Task<StepResult> RunAsync(StepPlan plan, IStepObserver observer, CancellationToken cancellationToken)
    {
        Plans.Add(plan);
        var (number, count, done) = (0, plan.Steps.Count(), 0L);
        foreach (var (group, step) in plan.Groups.SelectMany(static group => group.Steps.Select(step => (group.Title, step))))
        {
            number++;
            observer.OnProgress(new StepProgress(group, step.Text, number, count, done, plan.WorkBytes));
            observer.OnLine($"Step {number} of {count}: {step.Text}");
            if (BeforeStep is { } wait)
            {
                await wait(number);
            }

            if (cancellationToken.IsCancellationRequested)
            {
                throw new StepsCancelledException(number, count, step.Text, Undo, cancellationToken);
            }

            if (number == FailsAt)
            {
                throw new StepFailedException(number, count, step.Text, Reason, Undo);
            }

            done += step.WorkBytes;
        }

        observer.OnProgress(new StepProgress("", "", number, count, plan.WorkBytes, plan.WorkBytes));
        return new StepResult(Notes);
    }
}
