using Domar.Image.Tests.Harness;

namespace Domar.Image.Tests;

/// <summary>The entries of the boot menu besides the default one, chosen by keys on the serial line.</summary>
[TestClass]
public sealed class MenuTests : BootTest
{
    private static IEnumerable<object[]> Entries => Soak.Rows(
        [["Rescue"]],
        [["Install"], ["Memory test"], ["Power off"]]);

    [BootTestMethod]
    [DynamicData(nameof(Entries))]
    public async Task Entry_DoesWhatItSays(string entry)
    {
        var machine = await StartAsync(new MachineOptions { Cd = DomarIso.Require() });
        await BootMenu.ChooseAsync(machine, entry, Token);
        switch (entry)
        {
            case "Rescue":
                await RescueAsync(machine);
                break;
            case "Install":
                await machine.Serial.WaitForScreenAsync("1 of 6", failureSigns: FailureSigns.Boot, cancellationToken: Token);
                break;
            case "Memory test":
                await machine.Serial.WaitForAsync("Memtest86+", cancellationToken: Token);
                break;
            case "Power off":
                await machine.WaitForPowerOffAsync(Token);
                break;
            default:
                Assert.Fail($"no check for '{entry}'");
                break;
        }
    }

    private async Task RescueAsync(Machine machine)
    {
        var shell = await ShellSession.OpenAsync(machine.Serial, DomarIso.LivePrompt, Token);
        StringAssert.Contains(machine.Serial.Text, "Rescue: no guests run");
        Assert.AreNotEqual("active", (await shell.RunAsync("systemctl is-active domar.service", Token)).Output);
        await shell.MustRunAsync("modprobe zfs && zpool list && vgs && command -v fsck.ext4 xfs_repair smartctl sgdisk nvme", Token);
        Assert.AreEqual("", await shell.MustRunAsync("systemctl --failed --no-legend", Token));
    }
}
