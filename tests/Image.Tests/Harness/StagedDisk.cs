using System.Globalization;
using Domar.TestKit;

namespace Domar.Image.Tests.Harness;

/// <summary>
/// The disk of an installed machine (<see cref="InstallLayout.Lvm"/>) in whose slot B an image was written, and which has not been started since:
/// the next start is the first try. Made once for an ISO, with all that was written on the way.
/// </summary>
internal sealed class StagedDisk
{
    private static readonly Lazy<Task<StagedDisk>> Made = new(static () => MakeAsync(CancellationToken.None));

    private readonly string _folder = InstalledDisks.FolderOf("lvm-staged");
    private readonly InstalledDisks _before;

    private StagedDisk(InstalledDisks before) => _before = before;

    /// <summary>The disk, raw.</summary>
    public string Path => System.IO.Path.Combine(_folder, "disk0.raw");

    /// <summary>What was written, from the installed disk to this one.</summary>
    public string WriteLog => System.IO.Path.Combine(_folder, "disk0.log");

    /// <summary>How many requests came before <c>domar firmware install</c> began: those of the start.</summary>
    public int Begin => int.Parse(File.ReadAllText(BeginFile), CultureInfo.InvariantCulture);

    private string BeginFile => System.IO.Path.Combine(_folder, "begin");

    /// <summary>Makes it, if that was not done. The caller must not hold a machine.</summary>
    public static Task<StagedDisk> GetAsync() => Made.Value;

    /// <summary>The machine with a copy of this disk, which lasts as long as the folder.</summary>
    /// <param name="folder">Where the copy is put, as <c>disk0.raw</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<MachineOptions> CopyAsync(TempFolder folder, CancellationToken cancellationToken)
    {
        await DiskFiles.CopyAsync(Path, folder["disk0.raw"], cancellationToken);
        return InstallLayout.Lvm.Machine([folder["disk0.raw"]]);
    }

    /// <summary>The machine with the disk as it was when the power went.</summary>
    /// <param name="folder">Where the disk is put, as <c>disk0.raw</c>.</param>
    /// <param name="answered">How many requests of <see cref="WriteLog"/> were answered before.</param>
    /// <param name="random">Decides what comes through of those since the last flush.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<MachineOptions> CutAsync(TempFolder folder, int answered, Random random, CancellationToken cancellationToken)
    {
        var machine = await _before.CopyAsync(folder, cancellationToken);
        using var log = Harness.WriteLog.Open(WriteLog);
        await using var disk = new FileStream(folder["disk0.raw"], FileMode.Open);
        PowerCut.Replay(log, answered, random, disk);
        return machine;
    }

    private static async Task<StagedDisk> MakeAsync(CancellationToken cancellationToken)
    {
        var before = await InstalledDisks.GetAsync(InstallLayout.Lvm, cancellationToken);
        var staged = new StagedDisk(before);
        var done = System.IO.Path.Combine(staged._folder, "done");
        if (File.Exists(done))
        {
            return staged;
        }

        if (Directory.Exists(staged._folder))
        {
            Directory.Delete(staged._folder, recursive: true);
        }

        Directory.CreateDirectory(staged._folder);
        await DiskFiles.CopyAsync(before.Disk(0), staged.Path, cancellationToken);
        var options = FirmwareInstall.WithImage(InstallLayout.Lvm.Machine([staged.Path]));
        await using var machine = await Machine.StartAsync(options with { Disks = [options.Disks[0] with { WriteLog = staged.WriteLog }] }, cancellationToken);
        try
        {
            var shell = await InstalledSystem.LogInAsync(machine, InstallLayout.Lvm.Answer, cancellationToken);
            await FirmwareInstall.PrepareAsync(shell, cancellationToken);
            using (var log = Harness.WriteLog.Open(staged.WriteLog))
            {
                await File.WriteAllTextAsync(staged.BeginFile, log.Entries.Count.ToString(CultureInfo.InvariantCulture), cancellationToken);
            }

            await shell.MustRunAsync(FirmwareInstall.Command, cancellationToken);
            await machine.PressPowerButtonAsync(cancellationToken);
            await machine.WaitForPowerOffAsync(cancellationToken);
        }
        catch
        {
            await Artefacts.KeepAsync(machine, "StagedDisk", 0);
            throw;
        }

        await File.WriteAllTextAsync(done, "", cancellationToken);
        return staged;
    }
}
