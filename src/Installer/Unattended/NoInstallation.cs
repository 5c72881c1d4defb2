namespace Domar.Installer.Unattended;

/// <summary>Stands where the installation itself is not built in.</summary>
internal sealed class NoInstallation : IInstallation
{
    /// <inheritdoc/>
    public Task<InstallOutcome> RunAsync(InstallRequest request, Action<string> progress, CancellationToken cancellationToken) =>
        Task.FromException<InstallOutcome>(new InstallException(["This version of domar-install cannot install; it checks answer files and machines. Nothing was written."]));
}
