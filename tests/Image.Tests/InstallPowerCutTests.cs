using System.Text;
using Domar.Image.Tests.Harness;
using Domar.TestKit;

namespace Domar.Image.Tests;

/// <summary>
/// Power cuts at random moments of an installation, of two kinds: QEMU killed (what it had not written is lost), and a disk that loses, besides,
/// what was not flushed (<see cref="PowerCut"/>, from the recording of one whole run). After each the medium can install again.
/// </summary>
[TestClass]
public sealed class InstallPowerCutTests : BootTest
{
    private const string AnswerFile = "/run/answer.toml";
    private const string Medium = "/run/medium";

    private static readonly InstallLayout Lvm = InstallLayout.Lvm;

    // In every run two with lost writes, and one kill; thirty moments in the soak suites.
    private static int LostWrites => Soak.IsOn ? 20 : 2;

    private static int Kills => Soak.IsOn ? 10 : 1;

    [BootTestMethod]
    public async Task CutAtAnyMoment_CanBeDoneAgain_AndOtherDisksAreUntouched()
    {
        var installed = await InstalledDisks.GetAsync(Lvm, Token);
        using var folder = new TempFolder();
        using var log = WriteLog.Open(installed.WriteLog);
        var live = await SaveLiveAsync(folder);
        await CutWithLostWritesAsync(live, log, folder);
        await KillAsync(live, log.WrittenBytes(from: 0), folder);

        // On what the last cut has left, from the start of the medium.
        var options = Lvm.Machine([folder["cut"]]);
        await File.WriteAllBytesAsync(folder["other"], MakeBystander(), Token);
        File.Copy(folder["other"], folder["other.before"]);
        options = options with { Disks = [.. options.Disks, Bystander(folder)] };
        await Installation.RunAsync(options, Lvm, ArtefactName, Token);
        await DiskFiles.RequireEqualAsync(folder["other.before"], folder["other"], Token);
        var machine = await StartAsync(options);
        var shell = await InstalledSystem.LogInAsync(machine, Lvm.Answer, Token);
        var checks = new InstalledChecks(shell, Lvm, Token);
        await checks.RunsWithoutFaultAsync();
        await checks.HasItsStoragesAsync();
    }

    private static DiskOptions Bystander(TempFolder folder) => new() { Path = folder["other"], Snapshot = false, Bus = DiskBus.Scsi, Serial = "other-disk" };

    private static byte[] MakeBystander()
    {
        var content = new byte[64 * 1024 * 1024];
        new Random(TestSeed.Value).NextBytes(content);
        return content;
    }

    private static string LinkOf(string disk) => $"/dev/disk/by-id/scsi-0QEMU_QEMU_HARDDISK_{disk}";

    private static Task<string> WaitForDiskAsync(ShellSession shell, string name, CancellationToken cancellationToken) =>
        shell.MustRunAsync($"until [ -e {LinkOf(name)} ]; do sleep 1; done; udevadm settle", cancellationToken);

    // The live system with the answers and a disk that they do not name. Disks are plugged in later: as if it had just been started with them.
    private async Task<SavedMachine> SaveLiveAsync(TempFolder folder)
    {
        await File.WriteAllBytesAsync(folder["bystander"], MakeBystander(), Token);
        var other = Bystander(folder) with { Path = folder["bystander"] };
        var options = new MachineOptions { Cd = DomarIso.Require(), MemoryMiB = 2048, Disks = [other] };
        var live = await StartAsync(options);
        var shell = await ShellSession.OpenAsync(live.Serial, DomarIso.LivePrompt, Token);
        await shell.WriteFileAsync(AnswerFile, Encoding.UTF8.GetBytes(Lvm.Answer.ToToml()), Token);
        await shell.MustRunAsync($"systemctl is-system-running --wait; mkdir {Medium} && mount -o ro /dev/sr0 {Medium}", Token);
        return await SavedMachine.SaveAsync(live, options, folder["live"], Token);
    }

    private async Task CutWithLostWritesAsync(SavedMachine saved, WriteLog log, TempFolder folder)
    {
        using var here = new TempFolder();
        var options = await saved.OverlayAsync(here, Token);
        var live = await StartAsync(options);
        var shell = ShellSession.GoOn(live.Serial);
        await SoakLoop.RunAsync(TestContext, "install-lost-writes", LostWrites, async (number, random) =>
        {
            var answered = random.Next(1, log.Entries.Count);
            File.Delete(folder["cut"]);
            DiskFiles.MakeBlank(folder["cut"], Lvm.DiskMiB);
            await using (var disk = new FileStream(folder["cut"], FileMode.Open))
            {
                TestContext.WriteLine($"{number}: after {answered} of {log.Entries.Count} requests: {PowerCut.Replay(log, answered, random, disk)}");
            }

            var name = $"{InstallLayout.TargetPrefix}{number}";
            await live.PlugAsync(name, folder["cut"], Token);
            await WaitForDiskAsync(shell, name, Token);
            await shell.MustRunAsync($"domar-install plan {AnswerFile}", Token);
            await live.PullAsync(name, Token);
            await shell.MustRunAsync($"until [ ! -e {LinkOf(name)} ]; do sleep 1; done", Token);
        });
        await live.QuitAsync(Token);
        await live.DisposeAsync();
        await RequireBystanderAsync(options, folder);
    }

    // Each on what the one before has left.
    private async Task KillAsync(SavedMachine saved, long written, TempFolder folder)
    {
        if (!File.Exists(folder["cut"]))
        {
            DiskFiles.MakeBlank(folder["cut"], Lvm.DiskMiB);
        }

        await SoakLoop.RunAsync(TestContext, "install-kills", Kills, async (number, random) =>
        {
            using var here = new TempFolder();
            var options = await saved.OverlayAsync(here, Token);
            var machine = await StartAsync(options);
            var shell = ShellSession.GoOn(machine.Serial);
            var name = $"{InstallLayout.TargetPrefix}{number}";
            await machine.PlugAsync(name, folder["cut"], Token);
            await WaitForDiskAsync(shell, name, Token);
            var bytes = random.NextInt64(1, written);
            await machine.Serial.TypeAsync($"domar-install run {AnswerFile} --medium {Medium} --yes && poweroff -f\n", Token);
            var wasKilled = await machine.KillAfterAsync(name, bytes, Token);
            await machine.DisposeAsync();
            TestContext.WriteLine($"{number}: {(wasKilled ? "killed" : "done")} after {bytes} of {written} bytes");
            await RequireBystanderAsync(options, folder);
        });
    }

    private static Task RequireBystanderAsync(MachineOptions options, TempFolder folder)
    {
        var disk = options.Disks[0];
        return DiskFiles.RequireEqualAsync(folder["bystander"], disk.Path!, CancellationToken.None, disk.Format);
    }
}
