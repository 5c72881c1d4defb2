namespace Domar.Installer.Installation;

/// <summary>Who watches an installation.</summary>
internal interface IInstallationObserver
{
    /// <summary>Something begins or has got on.</summary>
    void OnProgress(InstallationProgress progress);

    /// <summary>A line for the log.</summary>
    void OnLine(string line);
}
