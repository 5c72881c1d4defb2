using Domar.Core.Firmware;
using Domar.Core.Steps;

namespace Domar.Core.Install.Plans;

/// <summary>Partitions.</summary>
internal static class PartitionSteps
{
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

        steps.Add(new RunCommand("udevadm", ["settle", "--timeout=60"]) { Text = "Wait for the new partitions" });
        return new StepGroup("Partition the disks", steps);
    }
}
