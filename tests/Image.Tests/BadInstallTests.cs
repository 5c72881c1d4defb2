using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Domar.Image.Tests.Harness;
using Domar.TestKit;

namespace Domar.Image.Tests;

/// <summary>
/// What is wrong with the answers, the machine or a disk is said on the console, and nothing is written outside the plan: in every row a disk that
/// the answers do not name lies beside the others, and is the same to the byte afterwards.
/// </summary>
[TestClass]
public sealed class BadInstallTests : BootTest
{
    private const long MiB = 1024 * 1024;

    // The place of the partitions is the same on every disk (src/Core/Firmware/PartitionRoles.cs).
    private const long EspStart = 2 * MiB;
    private const long RootBStart = (2 + (3 * 272) + 768) * MiB;
    private const long PoolStart = (2 + (3 * 272) + (2 * 768)) * MiB;

    private static readonly InstallLayout Lvm = InstallLayout.Lvm;

    private static IEnumerable<object[]> Faults
    {
        get
        {
            InstallFault[] always = [InstallFault.PasswordTooShort, InstallFault.WriteErrorInSlotB];
            return Soak.Rows(always.Select(fault => new object[] { fault }), Enum.GetValues<InstallFault>().Except(always).Select(fault => new object[] { fault }));
        }
    }

    [BootTestMethod]
    [DynamicData(nameof(Faults))]
    public Task Fault_IsTold_AndOtherDisksAreUntouched(InstallFault fault) => fault switch
    {
        InstallFault.NoDisk => RefusedAsync("matches no disk", Lvm, []),
        InstallFault.TooSmall => RefusedAsync("is too small: 6.* at least 8", Lvm, [Target(0) with { SizeMiB = 6000 }]),
        InstallFault.PasswordTooShort => RefusedAsync("is too short: 7 characters, and at least 8", Lvm, [Target(0)], static answer => answer with { Password = "1234567" }),
        InstallFault.WrongGateway => RefusedAsync(@"gateway '192\.168\.77\.1' is not in the network", Lvm, [Target(0)], static answer => answer with { Gateway = "192.168.77.1" }),
        InstallFault.NoNetwork => RefusedAsync("no network card", Lvm, [Target(0)], change: null, static machine => machine with { Nics = [] }),
        InstallFault.LargeSectorsUnderBios => RefusedAsync("sectors of 4096 bytes, and BIOS cannot start", Lvm, [Target(0) with { SectorBytes = 4096 }]),
        InstallFault.OneDiskForAMirror => RefusedAsync("needs at least 2 disks, and 1 is chosen", InstallLayout.Raid1, [Target(0)]),
        InstallFault.SameSerials => RefusedAsync("cannot be told apart", InstallLayout.Raid1, [Target(0), Target(0)]),
        InstallFault.VolumeGroupOnAnotherDisk => PoolElsewhereAsync(Lvm, "pve"),
        InstallFault.PoolOnAnotherDisk => PoolElsewhereAsync(InstallLayout.Raid1, "rpool"),
        InstallFault.WriteErrorInPartitionTable => WriteErrorAsync(512),
        InstallFault.WriteErrorInEsp => WriteErrorAsync(EspStart),
        InstallFault.WriteErrorInSlotB => WriteErrorAsync(RootBStart + (20 * MiB)),
        InstallFault.WriteErrorInPool => WriteErrorAsync(PoolStart + 512),
        InstallFault.DiskDisappears => DiskDisappearsAsync(),
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, null),
    };

    private static DiskOptions Target(int index) => new() { SizeMiB = Lvm.DiskMiB, Serial = $"{InstallLayout.TargetPrefix}{index}", Snapshot = false };

    // Refused before anything is written: the target is as blank as it was.
    private async Task RefusedAsync(
        string reason, InstallLayout layout, DiskOptions[] targets, Func<Answer, Answer>? change = null, Func<MachineOptions, MachineOptions>? changeMachine = null)
    {
        using var folder = new TempFolder();
        var given = targets.Select((disk, index) => disk with { Path = folder[$"target{index}"] }).ToArray();
        foreach (var disk in given)
        {
            DiskFiles.MakeBlank(disk.Path!, disk.SizeMiB);
            DiskFiles.MakeBlank($"{disk.Path}.before", disk.SizeMiB);
        }

        var answer = layout.Answer;
        var options = layout.Machine([]) with { Disks = given };
        var machine = await BeginAsync(folder, changeMachine?.Invoke(options) ?? options, change?.Invoke(answer) ?? answer);
        await Installation.WaitForFailureAsync(machine, new Regex(reason), Token);
        await EndAsync(machine, folder);
        foreach (var disk in given)
        {
            await DiskFiles.RequireEqualAsync($"{disk.Path}.before", disk.Path!, Token);
        }
    }

    // A volume group or pool with the name that ours will have: two of a name cannot be told apart at the next start.
    private async Task PoolElsewhereAsync(InstallLayout layout, string name)
    {
        var installed = await InstalledDisks.GetAsync(layout, Token);
        using var folder = new TempFolder();
        List<DiskOptions> disks = [];
        for (var index = 0; index < layout.DiskCount; index++)
        {
            DiskFiles.MakeBlank(folder[$"target{index}"], layout.DiskMiB);
            DiskFiles.MakeBlank(folder[$"target{index}.before"], layout.DiskMiB);
            await DiskFiles.CopyAsync(installed.Disk(index), folder[$"old{index}"], Token);
            disks.Add(Target(index) with { Path = folder[$"target{index}"] });
            disks.Add(Target(index) with { Path = folder[$"old{index}"], Serial = $"old-{index}" });
        }

        var machine = await BeginAsync(folder, layout.Machine([]) with { Disks = disks }, layout.Answer);
        await Installation.WaitForFailureAsync(machine, new Regex($"have a.* '{name}' already|has a.* '{name}' already"), Token);
        await EndAsync(machine, folder);
        for (var index = 0; index < layout.DiskCount; index++)
        {
            await DiskFiles.RequireEqualAsync(folder[$"target{index}.before"], folder[$"target{index}"], Token);
            await DiskFiles.RequireEqualAsync(installed.Disk(index), folder[$"old{index}"], Token);
        }
    }

    private async Task WriteErrorAsync(long place)
    {
        using var folder = new TempFolder();
        DiskFiles.MakeBlank(folder["target"], Lvm.DiskMiB);
        var machine = await BeginAsync(folder, Lvm.Machine([]) with { Disks = [Target(0) with { Path = folder["target"], BadByte = place }] }, Lvm.Answer);

        // Which disk it was, and what the kernel said.
        await Installation.WaitForFailureAsync(machine, new Regex(@"[Ii]nput/output error|No space left|vda"), Token);
        await EndAsync(machine, folder);
    }

    private async Task DiskDisappearsAsync()
    {
        using var folder = new TempFolder();
        DiskFiles.MakeBlank(folder["target"], Lvm.DiskMiB);
        var machine = await BeginAsync(folder, Lvm.Machine([]) with { Disks = [Target(0) with { Path = folder["target"], Bus = DiskBus.Scsi }] }, Lvm.Answer);
        await machine.WaitForWritesAsync(MachineOptions.DriveOf(0), 50 * MiB, Token);
        await machine.UnplugAsync("disk0", Token);
        await Installation.WaitForFailureAsync(machine, new Regex(@"sd[a-z]"), Token);
        await EndAsync(machine, folder);
    }

    private async Task<Machine> BeginAsync(TempFolder folder, MachineOptions options, Answer answer)
    {
        await AnswerStick.MakeAsync(folder["stick"], answer.ToToml(), Token);
        await File.WriteAllBytesAsync(folder["other"], RandomNumberGenerator.GetBytes(64 * 1024 * 1024), Token);
        File.Copy(folder["other"], folder["other.before"]);
        var other = new DiskOptions { Path = folder["other"], Snapshot = false, Serial = "other-disk" };
        var machine = await StartAsync(Installation.WithMedium(options with { Disks = [.. options.Disks, other] }, folder["stick"]));
        await Installation.BeginAsync(machine, Token);
        return machine;
    }

    private async Task EndAsync(Machine machine, TempFolder folder)
    {
        await RequireTextOnScreenAsync(machine, "failure");
        await machine.QuitAsync(Token);
        await RequireBystanderAsync(folder);
    }

    private Task RequireBystanderAsync(TempFolder folder) => DiskFiles.RequireEqualAsync(folder["other.before"], folder["other"], Token);
}
