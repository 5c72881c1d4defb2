using System.Globalization;
using Domar.Core.Firmware;
using Domar.HostTools.Exec;
using Domar.HostTools.Mounts;

namespace Domar.HostTools.Firmware;

/// <summary>Reads and writes slots by mounting the boot disks' partitions for a moment. Needs root, and a mount namespace of its own.</summary>
/// <param name="runner">Runs mount and umount.</param>
/// <param name="finder">Finds the partitions.</param>
/// <param name="workFolder">Folder below which file systems are mounted.</param>
/// <param name="fileSystems">Types of the file systems.</param>
public sealed class SlotStore(IToolRunner runner, BootPartitionFinder finder, string workFolder, FirmwareFileSystems fileSystems) : ISlotStore
{
    private const int MaxFileBytes = 64 * 1024;

    private readonly TemporaryMount _mount = new(new Mounter(runner), workFolder);

    /// <inheritdoc/>
    public async Task<SlotStatus> ReadAsync(RunningFirmware running, CancellationToken cancellationToken)
    {
        var disks = new List<BootDisk>();
        foreach (var partitions in finder.Find(running.Installation ?? "").GroupBy(static partition => partition.Name.Disk))
        {
            disks.Add(await ReadDiskAsync(partitions.Key, [.. partitions], cancellationToken).ConfigureAwait(false));
        }

        return new SlotStatus(running, disks);
    }

    /// <inheritdoc/>
    public IReadOnlyList<SlotTarget> Targets(string installation, FirmwareSlot slot) =>
    [
        .. finder.Find(installation).Select(static partition => partition.Name.Disk).Distinct().Select(disk => new SlotTarget(
            disk, Partition(installation, slot.BootRole(), disk).Device, Partition(installation, slot.RootRole(), disk).Device)),
    ];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> WriteAsync(string installation, IReadOnlyList<EnvironmentWrite> writes, CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        foreach (var disk in writes.GroupBy(static write => write.Disk))
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                var esp = Partition(installation, PartitionRole.Esp, disk.Key);

                // Both files of a disk or none: a cut between them would be right, but is not asked for.
                await _mount.UseAsync(esp.Device, fileSystems.Boot, FolderName("esp", disk.Key), readOnly: false, folder => WriteFiles(folder, disk), CancellationToken.None)
                    .ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is FirmwareException or IOException or UnauthorizedAccessException)
            {
                problems.Add($"Disk {disk.Key}: {string.Join(" and ", disk.Select(static write => write.FileName))} cannot be written: {exception.Message}");
            }
        }

        return problems;
    }

    /// <inheritdoc/>
    public Task<bool> IsWholeAsync(
        string installation, FirmwareSlot slot, int disk, RootConf image, Action<double>? onProgress, CancellationToken cancellationToken)
    {
        var partition = Partition(installation, slot.RootRole(), disk);
        return Task.Run(
            () =>
            {
                try
                {
                    using var device = File.OpenHandle(partition.Device, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
                    return VerityTree.IsWhole(device, 0, image, onProgress, cancellationToken);
                }
                catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
                {
                    throw new FirmwareException($"Disk {disk}: the root image of slot {slot} cannot be read: {exception.Message}", exception);
                }
            },
            cancellationToken);
    }

    private static string FolderName(string kind, int disk) => string.Create(CultureInfo.InvariantCulture, $"{kind}-{disk}");

    private static bool WriteFiles(string folder, IEnumerable<EnvironmentWrite> writes)
    {
        foreach (var write in writes)
        {
            // In place: the file's blocks stay where GRUB found them, and of 1024 bytes the first sector decides.
            using var file = File.OpenHandle(Path.Combine(folder, BootEnvironment.Folder, write.FileName), FileMode.OpenOrCreate, FileAccess.Write);
            RandomAccess.Write(file, write.ToBytes(), 0);
            if (RandomAccess.GetLength(file) != GrubEnvironment.SizeBytes)
            {
                RandomAccess.SetLength(file, GrubEnvironment.SizeBytes);
            }

            RandomAccess.FlushToDisk(file);
        }

        return true;
    }

    private static byte[] ReadBytes(string path)
    {
        try
        {
            using var file = File.OpenHandle(path);
            var buffer = new byte[(int)Math.Min(RandomAccess.GetLength(file), MaxFileBytes)];
            return buffer.AsSpan(0, RandomAccess.Read(file, buffer, 0)).ToArray();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A file that cannot be read does not count, for GRUB as well.
            return [];
        }
    }

    private BootPartition Partition(string installation, PartitionRole role, int disk)
    {
        var found = finder.Find(installation).Where(partition => partition.Name.Role == role && partition.Name.Disk == disk).ToList();
        var name = new PartitionName(installation, role, disk);
        return found switch
        {
            [var one] => one,
            [] => throw new FirmwareException($"Disk {disk} has no partition {name}: was the disk removed?"),
            _ => throw new FirmwareException($"There are {found.Count} partitions {name} (on {string.Join(", ", found.Select(static one => one.Disk))}): a disk was copied. Remove the copy."),
        };
    }

    private async Task<BootDisk> ReadDiskAsync(int number, List<BootPartition> partitions, CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        if (partitions.Select(static partition => partition.Disk).Distinct().Count() > 1)
        {
            var names = string.Join(" and ", partitions.Select(static partition => partition.Disk).Distinct());
            return new BootDisk(number, partitions[0].Disk) { Problems = [$"{names} have the same partition names: one is a copy of the other. Remove the copy."] };
        }

        async Task<T?> LookAsync<T>(PartitionRole role, string what, Func<string, T?> read)
            where T : class
        {
            try
            {
                var partition = partitions.Find(partition => partition.Name.Role == role)
                    ?? throw new FirmwareException("there is no such partition on it");
                return await _mount.UseAsync(partition.Device, fileSystems.Boot, FolderName(role.Word(), number), readOnly: true, read, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is FirmwareException or IOException)
            {
                problems.Add($"{what} cannot be read: {exception.Message}");
                return null;
            }
        }

        var environment = await LookAsync(PartitionRole.Esp, "its EFI system partition", static folder => BootEnvironment.Parse(
            ReadBytes(Path.Combine(folder, BootEnvironment.Folder, BootEnvironment.GoodFile)),
            ReadBytes(Path.Combine(folder, BootEnvironment.Folder, BootEnvironment.TrialFile)))).ConfigureAwait(false);
        var slots = new RootConf?[2];
        foreach (var slot in Enum.GetValues<FirmwareSlot>())
        {
            slots[(int)slot] = await LookAsync(slot.BootRole(), $"slot {slot}", folder => ReadSlot(folder, slot, problems)).ConfigureAwait(false);
        }

        return new BootDisk(number, partitions[0].Disk) { Environment = environment, SlotA = slots[0], SlotB = slots[1], Problems = problems };
    }

    private static RootConf? ReadSlot(string folder, FirmwareSlot slot, List<string> problems)
    {
        if (!File.Exists(Path.Combine(folder, "vmlinuz")))
        {
            // The kernel is written last: writing was cut, or nothing was written yet.
            problems.Add($"slot {slot} is not whole: it has no kernel.");
            return null;
        }

        var conf = RootConf.TryParse(System.Text.Encoding.UTF8.GetString(ReadBytes(Path.Combine(folder, "root.conf"))), out var problem);
        if (conf is null)
        {
            problems.Add($"slot {slot} is not whole: its root.conf is damaged: {problem}.");
        }

        return conf;
    }
}
