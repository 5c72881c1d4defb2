using Domar.Core.Install.Settings;
using Domar.Core.Steps;
using Domar.Installer.Inventory;

namespace Domar.Installer.Installation;

/// <summary>Stands where planning and execution are not connected: everything can be entered and checked, and nothing is written.</summary>
internal sealed class UnavailableInstallation : IInstallation
{
    /// <inheritdoc/>
    public Task<InstallationPlan> PlanAsync(InstallSettings settings, MachineReport report, CancellationToken cancellationToken) =>
        Task.FromResult(new InstallationPlan(null, "", ["This build of domar-install cannot install; it only checks. Use the one on the medium."], []));

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> RunAsync(StepPlan plan, IInstallationObserver observer, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("Nothing can be installed without a plan.");

    /// <inheritdoc/>
    public Task RestartAsync(CancellationToken cancellationToken) => throw new InvalidOperationException("Nothing was installed.");
}
