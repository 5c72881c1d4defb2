using System.Text;
using Domar.Image.Tests.Harness;
using Domar.TestKit;

namespace Domar.Image.Tests;

/// <summary>
/// Power cuts at random moments, of two kinds: QEMU killed (what it had not written is lost), and a disk that loses, besides, what was not flushed
/// (<see cref="PowerCut"/>, from the recording of one whole run). After one during an installation the medium installs again; after one during
/// the writing of an image the machine comes up in a whole slot.
/// </summary>
[TestClass]
public sealed class PowerCutTests : BootTest
{
    private static readonly InstallLayout Lvm = InstallLayout.Lvm;

    // Of each kind, of each subject; two and one of them in every run.
    private static int LostWrites => Soak.IsOn ? 30 : 2;

    private static int Kills => Soak.IsOn ? 30 : 1;

    [TestMethod]
    public async Task Install_CutAtAnyMoment_CanBeDoneAgain_AndOtherDisksAreUntouched()
    {
        var installed = await InstalledDisks.GetAsync(Lvm, Token);
        var random = TestSeed.For(TestContext);
        using var folder = new TempFolder();
        var content = new byte[64 * 1024 * 1024];
        random.NextBytes(content);
        await File.WriteAllBytesAsync(folder["other"], content, Token);
        await File.WriteAllBytesAsync(folder["other.before"], content, Token);

        await CutWithLostWritesAsync(installed, folder, random);
        await KillAsync(installed, folder, random);

        // On what the last cut has left.
        await Installation.RunAsync(Machine(folder), Lvm, ArtefactName, Token);
        await RequireBystanderAsync(folder);
        var machine = await StartAsync(Machine(folder));
        var shell = await InstalledSystem.LogInAsync(machine, Lvm.Answer, Token);
        var checks = new InstalledChecks(shell, Lvm, Token);
        await checks.RunsWithoutFaultAsync();
        await checks.HasItsStoragesAsync();
    }

    [TestMethod]
    public async Task FirmwareInstall_CutWithLostWrites_ComesUpInAWholeSlot()
    {
        var staged = await StagedDisk.GetAsync();
        var random = TestSeed.For(TestContext);
        var (begin, end) = (staged.Begin, EntryCount(staged.WriteLog));
        for (var number = 0; number < LostWrites; number++)
        {
            using var folder = new TempFolder();
            var answered = random.Next(begin, end + 1);
            TestContext.WriteLine($"{number}: after {answered} of {begin} to {end} requests");
            await RequireWholeSlotAsync(await staged.CutAsync(folder, answered, random, Token));
        }
    }

    [TestMethod]
    public async Task FirmwareInstall_Killed_ComesUpInAWholeSlot()
    {
        var staged = await StagedDisk.GetAsync();
        var installed = await InstalledDisks.GetAsync(Lvm, Token);
        var random = TestSeed.For(TestContext);
        var written = WrittenBytes(staged.WriteLog, staged.Begin);
        for (var number = 0; number < Kills; number++)
        {
            using var folder = new TempFolder();
            var options = await installed.OverlayAsync(folder, Token);
            options = options with { Disks = [options.Disks[0] with { IsUncached = true }] };
            var machine = await StartAsync(FirmwareInstall.WithImage(options));
            var shell = await InstalledSystem.LogInAsync(machine, Lvm.Answer, Token);
            await FirmwareInstall.PrepareAsync(shell, Token);
            var bytes = random.NextInt64(1, written);
            var already = await machine.WrittenBytesAsync(0, Token);
            await machine.Serial.TypeAsync($"{FirmwareInstall.Command} && systemctl reboot\n", Token);
            await machine.WaitForWritesAsync(0, already + bytes, Token);
            await machine.KillAsync();
            await machine.DisposeAsync();
            TestContext.WriteLine($"{number}: killed after {bytes} of {written} bytes");
            await RequireWholeSlotAsync(options);
        }
    }

    private static MachineOptions Machine(TempFolder folder)
    {
        var options = Lvm.Machine([folder["cut"]]);
        var other = new DiskOptions { Path = folder["other"], Snapshot = false, Serial = "other-disk" };
        return options with { Disks = [options.Disks[0] with { IsUncached = true }, other] };
    }

    private static int EntryCount(string path)
    {
        using var log = WriteLog.Open(path);
        return log.Entries.Count;
    }

    private static long WrittenBytes(string path, int from)
    {
        using var log = WriteLog.Open(path);
        return log.Entries.Skip(from).Where(static entry => entry.Kind is WriteKind.Write).Sum(static entry => entry.Length);
    }

    private async Task CutWithLostWritesAsync(InstalledDisks installed, TempFolder folder, Random random)
    {
        using var log = WriteLog.Open(installed.WriteLog);
        var live = await StartAsync(new MachineOptions
        {
            Cd = DomarIso.Require(),
            MemoryMiB = 2048,
            Disks = [new DiskOptions { Path = folder["other"], Snapshot = false, Bus = DiskBus.Scsi, Serial = "other-disk" }],
        });
        var shell = await ShellSession.OpenAsync(live.Serial, DomarIso.LivePrompt, Token);
        await shell.WriteFileAsync("/run/answer.toml", Encoding.UTF8.GetBytes(Lvm.Answer.ToToml()), Token);
        for (var number = 0; number < LostWrites; number++)
        {
            var answered = random.Next(1, log.Entries.Count);
            File.Delete(folder["cut"]);
            DiskFiles.MakeBlank(folder["cut"], Lvm.DiskMiB);
            await using (var disk = new FileStream(folder["cut"], FileMode.Open))
            {
                TestContext.WriteLine($"{number}: after {answered} of {log.Entries.Count} requests: {PowerCut.Replay(log, answered, random, disk)}");
            }

            // Each in the place of the one before, in one live system: as if it had just been started from the medium.
            var name = $"{InstallLayout.TargetPrefix}{number}";
            var link = $"/dev/disk/by-id/scsi-0QEMU_QEMU_HARDDISK_{name}";
            await live.PlugAsync(name, folder["cut"], Token);
            await shell.MustRunAsync($"until [ -e {link} ]; do sleep 1; done; udevadm settle; domar-install plan /run/answer.toml", Token);
            await live.PullAsync(name, Token);
            await shell.MustRunAsync($"until [ ! -e {link} ]; do sleep 1; done", Token);
        }

        await live.QuitAsync(Token);
        await live.DisposeAsync();
        await RequireBystanderAsync(folder);
    }

    private async Task KillAsync(InstalledDisks installed, TempFolder folder, Random random)
    {
        await AnswerStick.MakeAsync(folder["stick"], Lvm.Answer.ToToml(), Token);
        var written = WrittenBytes(installed.WriteLog, from: 0);
        for (var number = 0; number < Kills; number++)
        {
            // On what the one before has left: so each start of the medium is one after a cut.
            var bytes = random.NextInt64(1, written);
            var machine = await StartAsync(Installation.WithMedium(Machine(folder), folder["stick"]));
            await Installation.BeginAsync(machine, Token);
            var wasKilled = await machine.KillAfterAsync(0, bytes, Token);
            await machine.DisposeAsync();
            TestContext.WriteLine($"{number}: {(wasKilled ? "killed" : "done")} after {bytes} of {written} bytes");
            await RequireBystanderAsync(folder);
        }
    }

    // The first start comes to a login, whichever slot it takes; and the API answers.
    private async Task RequireWholeSlotAsync(MachineOptions options)
    {
        var machine = await StartAsync(options);
        var shell = await InstalledSystem.LogInAsync(machine, Lvm.Answer, Token);
        var slot = await InstalledSystem.RunningSlotAsync(shell, Token);
        await shell.MustRunAsync("until domar status > /dev/null; do sleep 1; done", Token);
        TestContext.WriteLine($"slot {slot} runs:\n{await shell.MustRunAsync("domar firmware status", Token)}");
        await machine.KillAsync();
        await machine.DisposeAsync();
    }

    private Task RequireBystanderAsync(TempFolder folder) => DiskFiles.RequireEqualAsync(folder["other.before"], folder["other"], Token);
}
