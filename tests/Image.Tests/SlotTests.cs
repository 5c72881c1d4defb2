using Domar.Image.Tests.Harness;
using Domar.TestKit;

namespace Domar.Image.Tests;

/// <summary>A second image is tried, and either proves itself or is left again without anybody's help.</summary>
[TestClass]
public sealed class SlotTests : BootTest
{
    private static readonly Answer Answer = InstallLayout.Lvm.Answer;

    // Three tries with a watchdog of three minutes each, and then the way back.
    private static readonly TimeSpan ThreeTries = TimeSpan.FromMinutes(30);

    private static IEnumerable<object[]> Breaks => Soak.Rows([[SlotBreak.Initrd]], [[SlotBreak.Root], [SlotBreak.RootEnd], [SlotBreak.Kernel], [SlotBreak.Api]]);

    [BootTestMethod]
    public async Task SecondImage_RunsOnTrial_AndIsMarkedGood_AlsoAfterAKill()
    {
        var staged = await StagedDisk.GetAsync();
        using var folder = new TempFolder();
        var options = await staged.CopyAsync(folder, Token);
        var killed = await StartAsync(options);
        var shell = await InstalledSystem.LogInAsync(killed, Answer, Token);
        Assert.AreEqual("b 2", await shell.MustRunAsync("sed -n 's/^slot=//p; s/^trial=//p' /run/domar-boot/facts | xargs", Token), "slot and tries left");
        await killed.KillAsync();
        await killed.DisposeAsync();

        var machine = await StartAsync(options);
        shell = await InstalledSystem.LogInAsync(machine, Answer, Token);
        Assert.AreEqual("b 1", await shell.MustRunAsync("sed -n 's/^slot=//p; s/^trial=//p' /run/domar-boot/facts | xargs", Token), "slot and tries left");
        await shell.MustRunAsync("until domar firmware status | grep '^B .*running, good'; do sleep 2; done", Token);
        TestContext.WriteLine(await shell.MustRunAsync("domar firmware status", Token));
        await machine.Serial.TypeAsync("systemctl reboot\n", Token);
        shell = await InstalledSystem.LogInAsync(machine, Answer, Token);
        Assert.AreEqual("b", await InstalledSystem.RunningSlotAsync(shell, Token));
        StringAssert.DoesNotMatch(await shell.MustRunAsync("cat /proc/cmdline", Token), new System.Text.RegularExpressions.Regex("domar.trial"));
    }

    [BootTestMethod]
    [DynamicData(nameof(Breaks))]
    public async Task BrokenImage_IsLeftByItself(SlotBreak fault)
    {
        var staged = await StagedDisk.GetAsync();
        using var folder = new TempFolder();
        var options = await staged.CopyAsync(folder, Token);
        if (fault is not SlotBreak.Api)
        {
            await BreakAsync(fault, folder["disk0.raw"]);
        }

        var machine = await StartAsync(options);
        if (fault is SlotBreak.Api)
        {
            // The first try comes up; from the second on the daemon of slot B never answers. A quarter of an hour is given for that, and here three minutes.
            var first = await InstalledSystem.LogInAsync(machine, Answer, Token);
            await first.MustRunAsync(
                """
                mkdir -p /etc/systemd/system/domar.service.d
                printf '[Service]\nExecStartPre=/bin/sh -c "! grep -q domar.slot=b /proc/cmdline"\n' > /etc/systemd/system/domar.service.d/broken.conf
                mkdir -p /etc/systemd/system/domar-firmware-confirm.service.d
                printf '[Service]\nExecStart=\nExecStart=/usr/bin/domar firmware confirm --after 10 --deadline 180\n' > /etc/systemd/system/domar-firmware-confirm.service.d/soon.conf
                sync
                """,
                Token);
            await machine.ResetAsync(Token);
        }

        // Every failed try resets the machine by itself; a login prompt of slot B in between is one that failed later.
        string slot;
        ShellSession shell;
        do
        {
            shell = await InstalledSystem.LogInAsync(machine, Answer, Token, ThreeTries, FailureSigns.Final);
            slot = await InstalledSystem.RunningSlotAsync(shell, Token);
            TestContext.WriteLine($"A login prompt of slot {slot}.");
        }
        while (slot == "b");
        await new InstalledChecks(shell, InstallLayout.Lvm, Token).RunsWithoutFaultAsync();
        TestContext.WriteLine(await shell.MustRunAsync("domar firmware status", Token));

        // A kernel that cannot be loaded costs one try only: GRUB starts the other slot in the same start.
        Assert.AreEqual(fault is SlotBreak.Kernel ? "tries=2" : "tries=0", await shell.MustRunAsync("mount -o ro /dev/disk/by-partlabel/domar-*-esp-0 /mnt && grep -ax 'tries=.' /mnt/domar/trial.env && umount /mnt", Token));
        await machine.Serial.TypeAsync("systemctl reboot\n", Token);
        shell = await InstalledSystem.LogInAsync(machine, Answer, Token);
        Assert.AreEqual("a", await InstalledSystem.RunningSlotAsync(shell, Token), "it is not tried again");
    }

    private async Task BreakAsync(SlotBreak fault, string disk)
    {
        const long MiB = 1024 * 1024;
        var (boot, _) = GptDisk.Find(disk, "-bootb-");
        var (root, _) = GptDisk.Find(disk, "-rootb-");
        using var folder = new TempFolder();
        await File.WriteAllBytesAsync(folder["garbage"], new byte[2 * MiB], Token);
        switch (fault)
        {
            case SlotBreak.Initrd:
                await DiskFiles.RunAsync("mcopy", ["-o", "-i", $"{disk}@@{boot}", folder["garbage"], "::/initrd"], Token);
                break;
            case SlotBreak.Kernel:
                await DiskFiles.RunAsync("mcopy", ["-o", "-i", $"{disk}@@{boot}", folder["garbage"], "::/vmlinuz"], Token);
                break;
            case SlotBreak.Root:
                await ZeroAsync(disk, root, 100 * MiB);
                break;
            default:
                // What is read while the system comes up, or later; its superblock and the begin are whole.
                await ZeroAsync(disk, root + (10 * MiB), 90 * MiB);
                break;
        }
    }

    private static async Task ZeroAsync(string disk, long at, long length)
    {
        await using var file = new FileStream(disk, FileMode.Open);
        file.Position = at;
        await file.WriteAsync(new byte[length]);
    }
}
