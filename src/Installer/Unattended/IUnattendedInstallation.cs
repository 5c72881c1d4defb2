using Domar.Installer.Installation;

namespace Domar.Installer.Unattended;

/// <summary>Installs: plans, and carries the plan out.</summary>
internal interface IUnattendedInstallation
{
    /// <summary>Installs.</summary>
    /// <param name="request">What.</param>
    /// <param name="progress">Takes a line for people as each part begins.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InstallException">It failed, or may not begin.</exception>
    Task<InstallOutcome> RunAsync(InstallRequest request, Action<string> progress, CancellationToken cancellationToken);
}
