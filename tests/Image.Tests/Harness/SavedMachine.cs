using Domar.TestKit;

namespace Domar.Image.Tests.Harness;

/// <summary>A machine in the middle of its work, from where it can go on any number of times: what many tests would begin with is done once.</summary>
internal sealed class SavedMachine
{
    private readonly MachineOptions _options;
    private readonly string _memory;

    private SavedMachine(MachineOptions options, string memory)
    {
        _options = options;
        _memory = memory;
    }

    /// <summary>Saves a machine, and ends it.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="options">What it is made of. Its disks with files of their own are not to be written to any more.</param>
    /// <param name="memory">File for its memory; as long as that is there, so is this.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<SavedMachine> SaveAsync(Machine machine, MachineOptions options, string memory, CancellationToken cancellationToken)
    {
        await machine.SaveAsync(memory, cancellationToken);
        await machine.DisposeAsync();
        return new SavedMachine(options, memory);
    }

    /// <summary>The machine as it goes on, with overlays over those of its disks that keep what is written to them.</summary>
    /// <param name="folder">Where the overlays are put.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<MachineOptions> OverlayAsync(TempFolder folder, CancellationToken cancellationToken)
    {
        var disks = new List<DiskOptions>();
        foreach (var (index, disk) in _options.Disks.Index())
        {
            if (disk.Path is null || disk.Snapshot)
            {
                throw new InvalidOperationException($"disk{index} ended with the machine that was saved.");
            }

            var overlay = folder[$"goes-on{index}.qcow2"];
            await DiskFiles.MakeOverlayAsync(overlay, disk.Path, cancellationToken, disk.Format);
            disks.Add(disk with { Path = overlay, Format = "qcow2" });
        }

        return _options with { Disks = disks, Memory = _memory };
    }
}
