using System.Security.Cryptography;
using Domar.Image.Tests.Harness;
using Domar.TestKit.Guests;

namespace Domar.Image.Tests.HarnessTests;

/// <summary>The harness with a guest that is known to work: the demo disk.</summary>
[TestClass]
public sealed class MachineTests : BootTest
{
    private const string Prompt = "demo:/# ";

    [TestMethod]
    public async Task DemoDisk_CommandsKeysScreenAndPowerButton()
    {
        var machine = await StartDemoAsync(new NicOptions { GuestPorts = [7, 8] });
        var shell = await ShellSession.OpenAsync(machine.Serial, Prompt, Token);
        Assert.AreEqual(new ShellResult("echo out; echo error >&2; exit 7", 7, "out\nerror"), await shell.RunAsync("echo out; echo error >&2; exit 7", Token));
        Assert.AreEqual("it's\n two  lines", await shell.MustRunAsync("echo \"it's\"\necho ' two  lines'", Token));
        Assert.AreNotEqual(0, (await shell.RunAsync("echo 'never closed", Token)).ExitCode);
        Assert.AreEqual(3, (await shell.RunAsync("cat; exit 3", Token)).ExitCode, "standard input is empty");
        Assert.AreEqual(
            "before\nafter", await shell.MustRunAsync("echo before; dmesg -n 8; echo '<0>a kernel message' > /dev/kmsg; dmesg -n 1; echo after", Token));

        var content = new byte[5000];
        new Random(1).NextBytes(content);
        await shell.WriteFileAsync("/tmp/it", content, Token);
        StringAssert.Contains(await shell.MustRunAsync("sha256sum /tmp/it", Token), Convert.ToHexStringLower(SHA256.HashData(content)));

        // What is typed on the keyboard comes to a shell on the screen's console; it says so on the serial line.
        await shell.MustRunAsync("setsid sh -c 'exec sh </dev/tty1 >/dev/tty1 2>&1' & echo started", Token);
        await machine.TypeOnScreenAsync("echo \"Keys: ~!@#$%^&*()_+{}|:<>?\" '-=[]\\;,./`' Az09 > /dev/ttyS0\n", Token);
        await machine.Serial.WaitForAsync("Keys: ~!@#$%^&*()_+{}|:<>? -=[]\\;,./` Az09\n", cancellationToken: Token);
        await machine.SendKeysAsync(Token, "x", "backspace", "Enter");

        var screen = await RequireTextOnScreenAsync(machine, "shell");
        Assert.IsGreaterThanOrEqualTo(640, screen.Width);
        Assert.IsGreaterThanOrEqualTo(350, screen.Height);

        await shell.MustRunAsync("until ip -4 addr show eth0 | grep -q 'inet 10'; do sleep 1; done; httpd -p 7 -h /tmp", Token);
        Assert.AreNotEqual(await machine.PortOf(7, Token), await machine.PortOf(8, Token));
        using var http = new HttpClient();
        CollectionAssert.AreEqual(content, await http.GetByteArrayAsync($"http://127.0.0.1:{await machine.PortOf(7, Token)}/it", Token));

        await machine.PressPowerButtonAsync(Token);
        await machine.WaitForPowerOffAsync(Token);
        Assert.IsFalse(machine.IsRunning);
    }

    [TestMethod]
    public async Task Reset_BootsAgain_Kill_EndsTheWait()
    {
        var machine = await StartDemoAsync();
        await machine.Serial.WaitForAsync(Prompt, cancellationToken: Token);
        await machine.ResetAsync(Token);
        await machine.WaitForEventAsync("RESET", Token);
        var before = await machine.Serial.WaitForAsync(Prompt, cancellationToken: Token);
        StringAssert.Contains(before, "Domar demo guest");

        var waiting = machine.Serial.WaitForAsync("never said", cancellationToken: Token);
        await machine.KillAsync();
        var failure = await Assert.ThrowsExactlyAsync<MachineEndedException>(() => waiting);
        StringAssert.Contains(failure.Message, "exit code is 137");
        StringAssert.Contains(failure.Message, Prompt.Trim());
        await Assert.ThrowsExactlyAsync<MachineEndedException>(() => machine.WaitForPowerOffAsync(Token));
    }

    [TestMethod]
    public async Task WrongArgument_IsToldWithQemusWords()
    {
        var failure = await Assert.ThrowsExactlyAsync<MachineEndedException>(() => StartAsync(new MachineOptions { ExtraArguments = ["-device", "flux-capacitor"] }));
        StringAssert.Contains(failure.Message, "flux-capacitor");
    }

    [TestMethod]
    [DataRow(Firmware.Uefi)]
    [DataRow(Firmware.UefiSecureBoot)]
    public async Task Ovmf_ComesUp_WithEveryKindOfDisk(Firmware firmware)
    {
        var machine = await StartAsync(new MachineOptions
        {
            Firmware = firmware,
            MemoryMiB = 256,
            Disks = [.. Enum.GetValues<DiskBus>().Select(bus => DiskOptions.Blank(8, bus))],
        });
        await machine.Serial.WaitForAsync("BdsDxe", cancellationToken: Token);
        await machine.QuitAsync(Token);
    }

    [TestMethod]
    public async Task FailedTest_LeavesConsoleAndScreen()
    {
        var machine = await StartDemoAsync();
        await machine.Serial.WaitForAsync("Domar demo guest", cancellationToken: Token);
        await ScreenshotAsync(machine, "earlier");
        var folder = await Artefacts.KeepAsync(machine, "Artefacts of (a test)", 0);
        try
        {
            Assert.AreEqual("Artefacts_of__a_test", Path.GetFileName(folder));
            StringAssert.Contains(await File.ReadAllTextAsync(Path.Combine(folder, "console.log"), Token), "Domar demo guest");
            Assert.IsGreaterThan(1000, new FileInfo(Path.Combine(folder, "screen.png")).Length);
            Assert.IsTrue(File.Exists(Path.Combine(folder, "earlier.png")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private Task<Machine> StartDemoAsync(params NicOptions[] nics) => StartAsync(new MachineOptions
    {
        MemoryMiB = 128,
        Type = "pc",
        Disks = [new DiskOptions { Path = TestGuests.RequireDemoDisk(), Format = "qcow2" }],
        Nics = nics,
    });
}
