using Domar.Core.Install.Inventory;
using Domar.Core.Steps;

namespace Domar.Core.Install.Plans;

/// <summary>Clears the disks of what was on them, so that no old pool comes up again, and none has the name of a new one.</summary>
internal static class WipeSteps
{
    public static StepGroup Make(PlanParts parts)
    {
        var steps = new List<Step>();
        var volumes = parts.Targets.SelectMany(static target => target.Device.WithDescendants()).Where(static device => device.FileSystem == "LVM2_member").Select(static device => device.Path).Distinct().ToList();
        if (volumes.Count > 0)
        {
            // By devices, not by names: a group on another disk may have the same name, and is not seen so. What stays in use, the next steps find busy.
            steps.Add(new RunCommand("vgchange", ["--activate", "n", .. volumes.SelectMany(static path => (string[])["--devices", path])]) { Text = "Close old volume groups", MayFail = true });
        }

        foreach (var target in parts.Targets)
        {
            foreach (var partition in target.Device.Children.Where(static child => child.Kind == "part"))
            {
                Clear(partition, steps);
            }

            Clear(target.Device, steps);
        }

        return new StepGroup("Clear the disks", steps);
    }

    private static void Clear(BlockDevice device, List<Step> steps)
    {
        if (device.FileSystem == "zfs_member")
        {
            // The label may be the rest of a pool that is gone, or the tool may lack its module; wipefs(8) follows in any case.
            steps.Add(new RunCommand("zpool", ["labelclear", "-f", device.Path]) { Text = $"Clear the old ZFS label of {device.Name}", MayFail = true });
        }

        steps.Add(new RunCommand("wipefs", ["--all", "--lock=yes", device.Path]) { Text = $"Clear old signatures of {device.Name}" });
    }
}
