using Domar.Core.Install.Plans;
using Domar.Core.Steps;
using Domar.HostTools.Steps;

namespace Domar.Installer.Installation.Demo;

/// <summary>Plans and carries out in appearance only: for tests of the screens, and for looking at them. Nothing is read or written.</summary>
/// <param name="clock">Gives the time between two pieces of progress.</param>
/// <param name="fails">Whether it fails in the middle.</param>
internal sealed class DemoInstallation(TimeProvider clock, bool fails) : IInstallation
{
    private const long ImageBytes = 500L << 20;
    private const int Pieces = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(60);

    /// <inheritdoc/>
    public string LogFile => "/run/domar-install/log";

    /// <inheritdoc/>
    public Task<InstallPlanResult> PlanAsync(InstallRequest request, CancellationToken cancellationToken)
    {
        var names = request.Settings.Disks.Targets.Select(static disk => disk.Device.Path).ToList();
        var plan = new StepPlan(
        [
            new StepGroup("Partition the disks", [.. names.Select(static name => new RunCommand("sfdisk", [name]) { Text = $"Write the partition table of {name}", Input = "label: gpt\n" })]),
            new StepGroup("Write the firmware", [.. names.Select(static name => new CopyBytes("/run/domar-boot/medium/domar/root.img", ImageBytes, [new CopyTarget(name)]) { Text = $"Write both slots of {name}" })]),
            new StepGroup("Make the pool", [new RunCommand("udevadm", ["settle"]) { Text = "Make the pool and the state on it" }]),
            new StepGroup("Write the configuration", [new WriteFile("/state/schema", "1\n") { Text = "Write host name, network and accounts" }]),
        ]);
        return Task.FromResult(new InstallPlanResult(plan, [], ["this is a demonstration, and nothing is written"]));
    }

    /// <inheritdoc/>
    public async Task<StepResult> RunAsync(StepPlan plan, IStepObserver observer, CancellationToken cancellationToken)
    {
        var (number, done, count) = (0, 0L, plan.Steps.Count());
        foreach (var group in plan.Groups)
        {
            foreach (var step in group.Steps)
            {
                number++;
                observer.OnLine(step.Text);
                for (var piece = 0; piece < (step.WorkBytes > 0 ? Pieces : 1); piece++)
                {
                    observer.OnProgress(new StepProgress(group.Title, step.Text, number, count, done, plan.WorkBytes));
                    await Task.Delay(Pause, clock, cancellationToken).ConfigureAwait(false);
                    done += step.WorkBytes / Pieces;
                }

                if (fails && number > count / 2)
                {
                    throw new IOException($"{step.Text}: the disk reports a write error at sector 4711. Replace the disk, or leave it out.");
                }
            }
        }

        return new StepResult([]);
    }

    /// <inheritdoc/>
    public Task RestartAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
