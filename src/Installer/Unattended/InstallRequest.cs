using Domar.Core.Install.Settings;
using Domar.Installer.Inventory;

namespace Domar.Installer.Unattended;

/// <summary>All that an installation needs.</summary>
/// <param name="Settings">What is wished, definite.</param>
/// <param name="Machine">What is there.</param>
internal sealed record InstallRequest(InstallSettings Settings, MachineReport Machine)
{
    /// <summary>Absolute path of the first-boot program (<c>FirstBootPlanner</c> plans where it goes); null for none.</summary>
    public string? FirstBootProgram { get; init; }
}
