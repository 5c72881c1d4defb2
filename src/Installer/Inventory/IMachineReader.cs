using Domar.HostTools.Exec;

namespace Domar.Installer.Inventory;

/// <summary>Finds out what an installation would find on this host.</summary>
internal interface IMachineReader
{
    /// <summary>Looks now; writes nothing.</summary>
    /// <param name="testKvm">Whether to look at what takes time too: KVM is tested (3 s at the most), and disks are asked for their health (20 s at the most, all at once).</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ToolException">The disks cannot be listed.</exception>
    Task<MachineReport> ReadAsync(bool testKvm, CancellationToken cancellationToken);
}
