using System.Security.Cryptography;
using Domar.Core.Install.FirstBoot;
using Domar.Core.Install.Plans;
using Domar.Core.Install.Settings;
using Domar.Core.Steps;
using Domar.HostTools.Crypt;
using Domar.HostTools.Exec;
using Domar.HostTools.Files;
using Domar.HostTools.Steps;
using Domar.Installer.Inventory;

namespace Domar.Installer.Installation;

/// <summary>
/// Installs on this host, from the medium that it was started from. Each console of the live system has the screens, and an unattended installation may run beside them:
/// only one of them can write, and only once.
/// </summary>
/// <param name="runner">Runs tools.</param>
/// <param name="executor">Carries plans out.</param>
/// <param name="medium">The medium.</param>
/// <param name="runFolder">Holds the lock, and after an installation the mark <c>done</c>; the live system's profile looks for it.</param>
/// <param name="shadowFile">The image's accounts.</param>
internal sealed class HostInstallation(
    IToolRunner runner, IStepExecutor executor, MediumReader medium, string runFolder = "/run/domar-install", string shadowFile = "/etc/shadow") : IInstallation
{
    private const int IdBytes = 4;
    private const int MachineIdBytes = 16;

    private readonly string _done = Path.Combine(runFolder, "done");

    /// <inheritdoc/>
    public Task<InstallPlanResult> PlanAsync(InstallSettings settings, MachineReport report, string? firstBootProgram, CancellationToken cancellationToken) =>
        // Hashing a password takes a tenth of a second by intent, and the medium may have to spin up.
        Task.Run(() => Plan(settings, report, firstBootProgram), cancellationToken);

    /// <inheritdoc/>
    public async Task<StepResult> RunAsync(StepPlan plan, IStepObserver observer, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(runFolder);
        using var mine = FileLock.TryTake(Path.Combine(runFolder, "lock"), out var owner)
            ?? throw new ToolException($"Another installation is running on this machine, on another console or unattended{(owner is { } pid ? $" (process {pid})" : "")}. Nothing was written by this one; wait for the other.");
        if (File.Exists(_done))
        {
            throw new ToolException($"{AlreadyDone()}. Nothing was written this time.");
        }

        var result = await executor.RunAsync(plan, observer, cancellationToken).ConfigureAwait(false);
        await File.WriteAllTextAsync(_done, "", CancellationToken.None).ConfigureAwait(false);
        return result;
    }

    /// <inheritdoc/>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        var result = await runner.RunAsync(new ToolCommand("systemctl", ["--no-block", "reboot"]), cancellationToken).ConfigureAwait(false);
        if (result.ExitCode != 0)
        {
            throw new ToolException($"systemctl reboot ended with {result.ExitCode}: {result.Error.Trim()}");
        }
    }

    private InstallPlanResult Plan(InstallSettings settings, MachineReport report, string? firstBootProgram)
    {
        if (File.Exists(_done))
        {
            return new InstallPlanResult(null, [AlreadyDone()], []);
        }

        if (medium.Read() is not { } image)
        {
            return new InstallPlanResult(null, [$"there is no medium in {medium.Folder}; start this machine from the ISO of Domar, and install there"], []);
        }

        var context = new InstallContext
        {
            InstallationId = NewId(),
            MachineId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(MachineIdBytes)),
            RootPasswordHash = settings.RootPassword.IsHashed ? settings.RootPassword.Text : PasswordHash.Create(settings.RootPassword.Text),
            ShadowText = File.ReadAllText(shadowFile),
            IsUefi = report.Firmware.IsUefi,
            SecureBoot = report.Firmware.SecureBoot,
            VolumeGroups = report.ExistingVolumeGroups,
            Image = image,
            MediumFolder = medium.Folder,
            FirstBootProgram = firstBootProgram is null ? null : new FirstBootFile(firstBootProgram, new FileInfo(firstBootProgram).Length),
        };
        return InstallPlanner.Plan(settings, report.ToFacts(), context);
    }

    private string AlreadyDone() => $"Domar has been installed since this machine was started, from this console or another one; restart it, or remove {_done} to install once more";

    // It is the host id as well, and 0 means none there.
    private static string NewId()
    {
        var bytes = RandomNumberGenerator.GetBytes(IdBytes);
        bytes[0] |= 1;
        return Convert.ToHexStringLower(bytes);
    }
}
