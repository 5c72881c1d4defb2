using System.Text.Json;
using Domar.Image.Tests.Harness;
using Domar.TestKit;

namespace Domar.Image.Tests;

/// <summary>A factory reset (docs/firmware.md): what was changed on an installed system is gone at the next start, and guests stay or go as was said.</summary>
[TestClass]
public sealed class ResetTests : BootTest
{
    private const string Mark = "bytes-of-a-guest";

    // What there is of guests: VMs with their configuration, volumes in the pool, files in the storage of files.
    private const string ListGuests = "domar vm list --json; cat /var/lib/domar/config/nodes/*/qemu-server/*.conf; find /var/lib/vz/template /mnt -not -name note | sort";

    private static IEnumerable<object[]> Rows => Soak.Rows([[InstallLayout.Lvm.Name, true]], [[InstallLayout.Lvm.Name, false], [InstallLayout.Raid1.Name, true], [InstallLayout.Raid1.Name, false]]);

    [BootTestMethod]
    [DynamicData(nameof(Rows))]
    public async Task Reset_MakesAllAsInstalled_AndGuestsStayOrGo(string name, bool keep)
    {
        var layout = name == InstallLayout.Lvm.Name ? InstallLayout.Lvm : InstallLayout.Raid1;
        var disks = await InstalledDisks.GetAsync(layout, Token);
        using var folder = new TempFolder();
        var machine = await StartAsync(await disks.OverlayAsync(folder, Token));
        var shell = await InstalledSystem.LogInAsync(machine, layout.Answer, Token);
        var checks = new InstalledChecks(shell, layout, Token);
        await checks.RunsWithoutFaultAsync();
        await checks.HasItsStoragesAsync();
        var identity = await checks.IdentityAsync();
        var certificate = await CertificateAsync(shell);
        await MakeGuestsAsync(shell, layout);
        await ChangeSettingsAsync(shell);
        Assert.AreNotEqual(identity, await checks.IdentityAsync());
        var guests = await shell.MustRunAsync(ListGuests, Token);

        await AskAsync(machine, shell, layout, keep);
        await RestartAsync(machine, keep);

        // With the password of the installation.
        shell = await InstalledSystem.LogInAsync(machine, layout.Answer, Token);
        Assert.DoesNotContain("cannot be removed", machine.Serial.Text);
        checks = new InstalledChecks(shell, layout, Token);
        await checks.RunsWithoutFaultAsync();
        await checks.IsAsAnsweredAsync();
        Assert.AreEqual(identity, await checks.IdentityAsync(), "clients know the machine as what was installed");
        Assert.AreNotEqual(certificate, await CertificateAsync(shell), "keys that the host has made for itself are new");
        await shell.MustRunAsync("d=/var/lib/domar/config; openssl verify -CAfile $d/pve-root-ca.pem $d/nodes/*/pve-ssl.pem", Token);
        await RequireSettingsGoneAsync(shell);
        if (keep)
        {
            await RequireGuestsAsync(shell, layout, guests);
        }
        else
        {
            await RequireNoGuestsAsync(shell, layout);
            await checks.HasItsStoragesAsync();
            await checks.RunsAVmAsync();

            // Once more, with nothing there to remove.
            await shell.MustRunAsync($"domar firmware reset --guests remove --yes {layout.Answer.HostName}", Token);
            await RestartAsync(machine, keep);
            shell = await InstalledSystem.LogInAsync(machine, layout.Answer, Token);
            await new InstalledChecks(shell, layout, Token).RunsWithoutFaultAsync();
        }
    }

    private Task<string> CertificateAsync(ShellSession shell) => shell.MustRunAsync("cat /var/lib/domar/config/nodes/*/pve-ssl.pem", Token);

    // One with a disk in the pool, one with a disk in a storage that the administrator has put into a folder of the system.
    private async Task MakeGuestsAsync(ShellSession shell, InstallLayout layout) => await shell.MustRunAsync(
        $"""
        set -e
        mkdir -p /mnt/guests /var/lib/vz/template/iso
        printf 'dir: more\n\tpath /mnt/guests\n\tcontent images\n\n' >> /var/lib/domar/config/storage.cfg
        until domar storage list | grep '^more '; do sleep 1; done
        domar vm create 100 --name pool --memory 16 --virtio0 {layout.PoolStorage}:1
        domar vm create 101 --name file --memory 16 --virtio0 more:1,format=raw
        echo {Mark} | dd of={Volume(layout)} conv=fsync,notrunc status=none
        echo {Mark} | dd of=/mnt/guests/images/101/vm-101-disk-0.raw conv=fsync,notrunc status=none
        echo {Mark} > /var/lib/vz/template/iso/some.iso
        """,
        Token);

    private async Task ChangeSettingsAsync(ShellSession shell) => await shell.MustRunAsync(
        """
        set -e
        echo changed | tee /etc/note /root/note /home/note /opt/note /var/lib/note /mnt/note
        echo other.test.invalid > /etc/hostname
        rm /etc/ssh/ssh_host_*
        ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key
        echo root:another-long-word | chpasswd
        printf '[Match]\nName=vmbr0\n\n[Network]\nAddress=10.0.2.78/24\n' > /etc/systemd/network/10-vmbr0.network
        echo 'user:other@pam:1:0::::::' >> /var/lib/domar/config/user.cfg
        """,
        Token);

    // A name that is not the host's is refused. The shell's echo is off: what is waited for is what the program says.
    private async Task AskAsync(Machine machine, ShellSession shell, InstallLayout layout, bool keep)
    {
        var command = keep ? "domar firmware reset" : "domar firmware reset --guests remove";
        foreach (var (typed, answer) in new[] { ("wrong", "Nothing was reset"), (layout.Answer.HostName, "The factory reset happens at the next start") })
        {
            await machine.Serial.TypeAsync($"{command}\n", Token);
            await machine.Serial.WaitForAsync(keep ? "guests and their disks stay" : "all guests and all their disks will be lost", cancellationToken: Token);
            await machine.Serial.WaitForAsync($"Type {layout.Answer.HostName} to go on: ", cancellationToken: Token);
            await machine.Serial.TypeAsync($"{typed}\n", Token);
            await machine.Serial.WaitForAsync(answer, cancellationToken: Token);
        }

        var status = await FirmwareInstall.StatusAsync(shell, Token);
        Assert.AreEqual(keep ? "keep" : "remove", status.GetProperty("reset").GetString());
    }

    private async Task RestartAsync(Machine machine, bool keep)
    {
        await machine.Serial.TypeAsync("systemctl reboot\n", Token);
        await machine.Serial.WaitForAsync($"factory reset (guests={(keep ? "keep" : "remove")})", cancellationToken: Token);
    }

    private async Task RequireSettingsGoneAsync(ShellSession shell)
    {
        Assert.AreEqual("", await shell.MustRunAsync("ls -d /etc/note /root/note /home/note /opt/note /var/lib/note /mnt/note /state/reset /state/kept* 2>/dev/null; true", Token));
        Assert.AreEqual("0", await shell.MustRunAsync("grep -c other@pam /var/lib/domar/config/user.cfg; true", Token));
        Assert.AreEqual("1", await shell.MustRunAsync("journalctl --list-boots --no-pager --quiet | grep -c '^ *-\\?[0-9]'", Token), "logs of starts before");
        Assert.IsFalse((await FirmwareInstall.StatusAsync(shell, Token)).TryGetProperty("reset", out _));
    }

    private async Task RequireGuestsAsync(ShellSession shell, InstallLayout layout, string guests)
    {
        await shell.MustRunAsync($"until domar storage list --json > /run/list; [ \"$(grep -o '\"active\":1' /run/list | wc -l)\" -ge 3 ]; do sleep 2; done", Token);

        Assert.AreEqual(guests, await shell.MustRunAsync(ListGuests, Token));
        Assert.AreEqual($"{Mark}\n{Mark}\n{Mark}", await shell.MustRunAsync($"for each in {Volume(layout)} /mnt/guests/images/101/vm-101-disk-0.raw /var/lib/vz/template/iso/some.iso; do head -n 1 $each; done", Token));
        await shell.MustRunAsync("domar vm destroy 100 --yes && domar vm destroy 101 --yes && test ! -e /mnt/guests/images/101/vm-101-disk-0.raw", Token);
    }

    private async Task RequireNoGuestsAsync(ShellSession shell, InstallLayout layout)
    {
        using var list = JsonDocument.Parse(await shell.MustRunAsync("domar vm list --json", Token));
        Assert.AreEqual(0, list.RootElement.GetArrayLength());
        Assert.AreEqual("", await shell.MustRunAsync(layout.IsZfs ? "zfs list -H -o name -r rpool/data | tail -n +2" : "lvs --noheadings -o lv_name -S pool_lv=data pve", Token));
        Assert.AreEqual("", await shell.MustRunAsync("ls -A /mnt; find /var/lib/vz -type f", Token));
    }

    private static string Volume(InstallLayout layout) => layout.IsZfs ? "/dev/zvol/rpool/data/vm-100-disk-0" : "/dev/pve/vm-100-disk-0";
}
