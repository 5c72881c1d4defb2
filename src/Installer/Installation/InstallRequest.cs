using Domar.Core.Install.Settings;
using Domar.Installer.Inventory;

namespace Domar.Installer.Installation;

/// <summary>All that an installation needs.</summary>
/// <param name="Settings">What is wished, definite.</param>
/// <param name="Machine">What is there.</param>
internal sealed record InstallRequest(InstallSettings Settings, MachineReport Machine)
{
    /// <summary>Where the medium is mounted; null for where the live system has it.</summary>
    public string? MediumFolder { get; init; }

    /// <summary>Absolute path of the program that runs at the installed system's first start; null for none.</summary>
    public string? FirstBootProgram { get; init; }
}
