namespace Domar.Core.Firmware;

/// <summary>
/// Which slot starts, and what to write into the environment files so that the right one does. Writes are in an order in which a cut between any two of them, or
/// within one (then that file does not count), leaves on every disk a choice of a slot that works.
/// </summary>
public static class SlotPolicy
{
    /// <summary>What GRUB's menu does on a disk with these files (image/grub has the same rule).</summary>
    public static SlotChoice Next(BootEnvironment environment)
    {
        var (good, trial) = environment;
        return (good, trial) switch
        {
            (_, { Slot: { } slot, Tries: > 0 }) => new(slot, SlotReason.Trial),
            ({ } slot, { Slot: { } tried }) when tried != slot => new(slot, SlotReason.TrialFailed),
            ({ } slot, _) => new(slot, SlotReason.Good),
            (null, { Slot: { } slot }) => new(slot, SlotReason.MarkWasCut),
            _ => new(FirmwareSlot.A, SlotReason.NothingKnown),
        };
    }

    /// <summary>The files after GRUB has taken <see cref="Next"/>: a try is used up.</summary>
    public static BootEnvironment AfterStart(BootEnvironment environment) =>
        environment.Trial is { IsPending: true } trial ? environment with { Trial = trial with { Tries = trial.Tries - 1 } } : environment;

    /// <summary>
    /// Whether the running slot is on trial still: it was started for a try, and not every disk has it marked good since.
    /// </summary>
    /// <param name="running">The running system.</param>
    /// <param name="disks">The disks that can be read.</param>
    public static bool IsOnTrial(RunningFirmware running, IReadOnlyList<BootEnvironment> disks) =>
        running.TrialTriesLeft is not null && !(disks.Count > 0 && disks.All(disk => disk.Good == running.Slot));

    /// <summary>The slot that was on trial and did not make it; null when there is none.</summary>
    /// <param name="running">The running slot: a trial that runs its last try has not failed yet.</param>
    /// <param name="disks">The disks that can be read.</param>
    public static FirmwareSlot? FailedSlot(FirmwareSlot? running, IReadOnlyList<BootEnvironment> disks) =>
        disks.Select(static disk => disk.Trial).FirstOrDefault(trial => trial is { IsUsedUp: true } && trial.Slot != running)?.Slot;

    /// <summary>
    /// Makes a slot the one that starts, on every disk, with nothing on trial: marks a slot good that was on trial, ends a trial, rolls back.
    /// The mark comes first: while it does not count, the trial's file still names the slot that was on trial; and once it counts, that file may be cut.
    /// </summary>
    /// <param name="disks">Disk numbers with their files.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="record">What <c>trial.env</c> shall say: nothing on trial, or that a slot failed.</param>
    public static IReadOnlyList<EnvironmentWrite> Settle(
        IReadOnlyDictionary<int, BootEnvironment> disks, FirmwareSlot slot, TrialMark? record = null)
    {
        var wanted = record ?? TrialMark.None;
        var result = new List<EnvironmentWrite>();
        foreach (var (number, disk) in disks.OrderBy(static pair => pair.Key))
        {
            if (disk.Good != slot)
            {
                result.Add(EnvironmentWrite.OfGood(number, slot));
            }

            if (disk.Trial != wanted)
            {
                result.Add(EnvironmentWrite.OfTrial(number, wanted));
            }
        }

        return result;
    }

    /// <summary>
    /// Puts a slot on trial. Both slots must be whole on every disk, and the files must be as <see cref="Settle"/> leaves them for the other slot.
    /// </summary>
    /// <exception cref="ArgumentException">A disk is not settled.</exception>
    public static IReadOnlyList<EnvironmentWrite> BeginTrial(IReadOnlyDictionary<int, BootEnvironment> disks, FirmwareSlot slot)
    {
        var settled = new BootEnvironment(slot.Other(), TrialMark.None);
        return disks.Values.All(disk => disk == settled)
            ? [.. disks.Keys.Order().Select(number => EnvironmentWrite.OfTrial(number, new TrialMark(slot, TrialMark.MaxTries)))]
            : throw new ArgumentException("a trial begins where the other slot is good and nothing is on trial, on all disks", nameof(disks));
    }

    /// <summary>
    /// Brings files that do not count, or that differ between the disks, into line once a system that is not on trial has proved itself. Nothing is written when
    /// all is well; a trial that has begun on all disks, and a rollback that waits for its start, are well.
    /// </summary>
    /// <param name="disks">Disk numbers with their files.</param>
    /// <param name="running">The slot that runs.</param>
    public static IReadOnlyList<EnvironmentWrite> Repair(IReadOnlyDictionary<int, BootEnvironment> disks, FirmwareSlot running)
    {
        var all = disks.Values.ToList();
        if (all.TrueForAll(static disk => disk.IsWhole) && all.Distinct().Count() <= 1)
        {
            return [];
        }

        // What the disks that can say it agree on is meant; else the slot that runs has shown that it works.
        var goods = all.Where(static disk => disk.Good is not null).Select(static disk => disk.Good!.Value).Distinct().ToList();
        var good = goods is [var agreed] ? agreed : running;

        // A trial failed on the disk that it was started from; the others still have its tries and must not start it all over.
        var record = FailedSlot(running, all) is { } failed && failed != good ? new TrialMark(failed, 0) : TrialMark.None;
        return Settle(disks, good, record);
    }
}
