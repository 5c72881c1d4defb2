using Domar.Core.Install.Inventory;
using Domar.Core.Install.Plans;
using Domar.Core.Install.Settings;
using Domar.Core.Steps;
using Domar.HostTools.Crypt;
using Domar.HostTools.Steps;
using Domar.Installer.Inventory;

namespace Domar.Installer.Installing;

/// <summary>An installation on this host, for every way to begin one: draws the lots, plans, and carries out with a log.</summary>
/// <param name="tools">What it works with.</param>
internal sealed class Installation(InstallTools tools)
{
    /// <summary>The log of the last installation.</summary>
    public string LogFile => Path.Combine(tools.WorkFolder, "log");

    /// <summary>Plans. Writes nothing; two plans of the same differ in number, machine id and salt.</summary>
    /// <param name="settings">What is wanted.</param>
    /// <param name="facts">The host, as the settings were resolved with it.</param>
    /// <param name="report">What was found on it.</param>
    /// <param name="mediumFolder">Where the medium is mounted; null for where the live system has it.</param>
    /// <exception cref="InventoryException">There is no medium, or the image's accounts cannot be read.</exception>
    /// <exception cref="PasswordHashException">The password cannot be hashed here.</exception>
    public InstallPlanResult Plan(InstallSettings settings, InstallFacts facts, MachineReport report, string? mediumFolder)
    {
        var medium = new MediumReader(mediumFolder);
        var image = medium.Read()
            ?? throw new InventoryException($"There is no medium in '{medium.Folder}' to install from. Start the machine from the ISO, or say with --medium where it is mounted.");
        var password = settings.RootPassword;
        return InstallPlanner.Plan(settings, facts, new InstallContext
        {
            InstallationId = NewInstallationId(),

            // A machine id is a version 4 UUID without dashes (machine-id(5)).
            MachineId = Guid.NewGuid().ToString("N"),
            RootPasswordHash = password.IsHashed ? password.Text : PasswordHash.Create(password.Text),
            ShadowText = ReadShadow(),
            IsUefi = report.Firmware.IsUefi,
            SecureBoot = report.Firmware.SecureBoot,
            VolumeGroups = report.ExistingVolumeGroups,
            Image = image,
            MediumFolder = medium.Folder,
            WorkFolder = tools.WorkFolder,
        });
    }

    /// <summary>Carries out a plan, and writes the log beside.</summary>
    /// <exception cref="StepFailedException">As <see cref="IStepExecutor.RunAsync"/>.</exception>
    /// <exception cref="StepsCancelledException">As <see cref="IStepExecutor.RunAsync"/>.</exception>
    public async Task<StepResult> RunAsync(StepPlan plan, IStepObserver observer, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(tools.WorkFolder);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.Read };
        if (OperatingSystem.IsLinux())
        {
            // What a tool prints may be meant for root alone.
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var log = new StreamWriter(LogFile, options) { AutoFlush = true };
        await using (log.ConfigureAwait(false))
        {
            return await tools.Executor.RunAsync(plan, new LoggingObserver(observer, log), cancellationToken).ConfigureAwait(false);
        }
    }

    // Not 0: that is no host id (hostid(1), ZFS).
    private static string NewInstallationId()
    {
        string id;
        do
        {
            // The first 32 bits of a version 4 UUID are random.
            id = Guid.NewGuid().ToString("N")[..8];
        }
        while (id == "00000000");

        return id;
    }

    private string ReadShadow()
    {
        try
        {
            return File.ReadAllText(tools.ShadowFile);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InventoryException($"Cannot read the system's accounts from '{tools.ShadowFile}': {exception.Message} An installation must be run as root.", exception);
        }
    }

    private sealed class LoggingObserver(IStepObserver inner, TextWriter log) : IStepObserver
    {
        public void OnProgress(StepProgress progress) => inner.OnProgress(progress);

        public void OnLine(string line)
        {
            try
            {
                log.WriteLine(line);
            }
            catch (IOException)
            {
                // The log is in memory, which may be full. An installation does not fail for want of a log.
            }

            inner.OnLine(line);
        }
    }
}
