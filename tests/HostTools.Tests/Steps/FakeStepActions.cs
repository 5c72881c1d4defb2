using Domar.Core.Steps;
using Domar.HostTools.Steps;

namespace Domar.HostTools.Tests.Steps;

/// <summary>Remembers what it is told to do, by the steps' texts, and fails where it is told to.</summary>
internal sealed class FakeStepActions : IStepActions
{
    public List<string> Done { get; } = [];

    public HashSet<string> Fails { get; } = [];

    /// <summary>Called before a step is done; what it awaits, the step awaits.</summary>
    public Func<Step, StepContext, CancellationToken, Task>? Before { get; set; }

    public async Task DoAsync(Step step, StepContext context, CancellationToken cancellationToken)
    {
        if (Before is { } before)
        {
            await before(step, context, cancellationToken);
        }

        Do(step.Text);
    }

    public Task UnmountAsync(Mount mount, StepContext context, CancellationToken cancellationToken)
    {
        Do($"unmount {mount.Target}");
        return Task.CompletedTask;
    }

    private void Do(string what)
    {
        if (Fails.Contains(what))
        {
            throw new StepException($"{what} does not work.");
        }

        lock (Done)
        {
            Done.Add(what);
        }
    }
}
