using System.Text;
using Domar.Core.Firmware;
using Domar.HostTools.Exec;
using Domar.HostTools.Firmware;
using Domar.TestKit;

namespace Domar.HostTools.Tests.Firmware;

/// <summary>
/// Boot disks for tests: a sysfs of files, and partitions that are real file systems in files (ext4, since not every kernel that tests run on has vfat), which mount(8)
/// turns into loop devices. Needs root.
/// </summary>
internal sealed class FakeInstallation : IDisposable
{
    public const string Id = "1f2e3d4c";

    public static readonly FirmwareFileSystems FileSystems = new("ext4", "ext4");

    private readonly TempFolder _folder = new();

    public FakeInstallation() => Directory.CreateDirectory(_folder["sys/class/block"]);

    public ToolRunner Runner { get; } = new();

    public BootPartitionFinder Finder => new(_folder["sys"], _folder["dev"]);

    public SlotStore Store => new(Runner, Finder, _folder["mounts"], FileSystems);

    public string MediumPath => _folder["medium.img"];

    public string WorkFolder => _folder["mounts"];

    /// <summary>Adds a partition to the fake sysfs, as the kernel shows it: a link into the disk's folder.</summary>
    public string AddPartition(string disk, string name, int number)
    {
        var folder = Directory.CreateDirectory(_folder[$"sys/devices/pci0/block/{disk}/{disk}{number}"]).FullName;
        File.WriteAllText(Path.Combine(folder, "uevent"), $"MAJOR=8\nMINOR={number}\nDEVNAME={disk}{number}\nDEVTYPE=partition\nPARTN={number}\nPARTNAME={name}\n");
        Directory.CreateSymbolicLink(_folder[$"sys/class/block/{disk}{number}"], $"../../devices/pci0/block/{disk}/{disk}{number}");
        Directory.CreateDirectory(_folder["dev"]);
        return Path.Combine(_folder["dev"], $"{disk}{number}");
    }

    /// <summary>Adds a boot disk whose slots hold images.</summary>
    public async Task AddDiskAsync(int number, string disk, BootEnvironment environment, string? slotA, string? slotB)
    {
        foreach (var role in Enum.GetValues<PartitionRole>())
        {
            var device = AddPartition(disk, new PartitionName(Id, role, number).ToString(), (int)role);
            Dictionary<string, byte[]>? files = role switch
            {
                PartitionRole.Esp => new()
                {
                    ["domar/good.env"] = environment.Good is { } good ? GrubEnvironment.Good(good).ToBytes() : [.. Enumerable.Repeat((byte)0xff, 1024)],
                    ["domar/trial.env"] = environment.Trial is { } trial ? GrubEnvironment.Trial(trial.Slot, trial.Tries).ToBytes() : "short"u8.ToArray(),
                },
                PartitionRole.BootA => Slot(slotA),
                PartitionRole.BootB => Slot(slotB),
                _ => null,
            };
            if (files is null)
            {
                await File.WriteAllBytesAsync(device, VerityImage.Bytes());
            }
            else
            {
                await MakeFileSystemAsync(device, files);
            }
        }
    }

    public string DeviceOf(int disk, PartitionRole role) => Finder.Find(Id).Single(partition => partition.Name.Disk == disk && partition.Name.Role == role).Device;

    public async Task MakeFileSystemAsync(string device, Dictionary<string, byte[]> files)
    {
        var content = _folder["content"];
        Directory.CreateDirectory(content);
        foreach (var (name, bytes) in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(content, name))!);
            await File.WriteAllBytesAsync(Path.Combine(content, name), bytes);
        }

        await File.WriteAllBytesAsync(device, new byte[8 << 20]);
        var result = await Runner.RunAsync(new ToolCommand("mkfs.ext4", ["-q", "-F", "-d", content, device]), CancellationToken.None);
        Assert.AreEqual(0, result.ExitCode, result.Error);
        Directory.Delete(content, recursive: true);
    }

    public void Dispose() => _folder.Dispose();

    private static Dictionary<string, byte[]> Slot(string? conf) => conf is null
        ? []
        : new() { ["vmlinuz"] = [1], ["initrd"] = [2], ["root.conf"] = Encoding.ASCII.GetBytes(conf) };
}
