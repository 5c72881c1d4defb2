using Domar.Core.Firmware;

namespace Domar.Core.Tests.Firmware;

/// <summary>
/// All states that files of a disk can be in, for three disks where the disks matter together, with the power cut after and within every write. A <see cref="GrubMenu"/>
/// of its own says what starts then.
/// </summary>
[TestClass]
public sealed class SlotPolicyTests
{
    private static readonly FirmwareSlot?[] Goods = [null, FirmwareSlot.A, FirmwareSlot.B];

    private static readonly TrialMark?[] Trials =
    [
        null, TrialMark.None,
        new(FirmwareSlot.A, 0), new(FirmwareSlot.A, 1), new(FirmwareSlot.A, 3),
        new(FirmwareSlot.B, 0), new(FirmwareSlot.B, 1), new(FirmwareSlot.B, 3),
    ];

    private static readonly BootEnvironment[] States = [.. Goods.SelectMany(good => Trials.Select(trial => new BootEnvironment(good, trial)))];

    private static readonly FirmwareSlot[] Slots = [FirmwareSlot.A, FirmwareSlot.B];

    [TestMethod]
    public void Next_IsWhatGrubDoes()
    {
        foreach (var state in States)
        {
            var grub = GrubMenu.Of(state);
            Assert.AreEqual(state, BootEnvironment.Parse(grub.Good, grub.Trial), "the simulated files are not those of the state");
            Assert.AreEqual(SlotPolicy.Next(state).Slot.Word()[0], grub.Start(), state.ToString());
            Assert.AreEqual(SlotPolicy.AfterStart(state), BootEnvironment.Parse(grub.Good, grub.Trial), state.ToString());
        }
    }

    [TestMethod]
    public void Next_SaysWhy()
    {
        Assert.AreEqual(new SlotChoice(FirmwareSlot.B, SlotReason.Trial), Next(FirmwareSlot.A, new(FirmwareSlot.B, 1)));
        Assert.AreEqual(new SlotChoice(FirmwareSlot.A, SlotReason.TrialFailed), Next(FirmwareSlot.A, new(FirmwareSlot.B, 0)));
        Assert.AreEqual(new SlotChoice(FirmwareSlot.B, SlotReason.Good), Next(FirmwareSlot.B, new(FirmwareSlot.B, 0)));
        Assert.AreEqual(new SlotChoice(FirmwareSlot.B, SlotReason.Good), Next(FirmwareSlot.B, null));
        Assert.AreEqual(new SlotChoice(FirmwareSlot.B, SlotReason.MarkWasCut), Next(null, new(FirmwareSlot.B, 0)));
        Assert.AreEqual(new SlotChoice(FirmwareSlot.A, SlotReason.NothingKnown), Next(null, TrialMark.None));

        static SlotChoice Next(FirmwareSlot? good, TrialMark? trial) => SlotPolicy.Next(new BootEnvironment(good, trial));
    }

    [TestMethod]
    public void Settle_MakesTheSlotStart_OnEveryDisk()
    {
        foreach (var (first, second) in Pairs())
        {
            foreach (var slot in Slots)
            {
                var disks = Disks(first, second);
                var after = Apply(disks, SlotPolicy.Settle(disks, slot));
                Assert.IsTrue(after.Values.All(disk => disk == new BootEnvironment(slot, TrialMark.None)), $"{first}, {second} to {slot}");
                Assert.IsEmpty(SlotPolicy.Settle(after, slot), "a second time there is nothing to do");
            }
        }
    }

    [TestMethod]
    public void Settle_CutAnywhere_StartsTheSlotStill_WhereItStartedBefore()
    {
        // The other slot may be half written: its kernel is there, its root is not.
        foreach (var (first, second) in Pairs())
        {
            foreach (var slot in Slots)
            {
                ForEveryCut(Disks(first, second), SlotPolicy.Settle(Disks(first, second), slot), (number, before, after) =>
                {
                    if (before.Copy().Start() == slot.Word()[0])
                    {
                        Assert.AreEqual(slot.Word()[0], after.Start(), $"disk {number} of {first}, {second} to {slot}");
                    }
                });
            }
        }
    }

    [TestMethod]
    public void MarkingGood_CutAnywhere_AlsoInTheLastTry_NeverStartsLessThanBefore()
    {
        foreach (var tries in (int[])[2, 1, 0])
        {
            var disks = Disks(new(FirmwareSlot.A, new(FirmwareSlot.B, tries)), new(FirmwareSlot.A, new(FirmwareSlot.B, 3)), new(FirmwareSlot.A, new(FirmwareSlot.B, 3)));
            var writes = SlotPolicy.Settle(disks, FirmwareSlot.B);
            CollectionAssert.AreEqual(new[] { "good.env", "trial.env", "good.env", "trial.env", "good.env", "trial.env" }, writes.Select(static write => write.FileName).ToArray());
            CollectionAssert.AreEqual(new[] { 0, 0, 1, 1, 2, 2 }, writes.Select(static write => write.Disk).ToArray());

            // Once a write has begun on a disk, that disk starts the new slot, for good.
            ForEveryCut(disks, writes, (number, before, after) =>
            {
                if (!after.Good.SequenceEqual(before.Good) || !after.Trial.SequenceEqual(before.Trial))
                {
                    Assert.AreEqual('b', after.Start());
                    Assert.AreEqual('b', after.Start());
                }
            });
        }
    }

    [TestMethod]
    public void Rollback_CutAnywhere_StartsOneOfBoth_AndInTheEndTheOther()
    {
        foreach (var running in Slots)
        {
            var disks = Disks(new(running, TrialMark.None), new(running, new(running.Other(), 0)));
            var writes = SlotPolicy.Settle(disks, running.Other());
            ForEveryCut(disks, writes, static (_, _, after) => Assert.AreNotEqual('-', after.Start()));
            Assert.IsTrue(Apply(disks, writes).Values.All(disk => SlotPolicy.Next(disk).Slot == running.Other()));
        }
    }

    [TestMethod]
    public void BeginTrial_CutAnywhere_StartsTheGoodSlot_OrTries_AndThreeFailuresComeBack()
    {
        foreach (var slot in Slots)
        {
            var settled = new BootEnvironment(slot.Other(), TrialMark.None);
            var disks = Disks(settled, settled, settled);
            ForEveryCut(disks, SlotPolicy.BeginTrial(disks, slot), (_, _, after) =>
            {
                var starts = string.Concat(Enumerable.Range(0, 5).Select(_ => after.Start()));
                var (good, tried) = (slot.Other().Word(), slot.Word());
                Assert.IsTrue(starts == string.Concat(Enumerable.Repeat(good, 5)) || starts == string.Concat(Enumerable.Repeat(tried, 3)) + good + good, starts);
            });
        }
    }

    [TestMethod]
    public void BeginTrial_WhereSomethingElseIsMeant_IsRefused()
    {
        var disks = Disks(new(FirmwareSlot.A, TrialMark.None), new(FirmwareSlot.A, null));
        Assert.ThrowsExactly<ArgumentException>(() => SlotPolicy.BeginTrial(disks, FirmwareSlot.B));
        Assert.ThrowsExactly<ArgumentException>(() => SlotPolicy.BeginTrial(Disks(new BootEnvironment(FirmwareSlot.B, TrialMark.None)), FirmwareSlot.B));
    }

    [TestMethod]
    public void Install_CutAnywhere_StartsTheOldSlot_OrAWholeNewOne()
    {
        foreach (var slot in Slots)
        {
            foreach (var (first, second) in Pairs())
            {
                // What runs is the other slot, and starts from each disk: with any files that say so, as worn as they may be.
                var old = slot.Other();
                if (SlotPolicy.Next(first).Slot != old || SlotPolicy.Next(second).Slot != old)
                {
                    continue;
                }

                var disks = Disks(first, second);
                var settle = SlotPolicy.Settle(disks, old);
                ForEveryCut(disks, settle, (_, _, after) => Assert.AreEqual(old.Word()[0], after.Start()));

                // Then the slot is written: any part of it may be there or not, also a kernel without its root.
                foreach (var disk in Apply(disks, settle).Values)
                {
                    Assert.AreEqual(old.Word()[0], GrubMenu.Of(disk).Start());
                    Assert.AreEqual(old.Word()[0], GrubMenu.Of(disk, old.Word()).Start());
                }
            }
        }
    }

    [TestMethod]
    public void Repair_OfWhatIsWell_IsNothing()
    {
        foreach (var state in States.Where(static state => state.IsWhole))
        {
            Assert.IsEmpty(SlotPolicy.Repair(Disks(state, state, state), FirmwareSlot.A));
        }
    }

    [TestMethod]
    public void Repair_BringsAllDisksInLine_AndIsDoneThen()
    {
        foreach (var running in Slots)
        {
            foreach (var (first, second) in Pairs())
            {
                var disks = Disks(first, second);
                var after = Apply(disks, SlotPolicy.Repair(disks, running));
                Assert.HasCount(1, after.Values.Distinct().ToList(), $"{first}, {second}");
                Assert.IsTrue(after[0].IsWhole);
                Assert.IsEmpty(SlotPolicy.Repair(after, running));
            }
        }
    }

    [TestMethod]
    public void Repair_CutAnywhere_StartsSomething_AndTheRunningSlotWhereItStarted()
    {
        foreach (var running in Slots)
        {
            foreach (var (first, second) in Pairs())
            {
                var disks = Disks(first, second);
                var writes = SlotPolicy.Repair(disks, running);
                var goods = new[] { first.Good, second.Good };
                ForEveryCut(disks, writes, (_, before, after) =>
                {
                    if (!goods.Contains(running.Other()) && before.Copy().Start() == running.Word()[0])
                    {
                        Assert.AreEqual(running.Word()[0], after.Start(), $"{first}, {second}");
                    }
                });
            }
        }
    }

    [TestMethod]
    public void Repair_WhenATrialFailedOnOneDisk_EndsItOnTheOthers_AndKeepsTheRecord()
    {
        var disks = Disks(new(FirmwareSlot.A, new(FirmwareSlot.B, 0)), new(FirmwareSlot.A, new(FirmwareSlot.B, 3)), new(null, null));

        var after = Apply(disks, SlotPolicy.Repair(disks, FirmwareSlot.A));

        Assert.IsTrue(after.Values.All(static disk => disk == new BootEnvironment(FirmwareSlot.A, new(FirmwareSlot.B, 0))));
    }

    [TestMethod]
    public void Repair_WhenARollbackWaits_KeepsIt()
    {
        var disks = Disks(new(FirmwareSlot.A, TrialMark.None), new(FirmwareSlot.A, null));

        Assert.AreEqual(new BootEnvironment(FirmwareSlot.A, TrialMark.None), Apply(disks, SlotPolicy.Repair(disks, FirmwareSlot.B))[1]);
    }

    [TestMethod]
    public void OnTrial_UntilEveryDiskHasItGood()
    {
        var running = new RunningFirmware { Mode = "installed", Slot = FirmwareSlot.B, Installation = "1f2e3d4c", TrialTriesLeft = 0 };
        BootEnvironment tried = new(FirmwareSlot.A, new(FirmwareSlot.B, 0)), marked = new(FirmwareSlot.B, TrialMark.None);
        Assert.IsTrue(SlotPolicy.IsOnTrial(running, [tried, marked]));
        Assert.IsFalse(SlotPolicy.IsOnTrial(running, [marked, marked]));
        Assert.IsTrue(SlotPolicy.IsOnTrial(running, []));
        Assert.IsFalse(SlotPolicy.IsOnTrial(running with { TrialTriesLeft = null }, [tried]));
        Assert.IsNull(SlotPolicy.FailedSlot(FirmwareSlot.B, [tried]));
        Assert.AreEqual(FirmwareSlot.B, SlotPolicy.FailedSlot(FirmwareSlot.A, [marked, tried]));
    }

    private static IEnumerable<(BootEnvironment First, BootEnvironment Second)> Pairs() => States.SelectMany(first => States.Select(second => (first, second)));

    private static Dictionary<int, BootEnvironment> Disks(params BootEnvironment[] disks) => disks.Index().ToDictionary();

    private static Dictionary<int, BootEnvironment> Apply(Dictionary<int, BootEnvironment> disks, IReadOnlyList<EnvironmentWrite> writes)
    {
        var result = new Dictionary<int, BootEnvironment>(disks);
        foreach (var write in writes)
        {
            result[write.Disk] = result[write.Disk].After(write);
        }

        return result;
    }

    /// <summary>Cuts the power after each number of writes, and within the next one, and looks at each disk.</summary>
    private static void ForEveryCut(
        Dictionary<int, BootEnvironment> disks, IReadOnlyList<EnvironmentWrite> writes, Action<int, GrubMenu, GrubMenu> check)
    {
        for (var done = 0; done <= writes.Count; done++)
        {
            for (var torn = 0; torn <= (done < writes.Count ? 1 : 0); torn++)
            {
                var after = disks.ToDictionary(static pair => pair.Key, static pair => GrubMenu.Of(pair.Value));
                foreach (var write in writes.Take(done))
                {
                    after[write.Disk].Write(write, isCut: false);
                }

                if (torn == 1)
                {
                    after[writes[done].Disk].Write(writes[done], isCut: true);
                }

                foreach (var (number, grub) in after)
                {
                    check(number, GrubMenu.Of(disks[number]), grub);
                }
            }
        }
    }
}
