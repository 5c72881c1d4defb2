using Domar.Core.Install.Plans;
using Domar.Core.Steps;
using Domar.HostTools.Steps;

namespace Domar.Installer.Installation;

/// <summary>Plans an installation and carries it out.</summary>
internal interface IInstallation
{
    /// <summary>The log of the last installation.</summary>
    string LogFile { get; }

    /// <summary>Plans; writes nothing. Two plans of the same differ in number, machine id and salt.</summary>
    /// <param name="request">What is wanted, and the host.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<InstallPlanResult> PlanAsync(InstallRequest request, CancellationToken cancellationToken);

    /// <summary>Carries a plan out, as <see cref="IStepExecutor"/> does, and writes the log.</summary>
    /// <param name="plan">What to do.</param>
    /// <param name="observer">Is told of progress, from any thread.</param>
    /// <param name="cancellationToken">Gives up, and undoes what can be undone.</param>
    Task<StepResult> RunAsync(StepPlan plan, IStepObserver observer, CancellationToken cancellationToken);

    /// <summary>Starts the machine again.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    Task RestartAsync(CancellationToken cancellationToken);
}
