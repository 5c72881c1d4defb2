using Domar.Core.Steps;

namespace Domar.HostTools.Steps;

/// <summary>What each kind of step does. <see cref="StepExecutor"/> has the order, and the way back.</summary>
internal interface IStepActions
{
    /// <summary>Carries out one step. Its undo steps are not looked at.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the step may be half done.</exception>
    /// <exception cref="Exception">It failed; the message is a reason for people.</exception>
    Task DoAsync(Step step, StepContext context, CancellationToken cancellationToken);

    /// <summary>Takes back a mount; fine when it is not mounted any more.</summary>
    Task UnmountAsync(Mount mount, StepContext context, CancellationToken cancellationToken);
}
