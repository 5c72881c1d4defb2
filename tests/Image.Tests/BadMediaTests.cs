using System.Globalization;
using System.Text.RegularExpressions;
using Domar.Image.Tests.Harness;
using Domar.TestKit;

namespace Domar.Image.Tests;

/// <summary>What is wrong with the medium or the host is said on the console, and nothing hangs without a word.</summary>
[TestClass]
public sealed partial class BadMediaTests : BootTest
{
    private static IEnumerable<object[]> Faults
    {
        get
        {
            Fault[] always = [Fault.BitInRootInode, Fault.CutAtSixtyPercent];
            return Soak.Rows(always.Select(fault => new object[] { fault }), Enum.GetValues<Fault>().Except(always).Select(fault => new object[] { fault }));
        }
    }

    [BootTestMethod]
    [DynamicData(nameof(Faults))]
    public Task Fault_IsTold(Fault fault) => fault switch
    {
        Fault.BitInSuperblock => FlippedBitAsync(_ => 5),
        Fault.BitInRootInode => FlippedBitAsync(iso => iso.RootInodeBlock + 20),
        Fault.BitInMiddle => FlippedBitAsync(iso => iso.DataSize / 2),
        Fault.BitInHashTree => FlippedBitAsync(iso => iso.HashTree + 7),
        Fault.CutAtSixtyPercent => TruncatedAsync(iso => new FileInfo(iso.Path).Length * 6 / 10),
        Fault.CutAfterBootFiles => TruncatedAsync(iso => iso.RootImage),
        Fault.NoMedium => NoMediumAsync(),
        Fault.Memory512 => TooLittleMemoryAsync(512),
        Fault.Memory768 => TooLittleMemoryAsync(768),
        Fault.NoDisk => NoDiskAsync(),
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, null),
    };

    private async Task FlippedBitAsync(Func<DamagedIso, long> place)
    {
        using var folder = new TempFolder();
        var iso = DamagedIso.CopyTo(folder["domar.iso"]);
        iso.FlipBit(place(iso));
        var machine = await StartAsync(new MachineOptions { Cd = iso.Path });

        // The initramfs says the first, the check of the running system the second.
        await machine.Serial.WaitForAsync(DamageSign(), failureSigns: FailureSigns.Fatal, cancellationToken: Token);
        await RequireTextOnScreenAsync(machine, "end");
    }

    private async Task TruncatedAsync(Func<DamagedIso, long> length)
    {
        using var folder = new TempFolder();
        var iso = DamagedIso.CopyTo(folder["domar.iso"]);
        iso.Truncate(length(iso));
        var story = await CannotStartAsync(await StartAsync(new MachineOptions { Cd = iso.Path }));
        StringAssert.Matches(story, new Regex("shorter|incomplete"));
    }

    private async Task NoMediumAsync()
    {
        using var folder = new TempFolder();
        var boot = await DomarIso.TakeBootFilesAsync(DomarIso.Require(), folder.Path, Token);
        var story = await CannotStartAsync(await StartAsync(new MachineOptions { Direct = boot }));
        StringAssert.Matches(story, new Regex("medium", RegexOptions.IgnoreCase));
        StringAssert.Matches(story, new Regex(@"root\.img|domar\S*\.iso|DOMAR", RegexOptions.None), "what was looked for has a name");
    }

    private async Task TooLittleMemoryAsync(int memoryMiB)
    {
        var story = await CannotStartAsync(await StartAsync(new MachineOptions { Cd = DomarIso.Require(), MemoryMiB = memoryMiB }));
        StringAssert.Contains(story, "memory");
        var figures = Regex.Matches(story, @"(\d+) Mi?B").Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).ToList();

        // The kernel takes some for itself before it counts.
        Assert.IsTrue(figures.Any(figure => figure <= memoryMiB && figure > memoryMiB * 3 / 4), $"what there is ({memoryMiB} MiB) is not in: {story}");
        Assert.IsTrue(figures.Any(figure => figure > memoryMiB), $"what is needed is not in: {story}");
    }

    private async Task NoDiskAsync()
    {
        var machine = await StartAsync(new MachineOptions { Cd = DomarIso.Require() });
        var shell = await ShellSession.OpenAsync(machine.Serial, DomarIso.LivePrompt, Token);
        var installer = await shell.RunAsync("domar-install", Token);
        StringAssert.Matches(machine.Serial.Text + installer.Output, new Regex("no (usable )?disk", RegexOptions.IgnoreCase));
        await RequireTextOnScreenAsync(machine, "end");
    }

    // The block that a failed boot ends with: the headline, then what, why and what to do, then the way out.
    private async Task<string> CannotStartAsync(Machine machine)
    {
        await machine.Serial.WaitForAsync(FailureSigns.CannotStart, failureSigns: FailureSigns.Fatal, cancellationToken: Token);
        var story = await machine.Serial.WaitForAsync("Press Enter to restart", failureSigns: FailureSigns.Fatal, cancellationToken: Token);
        TestContext.WriteLine(story);
        await RequireTextOnScreenAsync(machine, "end");
        return story;
    }

    [GeneratedRegex(@"\*\*\* (Domar cannot start \*\*\*[^*]*damaged|The medium is damaged \*\*\*)")]
    private static partial Regex DamageSign();
}
