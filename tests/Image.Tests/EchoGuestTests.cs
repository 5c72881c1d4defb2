using System.Diagnostics;
using Domar.TestKit;
using Domar.TestKit.Guests;

namespace Domar.Image.Tests;

[TestClass]
public class EchoGuestTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public TestContext TestContext { get; set; } = null!;

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
    public async Task Boots_Echoes_AndPowersOffByItsButton(string machine)
    {
        using var folder = new TempFolder();
        using var guest = Start(folder, machine, hearsPowerButton: true);
        await guest.ReadUntilAsync(TestGuests.EchoBanner, Deadline, TestContext.CancellationToken);
        await guest.ReadUntilAsync("tick\r\n", Deadline, TestContext.CancellationToken);
        await guest.TypeAsync("hello");
        await guest.ReadUntilAsync("hello", Deadline, TestContext.CancellationToken);
        await BareGuest.PressPowerButtonAsync(folder["qmp"], TestContext.CancellationToken);
        await guest.WaitForPowerOffAsync(Deadline, TestContext.CancellationToken);
    }

    [TestMethod]
    public async Task ControlR_ResetsIt_ControlP_PowersItOff()
    {
        using var folder = new TempFolder();
        using var guest = Start(folder, "pc", hearsPowerButton: true);
        await guest.ReadUntilAsync(TestGuests.EchoBanner, Deadline, TestContext.CancellationToken);
        await guest.TypeAsync(((char)TestGuests.EchoReset).ToString());
        await guest.ReadUntilAsync(TestGuests.EchoBanner, Deadline, TestContext.CancellationToken);
        await guest.TypeAsync(((char)TestGuests.EchoPowerOff).ToString());
        await guest.WaitForPowerOffAsync(Deadline, TestContext.CancellationToken);
    }

    [TestMethod]
    public async Task Input_BeforeItIsUp_IsEchoedWhole()
    {
        using var folder = new TempFolder();
        using var guest = Start(folder, "pc", hearsPowerButton: true);
        await guest.TypeAsync("typed while the firmware was still at work");
        await guest.ReadUntilAsync("typed while the firmware was still at work", Deadline, TestContext.CancellationToken);
    }

    [TestMethod]
    public async Task DeafGuest_RunsOnAfterThePowerButton()
    {
        using var folder = new TempFolder();
        using var guest = Start(folder, "pc", hearsPowerButton: false);
        await guest.ReadUntilAsync("tick\r\n", Deadline, TestContext.CancellationToken);
        await BareGuest.PressPowerButtonAsync(folder["qmp"], TestContext.CancellationToken);

        // The next tick comes after twenty looks at the button; a guest that hears it would have been off at the first.
        await guest.ReadUntilAsync("tick\r\n", Deadline, TestContext.CancellationToken);
    }

    private static BareGuest Start(TempFolder folder, string machine, bool hearsPowerButton)
    {
        TestGuests.WriteEchoDisk(folder["echo.raw"], hearsPowerButton);
        return BareGuest.Start(folder["qmp"], "-machine", machine, "-m", "16", "-drive", $"if=virtio,format=raw,file={folder["echo.raw"]}");
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        Assert.AreEqual(0, process.ExitCode, program);
    }
}
