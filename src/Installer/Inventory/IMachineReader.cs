using Domar.HostTools.Exec;

namespace Domar.Installer.Inventory;

/// <summary>Finds out what an installation would find on this host.</summary>
internal interface IMachineReader
{
    /// <summary>Looks now; writes nothing.</summary>
    /// <param name="besides">What is looked at besides.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ToolException">The disks cannot be listed.</exception>
    Task<MachineReport> ReadAsync(Inspection besides, CancellationToken cancellationToken);
}
