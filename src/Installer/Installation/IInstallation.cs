using Domar.Core.Install.Plans;
using Domar.Core.Install.Settings;
using Domar.Core.Steps;
using Domar.HostTools.Steps;
using Domar.Installer.Inventory;

namespace Domar.Installer.Installation;

/// <summary>Plans an installation and carries it out.</summary>
internal interface IInstallation
{
    /// <summary>Plans; writes nothing.</summary>
    /// <param name="settings">What is wanted.</param>
    /// <param name="report">The host.</param>
    /// <param name="firstBootProgram">Absolute path of the program that runs at the installed system's first start; null for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<InstallPlanResult> PlanAsync(InstallSettings settings, MachineReport report, string? firstBootProgram, CancellationToken cancellationToken);

    /// <summary>Carries a plan out, as <see cref="IStepExecutor"/> does.</summary>
    /// <param name="plan">What to do.</param>
    /// <param name="observer">Is told of progress, from any thread.</param>
    /// <param name="cancellationToken">Gives up, and undoes what can be undone.</param>
    Task<StepResult> RunAsync(StepPlan plan, IStepObserver observer, CancellationToken cancellationToken);

    /// <summary>Starts the machine again.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    Task RestartAsync(CancellationToken cancellationToken);
}
