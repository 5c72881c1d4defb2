using System.Diagnostics;
using Domar.Image.Tests.Harness;
using Domar.TestKit;
using Domar.TestKit.Guests;

namespace Domar.Image.Tests;

[TestClass]
public sealed class EchoGuestTests : BootTest
{
    // The console's text has no carriage returns.
    private static readonly string Banner = TestGuests.EchoBanner.ReplaceLineEndings("\n");

    [TestMethod]
    public async Task Bytes_AreThoseOfTheSource()
    {
        using var folder = new TempFolder();
        await RunAsync("as", "--32", "-o", folder["echo.o"], Path.Combine(AppContext.BaseDirectory, "Guests", "echo.S"));
        await RunAsync("ld", "-m", "elf_i386", "-Ttext=0x7c00", "--oformat", "binary", "-o", folder["echo.bin"], folder["echo.o"]);
        CollectionAssert.AreEqual(await File.ReadAllBytesAsync(folder["echo.bin"]), TestGuests.EchoBootSector());
    }

    [TestMethod]
    [DataRow("pc")]
    [DataRow("q35")]
    public async Task Boots_Echoes_AndPowersOffByItsButton(string type)
    {
        using var folder = new TempFolder();
        var machine = await StartAsync(folder, type, hearsPowerButton: true);
        await WaitForAsync(machine, Banner);
        await WaitForAsync(machine, "tick\n");
        await machine.Serial.TypeAsync("hello", Token);
        await WaitForAsync(machine, "hello");
        await machine.PressPowerButtonAsync(Token);
        await machine.WaitForPowerOffAsync(Token);
    }

    [TestMethod]
    public async Task ControlR_ResetsIt_ControlP_PowersItOff()
    {
        using var folder = new TempFolder();
        var machine = await StartAsync(folder, "pc", hearsPowerButton: true);
        await WaitForAsync(machine, Banner);
        await machine.Serial.TypeAsync(((char)TestGuests.EchoReset).ToString(), Token);
        await WaitForAsync(machine, Banner);
        await machine.Serial.TypeAsync(((char)TestGuests.EchoPowerOff).ToString(), Token);
        await machine.WaitForPowerOffAsync(Token);
    }

    [TestMethod]
    public async Task Input_BeforeItIsUp_IsEchoedWhole()
    {
        using var folder = new TempFolder();
        var machine = await StartAsync(folder, "pc", hearsPowerButton: true);
        await machine.Serial.TypeAsync("typed while the firmware was still at work", Token);
        await WaitForAsync(machine, "typed while the firmware was still at work");
    }

    [TestMethod]
    public async Task DeafGuest_RunsOnAfterThePowerButton()
    {
        using var folder = new TempFolder();
        var machine = await StartAsync(folder, "pc", hearsPowerButton: false);
        await WaitForAsync(machine, "tick\n");
        await machine.PressPowerButtonAsync(Token);

        // The next tick comes after twenty looks at the button; a guest that hears it would have been off at the first.
        await WaitForAsync(machine, "tick\n");
    }

    private Task<Machine> StartAsync(TempFolder folder, string type, bool hearsPowerButton)
    {
        TestGuests.WriteEchoDisk(folder["echo.raw"], hearsPowerButton);
        return StartAsync(new MachineOptions { Type = type, MemoryMiB = 16, Cpus = 1, Disks = [new DiskOptions { Path = folder["echo.raw"] }], Nics = [] });
    }

    private async Task WaitForAsync(Machine machine, string text) => await machine.Serial.WaitForAsync(text, cancellationToken: Token);

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        Assert.AreEqual(0, process.ExitCode, program);
    }
}
