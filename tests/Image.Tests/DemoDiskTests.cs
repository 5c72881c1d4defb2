using Domar.Image.Tests.Harness;
using Domar.TestKit.Guests;

namespace Domar.Image.Tests;

/// <summary>The demo disk, booted by SeaBIOS from each kind of controller that its kernel knows.</summary>
[TestClass]
public sealed class DemoDiskTests : BootTest
{
    private const string Prompt = "demo:/# ";

    [TestMethod]
    [DataRow(DiskBus.Virtio, "vda")]
    [DataRow(DiskBus.Ata, "sda")]
    public async Task Boots_ToAShell_AndPowersOffByItsButton(DiskBus bus, string name)
    {
        var machine = await StartAsync(bus);
        await machine.Serial.WaitForAsync("Linux version", cancellationToken: Token);
        await machine.Serial.WaitForAsync("Domar demo guest", cancellationToken: Token);
        var banner = await machine.Serial.WaitForAsync(Prompt, cancellationToken: Token);
        StringAssert.Contains(banner, $"boot 1 of this disk (/dev/{name}2)");

        await machine.Serial.TypeAsync("echo $((6 * 7))\n", Token);
        await machine.Serial.WaitForAsync("\n42\n", cancellationToken: Token);
        await machine.PressPowerButtonAsync(Token);
        await machine.WaitForPowerOffAsync(Token);
    }

    [TestMethod]
    public async Task Reboot_KeepsItsData_AndDhcpGivesAnAddress()
    {
        var machine = await StartAsync(DiskBus.Scsi, new NicOptions());
        await machine.Serial.WaitForAsync("boot 1 of this disk (/dev/sda2)", cancellationToken: Token);
        await machine.Serial.WaitForAsync(Prompt, cancellationToken: Token);
        await machine.Serial.TypeAsync("reboot\n", Token);
        await machine.Serial.WaitForAsync("boot 2 of this disk (/dev/sda2)", cancellationToken: Token);
        await machine.Serial.WaitForAsync(Prompt, cancellationToken: Token);
        await machine.Serial.TypeAsync("until ip -4 addr show eth0 | grep -o 'inet 10[.0-9]*'; do sleep 1; done\n", Token);
        await machine.Serial.WaitForAsync("inet 10.0.2.15", cancellationToken: Token);
        await machine.Serial.TypeAsync("poweroff\n", Token);
        await machine.WaitForPowerOffAsync(Token);
    }

    private Task<Machine> StartAsync(DiskBus bus, params NicOptions[] nics) => StartAsync(new MachineOptions
    {
        Type = "pc",
        MemoryMiB = 96,
        Cpus = 1,
        Disks = [new DiskOptions { Path = TestGuests.RequireDemoDisk(), Format = "qcow2", Bus = bus }],
        Nics = nics,
    });
}
