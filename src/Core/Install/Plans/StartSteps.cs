using Domar.Core.Firmware;
using Domar.Core.Steps;

namespace Domar.Core.Install.Plans;

/// <summary>Makes every disk start by itself, with BIOS and with UEFI, whatever this host has: disks are moved, and firmware is set otherwise.</summary>
internal static class StartSteps
{
    // What follows in the sector is the old partition table's, and not GRUB's.
    private const int BootCodeBytes = 440;

    public static StepGroup Make(PlanParts parts)
    {
        var context = parts.Context;
        var steps = new List<Step>();
        foreach (var target in parts.Targets)
        {
            steps.AddRange(FatMount.Around(target, PartitionRole.Esp, context.WorkFolder, folder => EspFiles(parts, folder)));
        }

        steps.Add(new CopyBytes($"{context.BootFolder}/core.img", context.Image.CoreBytes, [.. parts.Targets.Select(static target => new CopyTarget(target.Partition(PartitionRole.Bios)))])
        {
            Text = "Write the boot loader for BIOS",
            Verify = true,
        });

        if (context.IsUefi)
        {
            // Each new entry becomes the first one.
            steps.AddRange(parts.Targets.Reverse().Select(static target => new RunCommand(
                "efibootmgr", ["--quiet", "--create", "--disk", target.Path, "--part", $"{(int)PartitionRole.Esp}", "--label", "Domar", "--loader", @"\EFI\BOOT\BOOTX64.EFI"])
            { Text = $"Enter {target.Device.Name} in the firmware's boot menu", MayFail = true }));
        }

        // Last of all: udev looks at the disk anew after this, and the links to partitions may be away for a moment.
        steps.Add(new CopyBytes($"{context.BootFolder}/boot.img", BootCodeBytes, [.. parts.Targets.Select(static target => new CopyTarget(target.Path))])
        {
            Text = "Write the boot code for BIOS",
            Verify = true,
        });
        // Closing the pool has waited for all before; with LVM it goes on beside.
        return new StepGroup("Make the disks start", steps) { WaitsForOthers = parts.IsZfs };
    }

    private static IEnumerable<Step> EspFiles(PlanParts parts, string folder)
    {
        var source = parts.Context.BootFolder;
        return
        [
            new WriteFile($"{folder}/domar/good.env", GrubEnvironment.Good(FirmwareSlot.A).Format()) { Text = "Write which slot is good" },
            new WriteFile($"{folder}/domar/trial.env", GrubEnvironment.Trial(null, 0).Format()) { Text = "Write that no slot is on trial" },
            new WriteFile($"{folder}/domar/install.cfg", InstallConfig(parts)) { Text = "Write the installation's number" },
            new CopyFile($"{source}/grub.cfg", $"{folder}/domar/grub.cfg") { Text = "Copy the boot menu" },
            new CopyFile($"{source}/find.cfg", $"{folder}/EFI/debian/grub.cfg") { Text = "Copy the way to the boot menu" },
            new CopyFile($"{source}/mmx64.efi", $"{folder}/EFI/BOOT/mmx64.efi") { Text = "Copy the manager of Secure Boot keys" },
            new CopyFile($"{source}/grubx64.efi", $"{folder}/EFI/BOOT/grubx64.efi") { Text = "Copy the boot loader for UEFI" },
            new CopyFile($"{source}/BOOTX64.EFI", $"{folder}/EFI/BOOT/BOOTX64.EFI") { Text = "Copy the first loader for UEFI" },
        ];
    }

    private static string InstallConfig(PlanParts parts)
    {
        var installation = parts.Context.InstallationId;
        var arguments = parts.Settings.Disks.Zfs is { } zfs ? ZfsOptions.KernelArguments(zfs, parts.Facts.MemoryMiB, installation) : "";
        return $"set install={installation}\nset pool={(parts.IsZfs ? "zfs" : "lvm")}\nset disks={parts.Targets.Count}\nset arguments=\"{arguments}\"\n";
    }
}
