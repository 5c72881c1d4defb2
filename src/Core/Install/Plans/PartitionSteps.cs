using Domar.Core.Firmware;
using Domar.Core.Steps;

namespace Domar.Core.Install.Plans;

/// <summary>Partitions, and the file systems that the firmware and GRUB read.</summary>
internal static class PartitionSteps
{
    private static readonly (PartitionRole Role, string Label, string What)[] FileSystems =
        [(PartitionRole.Esp, "DOMAR-ESP", "boot loader"), (PartitionRole.BootA, "DOMAR-A", "kernel of slot A"), (PartitionRole.BootB, "DOMAR-B", "kernel of slot B")];

    public static StepGroup Make(PlanParts parts)
    {
        var steps = new List<Step>();
        foreach (var target in parts.Targets)
        {
            steps.Add(new RunCommand("sfdisk", ["--quiet", "--lock=yes", "--wipe=always", "--wipe-partitions=always", target.Path])
            {
                Text = $"Write the partition table of {target.Device.Name}",
                Input = DiskLayout.Script(target, parts.PoolMiB, parts.IsZfs),
            });
        }

        steps.Add(Settle("Wait for the new partitions"));
        foreach (var target in parts.Targets)
        {
            foreach (var (role, label, what) in FileSystems)
            {
                steps.Add(new RunCommand("mkfs.vfat", ["-F", "32", "-n", label, target.Partition(role)]) { Text = $"Make the file system for the {what} on {target.Device.Name}" });
            }
        }

        steps.Add(Settle("Wait for the new file systems"));
        return new StepGroup("Partition the disks", steps);
    }

    /// <summary>Waits until udev has made its links.</summary>
    public static RunCommand Settle(string text) => new("udevadm", ["settle", "--timeout=60"]) { Text = text };
}
