using Domar.Core.Steps;
using Domar.HostTools.Exec;
using Domar.HostTools.Files;

namespace Domar.HostTools.Steps;

/// <summary>Carries out plans on this host.</summary>
public sealed class StepExecutor : IStepExecutor
{
    private readonly IStepActions _actions;
    private readonly TimeProvider _time;

    /// <summary>Makes one.</summary>
    /// <param name="runner">Runs tools.</param>
    /// <param name="time">Clock; null for the system's.</param>
    public StepExecutor(IToolRunner runner, TimeProvider? time = null)
        : this(new StepActions(runner, LinuxFileLayer.Instance, new BlockCopier(static path => new BlockTarget(path)), time ?? TimeProvider.System), time)
    {
    }

    internal StepExecutor(IStepActions actions, TimeProvider? time = null)
    {
        _actions = actions;
        _time = time ?? TimeProvider.System;
    }

    /// <inheritdoc/>
    public Task<StepResult> RunAsync(StepPlan plan, IStepObserver observer, CancellationToken cancellationToken) =>
        new StepRun(_actions, plan, observer, _time).RunAsync(cancellationToken);
}
