using System.Text.Json;
using Domar.Core.Firmware;
using Domar.HostTools.Files;
using Domar.HostTools.Steps;
using Domar.Runtime.Firmware;
using Domar.TestKit.Fakes;

namespace Domar.Runtime.Tests.Firmware;

[TestClass]
public sealed class FirmwareWorkerTests
{
    private static readonly FirmwareRequest Install = new(FirmwareAction.Install) { File = "/root/new.iso" };

    [TestMethod]
    public async Task Install_EndsOldTrials_Writes_ThenBeginsTheTrial()
    {
        using var host = Settled(2);
        host.Slots.Disks[1] = host.Slots.Disks[1] with { Environment = new(FirmwareSlot.A, new(FirmwareSlot.B, 3)) };

        Assert.AreEqual("null", await host.InstallAsync());

        CollectionAssert.AreEqual(new[] { "1 trial.env none 0", "plan", "0 trial.env b 3", "1 trial.env b 3" }, host.Slots.Events);
        Assert.AreEqual("Slot B (0.2.0) is on trial from the next start on: it has 3 tries to prove itself, then slot A is back.", host.Lines[^1]);
        CollectionAssert.AreEqual(host.Fractions.Order().ToList(), host.Fractions, "progress goes on only");
        Assert.AreEqual(1, host.Fractions[^1]);
        Assert.Contains("/dev/sdb-rootB", string.Join(' ', host.Executor.Plans.Single().Steps.OfType<Core.Steps.CopyBytes>().Single().Targets));
    }

    [TestMethod]
    public async Task Install_AfterARollbackThatWaits_MarksWhatRunsGoodFirst()
    {
        using var host = new WorkerHost();
        host.Slots.With(FirmwareSlot.B, TrialMark.None, FakeSlotStore.Old, FakeSlotStore.New);
        await host.InstallAsync();
        Assert.AreEqual("0 good.env a", host.Slots.Events[0]);
    }

    [TestMethod]
    public async Task Install_WithReboot_RestartsAtTheEnd()
    {
        using var host = Settled(1);
        await host.InstallAsync(reboot: true);
        Assert.AreEqual("systemctl reboot", host.Slots.Events[^1]);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(4)]
    public async Task Install_WhereAStepFails_PutsNothingOnTrial(int step)
    {
        using var host = Settled(2);
        host.Executor = new FakeStepExecutor { FailsAt = step };

        var message = await host.RefusalAsync(Install);

        Assert.StartsWith($"Step {step} of ", message);
        Assert.EndsWith("Slot B is not whole now and is not started; slot A starts as before.", message);
        CollectionAssert.AreEqual(new[] { "plan" }, host.Slots.Events);
    }

    [TestMethod]
    public async Task Install_WhoseResultIsNotThere_PutsNothingOnTrial()
    {
        using var host = Settled(1);
        host.LosesWrites = true;
        Assert.StartsWith("Slot B is not what was written: ", await host.RefusalAsync(Install));
        CollectionAssert.AreEqual(new[] { "plan" }, host.Slots.Events);
    }

    [TestMethod]
    public async Task Install_WhereADisksFilesCannotBeWritten_WritesNoSlot()
    {
        using var host = new WorkerHost();
        host.Slots.With(FirmwareSlot.A, TrialMark.None, FakeSlotStore.Old, FakeSlotStore.Old).With(FirmwareSlot.A, null, FakeSlotStore.Old, FakeSlotStore.Old);
        host.Slots.ReadOnlyDisks.Add(1);
        Assert.Contains("Disk 1: trial.env cannot be written", await host.RefusalAsync(Install));
        Assert.DoesNotContain("plan", host.Slots.Events);
    }

    [TestMethod]
    public async Task Install_WhereOneDiskCannotBeginTheTrial_Warns()
    {
        using var host = Settled(2);
        host.Executor = new FakeStepExecutor { BeforeStep = _ => { host.Slots.ReadOnlyDisks.Add(1); return Task.CompletedTask; } };
        await host.InstallAsync();
        Assert.Contains("WARN Disk 1: trial.env cannot be written: read-only file system. Started from this disk, the machine does not try slot B.", host.Lines);
    }

    [TestMethod]
    public async Task Install_Cancelled_PutsNothingOnTrial()
    {
        using var host = Settled(1);
        using var cancel = new CancellationTokenSource();
        host.Executor = new FakeStepExecutor { BeforeStep = number => number == 3 ? cancel.CancelAsync() : Task.CompletedTask };
        await Assert.ThrowsExactlyAsync<StepsCancelledException>(() => host.RunAsync(Install, cancel.Token));
        CollectionAssert.AreEqual(new[] { "plan" }, host.Slots.Events);
    }

    [TestMethod]
    public async Task Install_OnTrial_IsRefused_BeforeTheImageIsRead()
    {
        using var host = new WorkerHost("b", trial: "2");
        host.Slots.With(FirmwareSlot.A, new(FirmwareSlot.B, 2), FakeSlotStore.Old, FakeSlotStore.New);
        host.OnRead = () => Assert.Fail("read");
        Assert.AreEqual(
            "Cannot install '/root/new.iso' now: slot B runs on trial, and the other slot is the way back. It is marked good about two minutes after the start; try again then.",
            await host.RefusalAsync(Install));
        Assert.IsEmpty(host.Slots.Events);
    }

    [TestMethod]
    public async Task Install_WhereADiskCannotBeRead_IsRefused()
    {
        using var host = Settled(2);
        host.Slots.Disks[1] = new BootDisk(1, "sdb") { Problems = ["its EFI system partition cannot be read: input/output error."] };
        Assert.Contains("disk 1 (sdb) cannot be read: its EFI system partition", await host.RefusalAsync(Install));
    }

    [TestMethod]
    public async Task Install_WithoutDisks_IsRefused()
    {
        using var host = new WorkerHost();
        Assert.Contains("no boot disk of this installation was found", await host.RefusalAsync(Install));
    }

    [TestMethod]
    public async Task Install_OfAVariantWithoutZfs_OnZfs_IsRefused()
    {
        using var host = new WorkerHost(pool: "zfs");
        host.Slots.With(FirmwareSlot.A, TrialMark.None, FakeSlotStore.Old, FakeSlotStore.Old);
        host.Image = FakeSlotStore.Conf("0.2.0", 'b', "no-zfs");
        Assert.Contains("it is of variant 'no-zfs', which has no ZFS", await host.RefusalAsync(Install));
        Assert.IsEmpty(host.Slots.Events);
    }

    [TestMethod]
    public async Task Install_OfAnotherVariant_OrTheSameImage_IsNoted()
    {
        using var host = Settled(1);
        host.Image = FakeSlotStore.Conf("0.1.0", 'a', "no-zfs");
        await host.InstallAsync();
        Assert.Contains("WARN The image is of variant 'no-zfs'; what runs is of 'default'.", host.Lines);
        Assert.Contains("WARN The image is the same as what runs (0.1.0 (no-zfs)).", host.Lines);
    }

    [TestMethod]
    public async Task Rollback_ChecksTheSlotOnAllDisks_ThenMarksIt()
    {
        using var host = new WorkerHost("b");
        host.Slots.With(FirmwareSlot.B, TrialMark.None, FakeSlotStore.Old, FakeSlotStore.New).With(FirmwareSlot.B, TrialMark.None, FakeSlotStore.Old, FakeSlotStore.New);
        await host.RunAsync(new FirmwareRequest(FirmwareAction.Rollback));
        CollectionAssert.AreEqual(new[] { "check A 0", "check A 1", "0 good.env a", "1 good.env a" }, host.Slots.Events);
        Assert.Contains("Slot A (0.1.0) starts from the next start on.", host.Lines[^1]);
    }

    [TestMethod]
    public async Task Rollback_OfATrialThatRuns_EndsIt()
    {
        using var host = new WorkerHost("b", trial: "2");
        host.Slots.With(FirmwareSlot.A, new(FirmwareSlot.B, 2), FakeSlotStore.Old, FakeSlotStore.New);
        await host.RunAsync(new FirmwareRequest(FirmwareAction.Rollback));
        CollectionAssert.AreEqual(new[] { "check A 0", "0 trial.env none 0" }, host.Slots.Events);
    }

    [TestMethod]
    public async Task Rollback_ToASlotThatIsNotWhole_IsRefused()
    {
        var rollback = new FirmwareRequest(FirmwareAction.Rollback);
        using var host = Settled(2);
        host.Slots.DamagedDisks.Add(1);
        Assert.AreEqual(
            "Cannot roll back: the root image of slot B on disk 1 (sdb) is damaged. Write it with 'domar firmware install FILE'.", await host.RefusalAsync(rollback));
        host.Slots.Disks[0] = host.Slots.Disks[0] with { SlotB = null };
        Assert.AreEqual(
            "Cannot roll back: slot B is not whole on disk 0 (sda): writing it was cut. Write it with 'domar firmware install FILE'.", await host.RefusalAsync(rollback));
        Assert.DoesNotContain("env", string.Concat(host.Slots.Events));
    }

    [TestMethod]
    public async Task Confirm_OfATrial_MarksEveryDisk_GoodFirst()
    {
        using var host = new WorkerHost("b", trial: "0");
        host.Slots.With(FirmwareSlot.A, new(FirmwareSlot.B, 0), FakeSlotStore.Old, FakeSlotStore.New)
            .With(FirmwareSlot.A, new(FirmwareSlot.B, 3), FakeSlotStore.Old, FakeSlotStore.New);
        Assert.AreEqual("\"Slot B (0.1.0) has proved itself and is marked good.\"", await host.RunAsync(new FirmwareRequest(FirmwareAction.Confirm)));
        CollectionAssert.AreEqual(new[] { "0 good.env b", "0 trial.env none 0", "1 good.env b", "1 trial.env none 0" }, host.Slots.Events);
        Assert.Contains("nothing to write", await host.RunAsync(new FirmwareRequest(FirmwareAction.Confirm)));
        Assert.HasCount(4, host.Slots.Events);
    }

    [TestMethod]
    public async Task Confirm_WhereAllIsWell_WritesNothing()
    {
        using var host = Settled(3);
        Assert.Contains("nothing to write", await host.RunAsync(new FirmwareRequest(FirmwareAction.Confirm)));
        Assert.IsEmpty(host.Slots.Events);
    }

    [TestMethod]
    public async Task Confirm_WhereOneDiskFails_TellsIt_WhereAllFail_Fails()
    {
        using var host = new WorkerHost("b", trial: "1");
        host.Slots.With(FirmwareSlot.A, new(FirmwareSlot.B, 1), FakeSlotStore.Old, FakeSlotStore.New)
            .With(FirmwareSlot.A, new(FirmwareSlot.B, 3), FakeSlotStore.Old, FakeSlotStore.New);
        host.Slots.ReadOnlyDisks.UnionWith([0, 1]);
        Assert.StartsWith("Slot B cannot be marked good: Disk 0: ", await host.RefusalAsync(new FirmwareRequest(FirmwareAction.Confirm)));
        host.Slots.ReadOnlyDisks.Remove(0);
        Assert.Contains("is marked good. Disk 1: good.env cannot be written", await host.RunAsync(new FirmwareRequest(FirmwareAction.Confirm)));
    }

    [TestMethod]
    public async Task Status_TellsAll()
    {
        using var host = new WorkerHost();
        host.Slots.With(FirmwareSlot.A, new(FirmwareSlot.B, 0), FakeSlotStore.Old, FakeSlotStore.New).With(null, null, FakeSlotStore.Old, null);
        using var document = JsonDocument.Parse(await host.RunAsync(new FirmwareRequest(FirmwareAction.Status)));
        var data = document.RootElement;
        Assert.AreEqual("a", data.GetProperty("running").GetString());
        var (a, b) = (data.GetProperty("slots")[0], data.GetProperty("slots")[1]);
        Assert.AreEqual("0.1.0", a.GetProperty("version").GetString());
        Assert.AreEqual(0, b.GetProperty("whole").GetInt32());
        Assert.AreEqual(1, b.GetProperty("failed").GetInt32());
        Assert.IsFalse(data.TryGetProperty("next", out _), "the disks do not agree on the reason");
        Assert.AreEqual("trial-failed", data.GetProperty("disks")[0].GetProperty("next").GetProperty("reason").GetString());
        Assert.IsFalse(data.GetProperty("disks")[1].TryGetProperty("good", out _));
        var problems = string.Join('\n', data.GetProperty("problems").EnumerateArray().Select(static problem => problem.GetString()));
        Assert.Contains("Disk 1 (sdb): good.env does not count", problems);
        Assert.Contains("Slot B is not the same on all disks.", problems);
    }

    [TestMethod]
    [DataRow(true, "guests=keep\n", "keep")]
    [DataRow(false, "guests=remove\n", "remove")]
    public async Task Reset_IsWrittenForTheNextStart_AndShown(bool keep, string content, string shown)
    {
        using var host = Settled(1);
        await host.RunAsync(new FirmwareRequest(FirmwareAction.Reset) { KeepGuests = keep });
        Assert.AreEqual(content, await File.ReadAllTextAsync(host.Host.ResetPath));
        Assert.Contains($"\"reset\":\"{shown}\"", await host.RunAsync(new FirmwareRequest(FirmwareAction.Status)));
    }

    [TestMethod]
    public async Task OnALiveOrStandaloneSystem_NothingIsPossible()
    {
        foreach (var action in Enum.GetValues<FirmwareAction>())
        {
            using var live = new WorkerHost(mode: "live");
            Assert.AreEqual(
                "There are no firmware slots to look after: this system runs live from its medium (live), and nothing of it is on a disk. Install it first.",
                await live.RefusalAsync(new FirmwareRequest(action)));
            File.Delete(live.Host.FactsPath);
            Assert.Contains("standalone", await live.RefusalAsync(new FirmwareRequest(action)));
        }
    }

    [TestMethod]
    public async Task TwoAtATime_AreNotDone()
    {
        using var host = Settled(1);
        using var held = FileLock.TryTake(host.Host.LockPath, out _);
        using var cancel = new CancellationTokenSource();
        var second = host.RunAsync(new FirmwareRequest(FirmwareAction.Status), cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => second);
    }

    private static WorkerHost Settled(int disks)
    {
        var host = new WorkerHost();
        for (var i = 0; i < disks; i++)
        {
            host.Slots.With(FirmwareSlot.A, TrialMark.None, FakeSlotStore.Old, FakeSlotStore.Old);
        }

        return host;
    }
}
