using Domar.Core.Firmware;

namespace Domar.HostTools.Firmware;

/// <summary>The slots on the boot disks of this installation.</summary>
public interface ISlotStore
{
    /// <summary>Reads environment files and images of all boot disks that are there. A disk that fails has its problems with it and does not stop the others.</summary>
    /// <param name="running">The system that runs.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<SlotStatus> ReadAsync(RunningFirmware running, CancellationToken cancellationToken);

    /// <summary>The partitions of a slot on all boot disks.</summary>
    /// <param name="installation">Number of the installation.</param>
    /// <param name="slot">The slot.</param>
    /// <exception cref="FirmwareException">A disk lacks one.</exception>
    IReadOnlyList<SlotTarget> Targets(string installation, FirmwareSlot slot);

    /// <summary>Writes environment files, in order, in place, each flushed before the next.</summary>
    /// <param name="installation">Number of the installation.</param>
    /// <param name="writes">What to write, the writes of a disk together.</param>
    /// <param name="cancellationToken">Gives up before a disk; the writes of one disk are all done.</param>
    /// <returns>What went wrong, for people, a line for each disk; empty when all is written.</returns>
    Task<IReadOnlyList<string>> WriteAsync(string installation, IReadOnlyList<EnvironmentWrite> writes, CancellationToken cancellationToken);

    /// <summary>Whether the root image in a slot of a disk has its root hash; reads all of it.</summary>
    /// <param name="installation">Number of the installation.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="disk">Number of the disk.</param>
    /// <param name="image">What is to be there.</param>
    /// <param name="onProgress">Called with the fraction done, from 0 to 1; null when not wanted.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FirmwareException">It cannot be read.</exception>
    Task<bool> IsWholeAsync(string installation, FirmwareSlot slot, int disk, RootConf image, Action<double>? onProgress, CancellationToken cancellationToken);
}
