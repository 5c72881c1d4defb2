using Domar.Image.Tests.Harness;
using Domar.TestKit;

namespace Domar.Image.Tests;

/// <summary>The ISO installs itself as an answer file says, and what it has installed starts from its disks and works.</summary>
[TestClass]
public sealed class InstallTests : BootTest
{
    private static readonly InstallLayout[] Layouts =
        [InstallLayout.Lvm, InstallLayout.Raid1, InstallLayout.Raid10, InstallLayout.RaidZ1, InstallLayout.Xfs, InstallLayout.LargeSectors];

    private static IEnumerable<object[]> LayoutNames => Soak.Rows(
        [[InstallLayout.Lvm.Name], [InstallLayout.Raid1.Name]],
        Layouts[2..].Select(static layout => new object[] { layout.Name }));

    // The test above starts a mirror without its first disk already, after it was whole.
    private static IEnumerable<object[]> Mirrors => Soak.Rows([[1]], [[0]]);

    [BootTestMethod]
    [DynamicData(nameof(LayoutNames))]
    public async Task Installed_StartsFromItsDisks_AndWorks(string name)
    {
        var layout = Layouts.Single(item => item.Name == name);
        var disks = await InstalledDisks.GetAsync(layout, Token);
        using var folder = new TempFolder();
        var options = await disks.OverlayAsync(folder, Token);
        var machine = await StartAsync(options);
        var shell = await InstalledSystem.LogInAsync(machine, layout.Answer, Token);
        var checks = new InstalledChecks(shell, layout, Token);
        await checks.RunsWithoutFaultAsync();
        await checks.IsAsAnsweredAsync();
        await checks.HasItsStoragesAsync();
        Assert.AreEqual("a", await InstalledSystem.RunningSlotAsync(shell, Token));
        await checks.RollsBackAsync();
        await checks.RunsAContainerAsync();
        await checks.RunsAVmAsync();
        var identity = await checks.IdentityAsync();

        // The shell is busy until it is killed: its command is typed, and not waited for.
        await machine.Serial.TypeAsync("systemctl poweroff\n", Token);
        await machine.WaitForPowerOffAsync(Token);
        await machine.DisposeAsync();

        // Of a mirror one disk is enough; the other rows start as they were.
        var isMirror = layout == InstallLayout.Raid1;
        machine = await StartAsync(isMirror ? options with { Disks = [options.Disks[1]] } : options);
        shell = await InstalledSystem.LogInAsync(machine, layout.Answer, Token);
        checks = new InstalledChecks(shell, layout, Token);
        Assert.AreEqual(identity, await checks.IdentityAsync());
        await checks.RunsWithoutFaultAsync();
        await checks.HasItsStoragesAsync();
        if (isMirror)
        {
            await SaysDegradedAsync(shell);
        }
    }

    [BootTestMethod]
    [DynamicData(nameof(Mirrors))]
    public async Task Mirror_StartsFromOneDisk_AndSaysSo(int removed)
    {
        var layout = InstallLayout.Raid1;
        var disks = await InstalledDisks.GetAsync(layout, Token);
        using var folder = new TempFolder();
        var whole = await disks.OverlayAsync(folder, Token);
        var machine = await StartAsync(whole with { Disks = [whole.Disks[1 - removed]] });
        var shell = await InstalledSystem.LogInAsync(machine, layout.Answer, Token);
        var checks = new InstalledChecks(shell, layout, Token);
        await checks.RunsWithoutFaultAsync();
        await checks.HasItsStoragesAsync();
        await SaysDegradedAsync(shell);
        await checks.RollsBackAsync();
    }

    private async Task SaysDegradedAsync(ShellSession shell) => StringAssert.Contains(await shell.MustRunAsync("zpool status rpool", Token), "state: DEGRADED");
}
