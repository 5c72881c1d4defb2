using Domar.TestKit;
using Domar.TestKit.Guests;

namespace Domar.Image.Tests;

/// <summary>The demo disk, booted by SeaBIOS from each kind of controller that its kernel knows.</summary>
[TestClass]
public class DemoDiskTests
{
    // A boot takes 4 to 8 s on a quiet host; the deadline is for a busy one.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(180);

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow("virtio-blk-pci,drive=disk", "vda")]
    [DataRow("ide-hd,drive=disk", "sda")]
    public async Task Boots_ToAShell_AndPowersOffByItsButton(string device, string name)
    {
        using var folder = new TempFolder();
        using var guest = Start(folder, "-device", device);
        await guest.ReadUntilAsync("Linux version", Deadline, TestContext.CancellationToken);
        await guest.ReadUntilAsync("Domar demo guest", Deadline, TestContext.CancellationToken);
        var banner = await guest.ReadUntilAsync("demo:/# ", Deadline, TestContext.CancellationToken);
        StringAssert.Contains(banner, $"boot 1 of this disk (/dev/{name}2)");

        await guest.TypeAsync("echo $((6 * 7))\n");
        await guest.ReadUntilAsync("\r\n42\r\n", Deadline, TestContext.CancellationToken);
        await BareGuest.PressPowerButtonAsync(folder["qmp"], TestContext.CancellationToken);
        await guest.WaitForPowerOffAsync(Deadline, TestContext.CancellationToken);
    }

    [TestMethod]
    public async Task Reboot_KeepsItsData_AndDhcpGivesAnAddress()
    {
        using var folder = new TempFolder();
        using var guest = Start(
            folder, "-device", "virtio-scsi-pci", "-device", "scsi-hd,drive=disk", "-nic", "user,model=virtio-net-pci");
        await guest.ReadUntilAsync("boot 1 of this disk (/dev/sda2)", Deadline, TestContext.CancellationToken);
        await guest.ReadUntilAsync("demo:/# ", Deadline, TestContext.CancellationToken);
        await guest.TypeAsync("reboot\n");
        await guest.ReadUntilAsync("boot 2 of this disk (/dev/sda2)", Deadline, TestContext.CancellationToken);
        await guest.ReadUntilAsync("demo:/# ", Deadline, TestContext.CancellationToken);
        await guest.TypeAsync("until ip -4 addr show eth0 | grep -o 'inet 10[.0-9]*'; do sleep 1; done\n");
        await guest.ReadUntilAsync("inet 10.0.2.15", Deadline, TestContext.CancellationToken);
        await guest.TypeAsync("poweroff\n");
        await guest.WaitForPowerOffAsync(Deadline, TestContext.CancellationToken);
    }

    private static BareGuest Start(TempFolder folder, params string[] devices)
    {
        // A copy: the built disk stays as it was made.
        File.Copy(TestGuests.RequireDemoDisk(), folder["demo.qcow2"]);
        return BareGuest.Start(
            folder["qmp"], ["-m", "96", "-drive", $"if=none,id=disk,format=qcow2,file={folder["demo.qcow2"]}", .. devices]);
    }
}
