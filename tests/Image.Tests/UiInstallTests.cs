using Domar.Image.Tests.Harness;
using Domar.TestKit;

namespace Domar.Image.Tests;

/// <summary>An installation by a person at the serial console: six screens, and then the machine starts from its disk by itself.</summary>
[TestClass]
public sealed class UiInstallTests : BootTest
{
    private const string Tab = "\t";
    private const string Enter = "\r";
    private const string F1 = "\u001bOP";
    private const string Escape = "\u001b";
    private const string EmptyField = "\u0015";
    private const string Licence = "Domar is free software";

    private static IEnumerable<object[]> Disks => Soak.Rows([[false]], [[true]]);

    [BootTestMethod]
    [DynamicData(nameof(Disks))]
    public async Task Keys_OnTheSerialLine_InstallAMachine(bool diskHasData)
    {
        var layout = InstallLayout.Lvm;
        var answer = layout.Answer;
        using var folder = new TempFolder();
        var options = layout.Machine([diskHasData ? await CopyOfInstalledAsync(folder) : null]);

        // The disk is tried first, also before there is anything on it: after the installation it starts without a hand at the machine.
        var machine = await StartAsync(options with { Cd = DomarIso.Require(), BootOrder = diskHasData ? ["cd"] : ["disk0", "cd"] });
        await Installation.BeginAsync(machine, Token);

        await ShowsAsync(machine, "1 of 6");
        await PressAsync(machine, F1, "Help: Welcome");
        await PressAsync(machine, Escape, Licence); // the help was before it
        if (diskHasData)
        {
            await LeaveAndComeBackAsync(machine);
        }

        await PressAsync(machine, Enter, "2 of 6");

        // The only disk is marked already; nothing but what is asked for is changed.
        await ShowsAsync(machine, "[x]");
        await PressAsync(machine, Tab + Tab, ">[Next]<");
        await PressAsync(machine, Enter, "3 of 6");

        await PressAsync(machine, "Croatia", "(*) Croatia");
        await ShowsAsync(machine, $"(*) {answer.TimeZone}");
        await PressAsync(machine, Tab + Tab + Tab, ">[Next]<");
        await PressAsync(machine, Enter, "4 of 6");

        // A password that is too short is told here, and the next screen does not come.
        await PressAsync(machine, "short" + Tab + "short" + Tab + Tab + $"root@{answer.HostName}.{Answer.Domain}" + Tab, ">[Next]<");
        await PressAsync(machine, Enter, "! ");
        await PressAsync(machine, Tab + Tab + EmptyField + answer.Password + Tab + EmptyField + answer.Password + Tab + Tab + Tab, ">[Next]<");
        await PressAsync(machine, Enter, "5 of 6");

        await PressAsync(machine, EmptyField + $"{answer.HostName}.{Answer.Domain}" + Tab + Tab + EmptyField + answer.Address + Tab + EmptyField + answer.Gateway + Tab + EmptyField + Answer.NameServer + Tab, ">[Next]<");
        await PressAsync(machine, Enter, "6 of 6");

        await ShowsAsync(machine, "What will be done");
        if (diskHasData)
        {
            await ShowsAsync(machine, "To install, type: erase vda");
            await PressAsync(machine, "erase vda" + Tab, ">[Install]<");
        }

        await PressAsync(machine, Enter, "Installing");
        await machine.Serial.WaitForScreenAsync(">[Restart]<", TimeSpan.FromMinutes(20), [.. FailureSigns.Boot, "The installation failed"], Token);
        await ShowsAsync(machine, answer.Address.Split('/')[0]);
        if (diskHasData)
        {
            return; // its start is the other row's
        }

        // The shell below the screens may come forth for a moment, when systemd ends them before it.
        await machine.Serial.TypeAsync(Enter, Token);
        await machine.Serial.WaitForAsync(", slot a", failureSigns: [.. FailureSigns.Boot, DomarIso.LooksForMedium], cancellationToken: Token);
        var shell = await InstalledSystem.LogInAsync(machine, answer, Token);
        var checks = new InstalledChecks(shell, layout, Token);
        await checks.RunsWithoutFaultAsync();
        await checks.IsAsAnsweredAsync();
        await checks.HasItsStoragesAsync();
    }

    // Who leaves the screens has a shell, and can come back. There it shows whether the kernel is kept from writing into the screens.
    private async Task LeaveAndComeBackAsync(Machine machine)
    {
        await PressAsync(machine, Escape, "Leave the installer?");
        await PressAsync(machine, Tab, ">[Leave]<");
        await machine.Serial.TypeAsync(Enter, Token);
        await machine.Serial.WaitForAsync(DomarIso.LivePrompt, cancellationToken: Token);
        await machine.Serial.TypeAsync("read -r level rest </proc/sys/kernel/printk; echo \"kernel: $level.\"; domar-install\n", Token);
        await machine.Serial.WaitForAsync("kernel: 1.", cancellationToken: Token);
        await machine.Serial.WaitForAsync(Licence, cancellationToken: Token);
    }

    private async Task<string> CopyOfInstalledAsync(TempFolder folder)
    {
        var installed = await InstalledDisks.GetAsync(InstallLayout.Lvm, Token);
        await DiskFiles.CopyAsync(installed.Disk(0), folder["disk0.raw"], Token);
        return folder["disk0.raw"];
    }

    private async Task PressAsync(Machine machine, string keys, string expected)
    {
        await machine.Serial.TypeAsync(keys, Token);
        await ShowsAsync(machine, expected);
    }

    private Task ShowsAsync(Machine machine, string text) => machine.Serial.WaitForScreenAsync(text, cancellationToken: Token);
}
