using Domar.HostTools.Steps;
using Domar.Installer.Installation;

namespace Domar.Installer.Unattended;

/// <summary>The unattended installation: plans, says each group of steps as it begins, and keeps the log.</summary>
/// <param name="installation">Plans and installs.</param>
/// <param name="logFile">Where the log goes; its folder is made.</param>
internal sealed class PlannedInstallation(IInstallation installation, string logFile = "/run/domar-install/log") : IUnattendedInstallation
{
    /// <inheritdoc/>
    public async Task<InstallOutcome> RunAsync(InstallRequest request, Action<string> progress, CancellationToken cancellationToken)
    {
        var result = await installation.PlanAsync(request.Settings, request.Machine, request.FirstBootProgram, cancellationToken).ConfigureAwait(false);
        foreach (var note in result.Notes)
        {
            progress($"Note: {note}.");
        }

        if (result.Plan is not { } plan)
        {
            throw new InstallException(result.Problems);
        }

        Directory.CreateDirectory(Path.GetDirectoryName(logFile)!);
        await using var log = new StreamWriter(logFile, append: true);
        try
        {
            var done = await installation.RunAsync(plan, new GroupObserver(progress, log), cancellationToken).ConfigureAwait(false);
            foreach (var note in done.Notes)
            {
                progress($"Note: {note}");
            }
        }
        catch (StepFailedException exception)
        {
            throw new InstallException([exception.Message, $"The log of all steps is in {logFile}."], exception);
        }

        return new InstallOutcome();
    }

    /// <summary>Says each group once, and writes every line into the log.</summary>
    private sealed class GroupObserver(Action<string> progress, StreamWriter log) : IStepObserver
    {
        private const double BytesPerMB = 1e6;

        private string? _group;

        public void OnProgress(StepProgress now)
        {
            var group = now.IsUndoing ? "Undoing what was done" : now.Group;
            if (group != _group)
            {
                _group = group;
                progress(now.TotalBytes > 0 ? $"{group} ({now.DoneBytes / BytesPerMB:0} of {now.TotalBytes / BytesPerMB:0} MB written)" : group);
            }
        }

        public void OnLine(string line)
        {
            log.WriteLine(line);
            log.Flush();
        }
    }
}
