using System.Text.RegularExpressions;
using Domar.Image.Tests.Harness;
using Domar.TestKit;

namespace Domar.Image.Tests;

/// <summary>
/// Power cuts at random moments while an image is written into the slot that does not run, of two kinds: QEMU killed (what it had not written is
/// lost), and a disk that loses, besides, what was not flushed (<see cref="PowerCut"/>, from the recording of one whole run). After each the
/// machine comes up in a whole slot.
/// </summary>
[TestClass]
public sealed partial class FirmwarePowerCutTests : BootTest
{
    private static readonly InstallLayout Lvm = InstallLayout.Lvm;

    // In every run two with lost writes, and one kill; thirty moments in the soak suites.
    private static int LostWrites => Soak.IsOn ? 20 : 2;

    private static int Kills => Soak.IsOn ? 10 : 1;

    // The initramfs says which slot it starts.
    [GeneratedRegex("domar-boot: Domar [^ ]+, slot ([ab])")]
    private static partial Regex StartingSlot();

    [BootTestMethod]
    public async Task CutWithLostWrites_ComesUpInAWholeSlot()
    {
        var staged = await StagedDisk.GetAsync();
        int requests;
        using (var log = WriteLog.Open(staged.WriteLog))
        {
            requests = log.Entries.Count;
        }

        await SoakLoop.RunAsync(TestContext, "firmware-lost-writes", LostWrites, async (number, random) =>
        {
            using var folder = new TempFolder();
            var answered = random.Next(staged.Begin, requests + 1);
            TestContext.WriteLine($"{number}: after {answered} of {staged.Begin} to {requests} requests");
            await RequireWholeSlotAsync(number, await staged.CutAsync(folder, answered, random, Token));
        });
    }

    [BootTestMethod]
    public async Task Killed_ComesUpInAWholeSlot()
    {
        var staged = await StagedDisk.GetAsync();
        long written;
        using (var log = WriteLog.Open(staged.WriteLog))
        {
            written = log.WrittenBytes(staged.Begin);
        }

        using var folder = new TempFolder();
        var running = await SaveRunningAsync(folder);
        await SoakLoop.RunAsync(TestContext, "firmware-kills", Kills, async (number, random) =>
        {
            using var here = new TempFolder();
            var options = await running.OverlayAsync(here, Token);
            var machine = await StartAsync(options);
            var drive = MachineOptions.DriveOf(0);
            var bytes = random.NextInt64(1, written);
            var already = await machine.WrittenBytesAsync(drive, Token);
            await machine.Serial.TypeAsync($"{FirmwareInstall.Command} && systemctl reboot\n", Token);
            await machine.WaitForWritesAsync(drive, already + bytes, Token);
            await machine.KillAsync();
            await machine.DisposeAsync();
            TestContext.WriteLine($"{number}: killed after {bytes} of {written} bytes");
            await RequireWholeSlotAsync(number, Lvm.Machine([options.Disks[0].Path], "qcow2"));
        });
    }

    // The installed system with the image at hand: all that is left to do is to write it.
    private async Task<SavedMachine> SaveRunningAsync(TempFolder folder)
    {
        var installed = await InstalledDisks.GetAsync(Lvm, Token);
        var options = await installed.OverlayAsync(folder, Token);
        options = FirmwareInstall.WithImage(options with { Disks = [options.Disks[0] with { IsUncached = true }] });
        var machine = await StartAsync(options);
        var shell = await InstalledSystem.LogInAsync(machine, Lvm.Answer, Token);
        await FirmwareInstall.PrepareAsync(shell, Token);
        return await SavedMachine.SaveAsync(machine, options, folder["running"], Token);
    }

    // The first start finds a whole slot, its root and the state, and goes on to systemd; in every third machine to a login, and the API answers.
    private async Task RequireWholeSlotAsync(int number, MachineOptions options)
    {
        var machine = await StartAsync(options);
        if (number % 3 > 0)
        {
            var start = await machine.Serial.WaitForAsync(StartingSlot(), cancellationToken: Token, failureSigns: FailureSigns.Boot);
            await machine.Serial.WaitForAsync("domar-boot: starting Domar", cancellationToken: Token, failureSigns: FailureSigns.Boot);
            TestContext.WriteLine($"slot {start.Groups[1].Value} runs");
        }
        else
        {
            var shell = await InstalledSystem.LogInAsync(machine, Lvm.Answer, Token);
            var slot = await InstalledSystem.RunningSlotAsync(shell, Token);
            await shell.MustRunAsync("until domar status > /dev/null; do sleep 1; done", Token);
            TestContext.WriteLine($"slot {slot} runs:\n{await shell.MustRunAsync("domar firmware status", Token)}");
        }

        await machine.KillAsync();
        await machine.DisposeAsync();
    }
}
