using System.Text.Json;
using System.Text.RegularExpressions;
using Domar.Image.Tests.Harness;
using Domar.TestKit;

namespace Domar.Image.Tests;

/// <summary>The ISO boots to a live system without a fault from every medium and under every firmware.</summary>
[TestClass]
public sealed class BootMatrixTests : BootTest
{
    private static IEnumerable<object[]> Matrix => Soak.Rows(
        [[Firmware.Bios, Medium.Cd], [Firmware.UefiSecureBoot, Medium.Usb]],
        [
            [Firmware.Bios, Medium.Usb], [Firmware.Uefi, Medium.Cd], [Firmware.Uefi, Medium.Usb], [Firmware.UefiSecureBoot, Medium.Cd],
            [Firmware.Bios, Medium.FileOnStick],
        ]);

    [BootTestMethod]
    [DynamicData(nameof(Matrix))]
    public async Task Iso_BootsToTheLiveSystem(Firmware firmware, Medium medium)
    {
        using var folder = new TempFolder();
        var iso = DomarIso.Require();
        var options = new MachineOptions { Firmware = firmware };
        var machine = await StartAsync(medium switch
        {
            Medium.Cd => options with { Cd = iso },
            Medium.Usb => options with { Usb = iso },
            _ => options with { Direct = await DomarIso.TakeBootFilesAsync(iso, folder.Path, Token), Usb = await StickAsync(folder, iso) },
        });

        if (medium is not Medium.FileOnStick)
        {
            await CheckMenuAsync(machine, firmware);
        }

        var shell = await ShellSession.OpenAsync(machine.Serial, DomarIso.LivePrompt, Token);
        StringAssert.Matches(machine.Serial.Text, new Regex("Domar.*live", RegexOptions.IgnoreCase));
        var state = await shell.RunAsync("systemctl is-system-running --wait", Token);
        Assert.AreEqual("", await shell.MustRunAsync("systemctl --failed --no-legend", Token));
        Assert.AreEqual("running", state.Output);
        await shell.MustRunAsync("domar status", Token);
        using var status = JsonDocument.Parse(await shell.MustRunAsync("domar status --json", Token));
        StringAssert.Contains(await shell.MustRunAsync("cat /proc/cmdline", Token), "domar.mode=live");
        await CheckSecureBootAsync(shell, firmware);
        await CheckScreenAsync(machine, shell);
    }

    private static async Task<string> StickAsync(TempFolder folder, string iso)
    {
        await FatStick.MakeAsync(folder["stick.raw"], iso, "/isos/domar.iso", CancellationToken.None);
        return folder["stick.raw"];
    }

    private async Task CheckMenuAsync(Machine machine, Firmware firmware)
    {
        // Counting down: the menu is drawn on both consoles.
        await machine.Serial.WaitForAsync(new Regex("executed automatically in [1-4]s"), cancellationToken: Token);
        await RequireTextOnScreenAsync(machine, "menu");
        foreach (var text in (string[])["Domar", "Run live", "Install Domar", "Rescue", "Boot from disk"])
        {
            StringAssert.Contains(machine.Serial.Text, text);
        }

        Assert.AreEqual(firmware is not Firmware.UefiSecureBoot, machine.Serial.Text.Contains("Memory test", StringComparison.Ordinal), "the menu has a memory test");
    }

    private async Task CheckSecureBootAsync(ShellSession shell, Firmware firmware)
    {
        if (firmware is Firmware.Bios)
        {
            await shell.MustRunAsync("test ! -e /sys/firmware/efi", Token);
            return;
        }

        // Four bytes of attributes, then the value.
        var variable = await shell.MustRunAsync("od -An -tu1 /sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c", Token);
        var secure = firmware is Firmware.UefiSecureBoot;
        Assert.AreEqual(secure ? "1" : "0", variable.Split(' ')[^1]);
        var mokutil = await shell.RunAsync("mokutil --sb-state", Token);
        StringAssert.Contains(mokutil.Output, secure ? "SecureBoot enabled" : "SecureBoot disabled");
    }

    // Root is logged in on the screen as on the serial line: what is typed on the keyboard comes to a shell.
    private async Task CheckScreenAsync(Machine machine, ShellSession shell)
    {
        await shell.MustRunAsync("until pgrep -t tty1 bash; do sleep 1; done", Token);
        await machine.TypeOnScreenAsync("echo typed on $(tty) > /dev/ttyS0\n", Token);
        await machine.Serial.WaitForAsync("typed on /dev/tty1", cancellationToken: Token);
        await RequireTextOnScreenAsync(machine, "live");
    }
}
