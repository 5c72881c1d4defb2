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
    /// <param name="slot">The slot to write; not the one that runs.</param>
    /// <param name="disks">Its partitions on all boot disks.</param>
    /// <param name="image">The image.</param>
    /// <param name="workFolder">Folder below which file systems are mounted, for example <c>/run/domar-firmware</c>.</param>
    /// <param name="fileSystems">Types of the file systems.</param>
    public static StepPlan Plan(
        FirmwareSlot slot, IReadOnlyList<SlotTarget> disks, FirmwareImage image, string workFolder, FirmwareFileSystems fileSystems)
    {
        var medium = $"{workFolder}/medium";
        return new StepPlan(
        [
            new("Open the image", [Mounted(image.Path, medium, fileSystems.Medium, "ro,loop", $"Mount {image.Path}")]),
            new($"Empty slot {slot}", [.. disks.SelectMany(target => Empty(target, slot, fileSystems.Boot))]),
            new($"Write {image.Root.Title} into slot {slot}",
            [
                new CopyBytes($"{medium}/{FirmwareImage.RootPath}", image.Root.SizeBytes, [.. disks.Select(static target => new CopyTarget(target.RootDevice))])
                {
                    Text = $"Write the root image to {Count(disks.Count)} and read it back",
                    Verify = true,
                },
            ]),
            new("Write kernel and initramfs", [.. disks.SelectMany(target => WriteBoot(target, $"{workFolder}/boot-{target.Disk}", image, medium, fileSystems.Boot))]),
            new("Close the image", [new RunCommand("umount", [medium]) { Text = $"Unmount {image.Path}" }]),
        ]);
    }

    private static string Count(int disks) => disks == 1 ? "1 disk" : string.Create(CultureInfo.InvariantCulture, $"{disks} disks");

    private static IEnumerable<Step> Empty(SlotTarget target, FirmwareSlot slot, string type)
    {
        IEnumerable<string> options = type == "vfat" ? ["-F", "32", "-n"] : ["-q", "-F", "-L"];
        yield return new RunCommand($"mkfs.{type}", [.. options, $"DOMAR-{slot}", target.BootDevice])
        {
            Text = $"Make an empty file system for slot {slot} on disk {target.Disk}",
        };

        // On the disk itself, before its root changes: mkfs leaves that to whom it may concern.
        yield return new RunCommand("sync", [target.BootDevice]) { Text = $"Flush disk {target.Disk}" };
    }

    private static IEnumerable<Step> WriteBoot(SlotTarget target, string folder, FirmwareImage image, string medium, string type)
    {
        var on = $"on disk {target.Disk}";
        yield return Mounted(target.BootDevice, folder, type, null, $"Mount the boot partition {on}");
        yield return new CopyFile($"{medium}/{FirmwareImage.InitrdPath}", $"{folder}/initrd") { Text = $"Copy the initramfs {on}", SizeBytes = image.InitrdBytes, Hash = image.Root.InitrdHash };
        yield return new CopyFile($"{medium}/{FirmwareImage.RootConfPath}", $"{folder}/root.conf") { Text = $"Copy the root image's hash {on}" };
        yield return new WriteFile($"{folder}/slot.cfg", $"set version={image.Root.Version}\n") { Text = $"Write the version for the boot menu {on}" };
        yield return new CopyFile($"{medium}/{FirmwareImage.KernelPath}", $"{folder}/vmlinuz") { Text = $"Copy the kernel {on}", SizeBytes = image.KernelBytes, Hash = image.Root.KernelHash };
        yield return new RunCommand("umount", [folder]) { Text = $"Unmount the boot partition {on}" };
    }

    private static Mount Mounted(string source, string target, string type, string? options, string text) =>
        new(source, target, type) { Text = text, Options = options };
}
