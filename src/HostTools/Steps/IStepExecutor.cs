using Domar.Core.Steps;

namespace Domar.HostTools.Steps;

/// <summary>Carries out plans.</summary>
public interface IStepExecutor
{
    /// <summary>Carries out a plan in order. When a step fails, or on cancellation, what was done is undone in reverse; then this throws.</summary>
    /// <param name="plan">What to do.</param>
    /// <param name="observer">Is told of progress, and of every command with its output; called from any thread, never from two at once. It must not throw.</param>
    /// <param name="cancellationToken">Gives up. A copy ends at once, a tool is given a while to end by itself; the undoing is not cut short by it.</param>
    /// <exception cref="StepFailedException">A step failed; the message says which, why, and what was undone.</exception>
    /// <exception cref="StepsCancelledException">Cancelled; the message says where, and what was undone.</exception>
    Task<StepResult> RunAsync(StepPlan plan, IStepObserver observer, CancellationToken cancellationToken);
}
