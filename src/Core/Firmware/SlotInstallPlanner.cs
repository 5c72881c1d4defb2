using System.Globalization;
using Domar.Core.Steps;

namespace Domar.Core.Firmware;

/// <summary>
/// How an image gets into a slot of all boot disks. The slot's kernel goes first and comes back last, on a fresh file system, when the root image was read back and
/// found equal: GRUB, which takes the other slot when a kernel is missing, never finds a slot that is half written. The environment files are not part
/// of it: <see cref="SlotPolicy.Settle"/> comes before, <see cref="SlotPolicy.BeginTrial"/> after.
/// </summary>
public static class SlotInstallPlanner
{
    /// <summary>Plans.</summary>
    /// <param name="installation">Number of the installation.</param>
    /// <param name="slot">The slot to write; not the one that runs.</param>
    /// <param name="disks">Numbers of the boot disks.</param>
    /// <param name="image">The image.</param>
    /// <param name="workFolder">Folder below which file systems are mounted, for example <c>/run/domar-firmware</c>.</param>
    /// <param name="fileSystems">Types of the file systems.</param>
    public static StepPlan Plan(
        string installation, FirmwareSlot slot, IReadOnlyList<int> disks, FirmwareImage image, string workFolder, FirmwareFileSystems fileSystems)
    {
        var medium = $"{workFolder}/medium";
        var targets = disks.Select(disk => new Disk(
            disk,
            new PartitionName(installation, slot.BootRole(), disk).Device,
            new PartitionName(installation, slot.RootRole(), disk).Device,
            string.Create(CultureInfo.InvariantCulture, $"{workFolder}/boot-{disk}"))).ToList();
        return new StepPlan(
        [
            new("Open the image", [Mounted(image.Path, medium, fileSystems.Medium, "ro,loop", $"Mount {image.Path}")]),
            new($"Empty slot {slot}", [.. targets.Select(target => MakeFileSystem(target, slot, fileSystems.Boot))]),
            new($"Write {image.Root.Title} into slot {slot}",
            [
                new CopyBytes($"{medium}/{FirmwareImage.RootPath}", image.Root.SizeBytes, [.. targets.Select(static target => new CopyTarget(target.RootDevice))])
                {
                    Text = $"Write the root image to {Count(disks.Count)} and read it back",
                    Verify = true,
                },
            ]),
            new("Write kernel and initramfs", [.. targets.SelectMany(target => WriteBoot(target, image, medium, fileSystems.Boot))]),
            new("Close the image", [new RunCommand("umount", [medium]) { Text = $"Unmount {image.Path}" }]),
        ]);
    }

    private static string Count(int disks) => disks == 1 ? "1 disk" : string.Create(CultureInfo.InvariantCulture, $"{disks} disks");

    private static RunCommand MakeFileSystem(Disk disk, FirmwareSlot slot, string type) =>
        new("mkfs", ["-t", type, .. (IEnumerable<string>)(type == "vfat" ? ["-F", "32", "-n"] : ["-q", "-F", "-L"]), $"DOMAR-{slot}", disk.BootDevice])
        {
            Text = $"Make an empty file system for slot {slot} on disk {disk.Number}",
        };

    private static IEnumerable<Step> WriteBoot(Disk disk, FirmwareImage image, string medium, string type)
    {
        var on = $"on disk {disk.Number}";
        yield return Mounted(disk.BootDevice, disk.Folder, type, null, $"Mount the boot partition {on}");
        yield return new CopyFile($"{medium}/{FirmwareImage.InitrdPath}", $"{disk.Folder}/initrd") { Text = $"Copy the initramfs {on}", SizeBytes = image.InitrdBytes };
        yield return new CopyFile($"{medium}/{FirmwareImage.RootConfPath}", $"{disk.Folder}/root.conf") { Text = $"Copy the root image's hash {on}" };
        yield return new WriteFile($"{disk.Folder}/slot.cfg", $"set version={image.Root.Version}\n") { Text = $"Write the version for the boot menu {on}" };
        yield return new CopyFile($"{medium}/{FirmwareImage.KernelPath}", $"{disk.Folder}/vmlinuz") { Text = $"Copy the kernel {on}", SizeBytes = image.KernelBytes };
        yield return new RunCommand("umount", [disk.Folder]) { Text = $"Unmount the boot partition {on}" };
    }

    private static Mount Mounted(string source, string target, string type, string? options, string text) =>
        new(source, target, type) { Text = text, Options = options };

    private sealed record Disk(int Number, string BootDevice, string RootDevice, string Folder);
}
