using Domar.Core.Install.Answers;
using Domar.Core.Install.Inventory;
using Domar.Core.Install.Settings;
using Domar.Core.Steps;

namespace Domar.Core.Install.Plans;

/// <summary>
/// Decides all that an installation does, step by step. Nothing is written but to the chosen disks and below <see cref="InstallContext.WorkFolder"/>; what makes a disk start comes
/// last, so that one that was interrupted does not start into half a system. What does not need one another is done side by side: copying waits for disks, making pools for tools.
/// </summary>
public static class InstallPlanner
{
    // State and swap of the smallest disk, and room for ZFS to breathe.
    private const long LeastPoolMiB = 4096;

    /// <summary>Plans, or tells all that stands against it.</summary>
    /// <param name="settings">What is wanted.</param>
    /// <param name="facts">The host.</param>
    /// <param name="context">What neither of them knows.</param>
    public static InstallPlanResult Plan(InstallSettings settings, InstallFacts facts, InstallContext context)
    {
        var checker = new TargetChecker(settings, facts, context);
        var problems = checker.Check().ToList();
        var disks = settings.Disks;
        if (disks.Targets.Count == 0)
        {
            return new InstallPlanResult(null, problems, []);
        }

        var poolMiB = disks.Targets.Min(disk => DiskLayout.PoolMiB(disk.Device.SizeBytes, disks.HdSizeGiB));
        LvmSizes? lvm = null;
        if (poolMiB < LeastPoolMiB)
        {
            var least = (DiskLayout.PoolStartMiB + LeastPoolMiB + 1) / 1024.0;
            problems.Add($"{MessageText.Number(disks.HdSizeGiB)} GiB of each disk are too little: {MessageText.Number(DiskLayout.PoolStartMiB / 1024.0)} GiB are for starting and for two slots, "
                + $"and with state and guests at least {MessageText.Number(Math.Ceiling(least * 100) / 100)} GiB are needed; {(disks.Targets.Any(disk => disk.Device.SizeBytes > least * 1024 * 1024 * 1024) ? "raise hdsize" : "choose a larger disk")}");
        }
        else if (disks.Lvm is { } wishes)
        {
            lvm = LvmSizePlanner.Plan(poolMiB, disks.HdSizeGiB, facts.MemoryMiB, wishes);
            if (lvm is null)
            {
                problems.Add(NoRoom(poolMiB, wishes));
            }
        }

        if (problems.Count > 0)
        {
            return new InstallPlanResult(null, problems, []);
        }

        var targets = disks.Targets.Select((disk, i) => new TargetDisk(i, disk.Device, context.InstallationId)).ToList();
        var parts = new PlanParts(settings, facts, context, targets, poolMiB, lvm);
        return new InstallPlanResult(
            new StepPlan(
            [
                PoolSteps.Prepare(parts), WipeSteps.Make(parts), PartitionSteps.Make(parts), SlotSteps.Make(parts),
                PoolSteps.Make(parts), .. PoolSteps.Guests(parts), StateSteps.Make(parts), PoolSteps.Close(parts), StartSteps.Make(parts),
            ]),
            [],
            [.. checker.Notes(), .. LvmNotes(disks, lvm)]);
    }

    private static string NoRoom(long poolMiB, LvmSettings wishes)
    {
        var parts = new List<string>();
        Add(wishes.SwapSizeGiB, "swap (lvm.swapsize)");
        Add(wishes.MinFreeGiB, "free space (lvm.minfree)");
        parts.Add($"{LvmSizePlanner.LeastStateMiB / 1024} GiB of state, the least,");
        return $"{MessageText.List(parts)} do not fit: LVM has {MessageText.Number(Math.Floor(LvmSizePlanner.GroupMiB(poolMiB) / 10.24) / 100)} GiB of the disk; write less, or raise hdsize";

        void Add(double? size, string what)
        {
            if (size is { } value)
            {
                parts.Add($"{MessageText.Number(value)} GiB of {what}");
            }
        }
    }

    private static IEnumerable<string> LvmNotes(DiskSettings disks, LvmSizes? lvm)
    {
        if (lvm is { DataMiB: 0 } && disks.Lvm is not { MaxVzGiB: 0 })
        {
            yield return $"there is no thin pool, and no storage local-lvm: less than {LvmSizePlanner.LeastDataMiB / 1024} GiB would be left for it. Guests' disks are files in the storage local";
        }
    }
}
