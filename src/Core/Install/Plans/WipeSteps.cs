using Domar.Core.Install.Inventory;
using Domar.Core.Steps;

namespace Domar.Core.Install.Plans;

/// <summary>Clears the disks of what was on them, so that no old pool comes up again, and none has the name of a new one.</summary>
internal static class WipeSteps
{
    public static StepGroup Make(PlanParts parts)
    {
        var steps = new List<Step>();
        var devices = parts.Targets.SelectMany(static target => target.Device.WithDescendants()).Select(static device => device.Path).ToHashSet(StringComparer.Ordinal);

        // By uuid: of two groups with the same name, LVM would do nothing to either.
        foreach (var group in parts.Context.VolumeGroups.Where(group => group.Devices.Count > 0 && group.Devices.All(devices.Contains)))
        {
            steps.Add(new RunCommand("vgchange", ["--activate", "n", "--select", $"vg_uuid={group.Uuid}"]) { Text = $"Close the old volume group {group.Name}" });
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
