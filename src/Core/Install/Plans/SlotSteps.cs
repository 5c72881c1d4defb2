using Domar.Core.Firmware;
using Domar.Core.Steps;

namespace Domar.Core.Install.Plans;

/// <summary>Writes the image into both slots of every disk: kernel and initramfs as files, the root as it is.</summary>
internal static class SlotSteps
{
    private static readonly (PartitionRole Boot, PartitionRole Root)[] Slots = [(PartitionRole.BootA, PartitionRole.RootA), (PartitionRole.BootB, PartitionRole.RootB)];

    public static StepGroup Make(PlanParts parts)
    {
        var (context, image) = (parts.Context, parts.Context.Image);
        var medium = context.MediumFolder;
        var steps = new List<Step>
        {
            new CopyBytes($"{medium}/{FirmwareImage.RootPath}", image.RootBytes, [.. parts.Targets.SelectMany(static target => Slots.Select(slot => new CopyTarget(target.Partition(slot.Root))))])
            {
                Text = parts.Targets.Count == 1 ? "Write the system into both slots" : "Write the system into both slots of every disk",
                Verify = true,
            },
        };
        foreach (var target in parts.Targets)
        {
            foreach (var (boot, _) in Slots)
            {
                // Once is enough to know that the medium is whole; the others are copied from memory.
                var isFirst = target.Number == 0 && boot is PartitionRole.BootA;
                steps.AddRange(FatMount.Around(target, boot, context.WorkFolder, folder =>
                [
                    new CopyFile($"{medium}/{FirmwareImage.KernelPath}", $"{folder}/vmlinuz") { Text = "Copy the kernel", SizeBytes = image.KernelBytes, Hash = isFirst ? image.KernelHash : null },
                    new CopyFile($"{medium}/{FirmwareImage.InitrdPath}", $"{folder}/initrd") { Text = "Copy the initramfs", SizeBytes = image.InitrdBytes, Hash = isFirst ? image.InitrdHash : null },
                    new CopyFile($"{medium}/{FirmwareImage.RootConfPath}", $"{folder}/root.conf") { Text = "Copy the description of the system" },
                    new WriteFile($"{folder}/slot.cfg", $"set version={image.Version}\n") { Text = "Write the version for the boot menu" },
                ]));
            }
        }

        // Most of the bytes, and little to do for a processor; the other way round with pool and state.
        return new StepGroup("Write the system", steps) { IsBeside = true };
    }
}
