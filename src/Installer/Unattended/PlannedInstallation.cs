using Domar.Core.Install.Plans;
using Domar.Core.Steps;
using Domar.HostTools.Steps;
using Domar.Installer.Installation;

namespace Domar.Installer.Unattended;

/// <summary>The unattended installation: plans, carries the plan out, and says each group of steps as it begins.</summary>
/// <param name="installation">Plans and installs.</param>
internal sealed class PlannedInstallation(IInstallation installation) : IUnattendedInstallation
{
    /// <inheritdoc/>
    public async Task<InstallOutcome> RunAsync(InstallRequest request, Action<string> progress, CancellationToken cancellationToken)
    {
        var result = await installation.PlanAsync(request, cancellationToken).ConfigureAwait(false);
        foreach (var note in result.Notes)
        {
            progress($"Note: {note}.");
        }

        if (result.Plan is not { } plan)
        {
            throw new InstallException(result.Problems);
        }

        try
        {
            var done = await installation.RunAsync(plan, new GroupObserver(progress), cancellationToken).ConfigureAwait(false);
            foreach (var note in done.Notes)
            {
                progress($"Note: {note}");
            }
        }
        catch (StepFailedException exception)
        {
            throw new InstallException([exception.Message, $"The log of all steps is in {installation.LogFile}."], exception);
        }

        return new InstallOutcome { MachineId = MachineId(plan), SshHostKeys = PublicKeys(plan) };
    }

    /// <summary>The machine id that the plan writes into the new state.</summary>
    private static string? MachineId(StepPlan plan) =>
        plan.Steps.OfType<WriteFile>().FirstOrDefault(static step => step.Path.EndsWith("/etc/machine-id", StringComparison.Ordinal))?.Content.Trim();

    /// <summary>What the plan has left of SSH's host keys outside the new state, which is closed again. One that is not there is not told: the system is installed all the same.</summary>
    private static Dictionary<string, string> PublicKeys(StepPlan plan)
    {
        var keys = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var copy in plan.Steps.OfType<CopyFile>())
        {
            var kind = SshHostKeys.Kinds.FirstOrDefault(kind => copy.Target == SshHostKeys.PublicKeyPath(Path.GetDirectoryName(copy.Target) ?? "", kind));
            if (kind is not null && File.Exists(copy.Target))
            {
                keys[kind] = File.ReadAllText(copy.Target);
            }
        }

        return keys;
    }

    private sealed class GroupObserver(Action<string> progress) : IStepObserver
    {
        private string? _group;

        public void OnProgress(StepProgress now)
        {
            var group = now.IsUndoing ? "Undo what was done" : now.Group;
            if (group != _group)
            {
                _group = group;
                progress($"Step {now.Number} of {now.Count}: {group}");
            }
        }

        public void OnLine(string line)
        {
            // The log has it.
        }
    }
}
