using System.Security.Cryptography;
using Domar.Core.Install.FirstBoot;
using Domar.Core.Install.Plans;
using Domar.Core.Steps;
using Domar.HostTools.Crypt;
using Domar.HostTools.Exec;
using Domar.HostTools.Files;
using Domar.HostTools.Steps;
using Domar.Installer.Inventory;

namespace Domar.Installer.Installation;

/// <summary>
/// Installs on this host. Each console of the live system has the screens, and an unattended installation may run beside them: only one of them can write, and
/// only once.
/// </summary>
/// <param name="power">Restarts the machine.</param>
/// <param name="executor">Carries plans out.</param>
/// <param name="shadowFile">The image's accounts; the installed system has the same, with root's password.</param>
/// <param name="workFolder">
/// Where new file systems are mounted meanwhile, and the log is. It holds the lock, and after an installation the mark <c>done</c>; the live system's profile looks for it.
/// </param>
internal sealed class HostInstallation(IPower power, IStepExecutor executor, string shadowFile = "/etc/shadow", string workFolder = "/run/domar-install") : IInstallation
{
    private const int IdBytes = 4;

    private readonly string _done = Path.Combine(workFolder, "done");

    /// <inheritdoc/>
    public string LogFile => Path.Combine(workFolder, "log");

    /// <inheritdoc/>
    public Task<InstallPlanResult> PlanAsync(InstallRequest request, CancellationToken cancellationToken) =>
        // Hashing a password takes a tenth of a second by intent, and the medium may have to spin up.
        Task.Run(() => Plan(request), cancellationToken);

    /// <inheritdoc/>
    public async Task<StepResult> RunAsync(StepPlan plan, IStepObserver observer, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(workFolder);
        using var mine = FileLock.TryTake(Path.Combine(workFolder, "lock"), out var owner)
            ?? throw new ToolException($"Another installation is running on this machine, on another console or unattended{(owner is { } pid ? $" (process {pid})" : "")}. Nothing was written by this one; wait for the other.");
        if (File.Exists(_done))
        {
            throw new ToolException($"{AlreadyDone()}. Nothing was written this time.");
        }

        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.Read };
        if (OperatingSystem.IsLinux())
        {
            // What a tool prints may be meant for root alone.
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var log = new StreamWriter(LogFile, options) { AutoFlush = true };
        await using (log.ConfigureAwait(false))
        {
            var result = await executor.RunAsync(plan, new LoggingObserver(observer, log), cancellationToken).ConfigureAwait(false);
            await File.WriteAllTextAsync(_done, "", CancellationToken.None).ConfigureAwait(false);
            return result;
        }
    }

    /// <inheritdoc/>
    public Task RestartAsync(CancellationToken cancellationToken) => power.RebootAsync(cancellationToken);

    private InstallPlanResult Plan(InstallRequest request)
    {
        if (File.Exists(_done))
        {
            return new InstallPlanResult(null, [AlreadyDone()], []);
        }

        var medium = new MediumReader(request.MediumFolder);
        if (medium.Read() is not { } image)
        {
            return new InstallPlanResult(null, [$"there is no medium in {medium.Folder}; choose \"Install Domar\" in the medium's menu, or say with --medium where it is mounted"], []);
        }

        var password = request.Settings.RootPassword;
        var context = new InstallContext
        {
            InstallationId = NewId(),

            // A machine id is a version 4 UUID without dashes (machine-id(5)).
            MachineId = Guid.NewGuid().ToString("N"),
            RootPasswordHash = password.IsHashed ? password.Text : PasswordHash.Create(password.Text),
            ShadowText = ReadShadow(),
            IsUefi = request.Machine.Firmware.IsUefi,
            SecureBoot = request.Machine.Firmware.SecureBoot,
            VolumeGroups = request.Machine.ExistingVolumeGroups,
            Image = image,
            MediumFolder = medium.Folder,
            WorkFolder = workFolder,
            FirstBootProgram = request.FirstBootProgram is { } program ? new FirstBootFile(program, new FileInfo(program).Length) : null,
        };
        return InstallPlanner.Plan(request.Settings, request.Machine.ToFacts(), context);
    }

    private string AlreadyDone() => $"Domar has been installed since this machine was started, from this console or another one; restart it, or remove {_done} to install once more";

    // It is the host id as well, and 0 means none there.
    private static string NewId()
    {
        var bytes = RandomNumberGenerator.GetBytes(IdBytes);
        bytes[0] |= 1;
        return Convert.ToHexStringLower(bytes);
    }

    private string ReadShadow()
    {
        try
        {
            return File.ReadAllText(shadowFile);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InventoryException($"Cannot read the system's accounts from '{shadowFile}': {exception.Message} An installation must be run as root.", exception);
        }
    }

    private sealed class LoggingObserver(IStepObserver inner, TextWriter log) : IStepObserver
    {
        public void OnProgress(StepProgress progress) => inner.OnProgress(progress);

        public void OnLine(string line)
        {
            try
            {
                log.WriteLine($"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} {line}");
            }
            catch (IOException)
            {
                // The log is in memory, which may be full. An installation does not fail for want of a log.
            }

            inner.OnLine(line);
        }
    }
}
