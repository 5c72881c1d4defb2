using Domar.Core.Install.Answers;
using Domar.Core.Install.Settings;
using Domar.Core.Steps;
using Domar.HostTools.Steps;
using Domar.Installer.Installation;
using Domar.Installer.Inventory;
using Domar.Installer.Output;

namespace Domar.Installer.Cli;

/// <summary><c>run</c>: installs with an answer file that is named.</summary>
internal sealed class InstallCommand(Arguments arguments, IMachineReader machine, IInstallation installation, Person person, TextWriter output, TextWriter error)
{
    /// <summary>Runs it.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (await ResolvedAnswer.ReadAsync("run", arguments, machine, error, cancellationToken).ConfigureAwait(false) is not { Report: { } report } answer)
        {
            return ExitCode.Failed;
        }

        var result = await installation.PlanAsync(new InstallRequest(answer.Settings, report) { MediumFolder = arguments.Medium }, cancellationToken).ConfigureAwait(false);
        await ResolvedAnswer.WriteNotesAsync(result.Notes, error).ConfigureAwait(false);
        foreach (var problem in result.Problems)
        {
            await error.WriteLineAsync($"{answer.File}: {problem}").ConfigureAwait(false);
        }

        if (result.Plan is not { } plan)
        {
            return ExitCode.Failed;
        }

        if (arguments.Has(Arguments.DryRunFlag))
        {
            await output.WriteLineAsync((arguments.Json ? StepJson.Format(plan) : StepText.Format(plan)).TrimEnd('\n')).ConfigureAwait(false);
            return ExitCode.Ok;
        }

        await output.WriteLineAsync(SettingsText.Write(answer.Settings)).ConfigureAwait(false);
        await output.WriteLineAsync(string.Join('\n', plan.Groups.Select(static group => $"  {group.Title}: {(group.Steps.Count == 1 ? "1 step" : $"{group.Steps.Count} steps")}"))).ConfigureAwait(false);
        if (!arguments.Has(Arguments.YesFlag) && !await ConfirmAsync(answer.Settings.Disks, cancellationToken).ConfigureAwait(false))
        {
            await error.WriteLineAsync("domar-install: Not confirmed. Nothing was written.").ConfigureAwait(false);
            return ExitCode.Cancelled;
        }

        return await CarryOutAsync(plan, answer.Settings, cancellationToken).ConfigureAwait(false);
    }

    private async Task<int> CarryOutAsync(StepPlan plan, InstallSettings settings, CancellationToken cancellationToken)
    {
        var progress = new PlainProgress(output, person.HasTerminal, TimeProvider.System);
        StepResult result;
        try
        {
            result = await installation.RunAsync(plan, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is StepFailedException or StepsCancelledException)
        {
            progress.End();
            await error.WriteLineAsync($"domar-install: {exception.Message}").ConfigureAwait(false);
            await error.WriteLineAsync($"domar-install: Domar is not installed, and the disks' old content is lost as far as the plan came. The log is {installation.LogFile}; the same command tries again.").ConfigureAwait(false);
            return exception is StepsCancelledException ? ExitCode.Cancelled : ExitCode.Failed;
        }

        progress.End();
        foreach (var note in result.Notes)
        {
            await error.WriteLineAsync($"domar-install: note: {note}").ConfigureAwait(false);
        }

        await output.WriteLineAsync($"""
            Domar is installed on {Names(settings.Disks)}.
            Take the medium out, or let the disk come first in the firmware's boot order, and restart.
            Then https://{settings.Network.Address.Address}:8006 answers as {settings.Name}; log in as root.
            """).ConfigureAwait(false);
        if (arguments.Has(Arguments.RebootFlag))
        {
            await output.WriteLineAsync("The machine restarts now.").ConfigureAwait(false);
            await installation.RestartAsync(cancellationToken).ConfigureAwait(false);
        }

        return ExitCode.Ok;
    }

    private async Task<bool> ConfirmAsync(DiskSettings disks, CancellationToken cancellationToken)
    {
        var names = disks.Targets.Select(static disk => disk.Device.Name).ToList();
        await output.WriteLineAsync($"All that is on {MessageText.List(names)} will be lost. Type 'yes', or the names of the disks, to go on:").ConfigureAwait(false);
        var typed = await person.Input.ReadLineAsync(cancellationToken).ConfigureAwait(false);
        var words = (typed ?? "").Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        return words is ["yes"] || words.Order(StringComparer.Ordinal).SequenceEqual(names.Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    private static string Names(DiskSettings disks) => MessageText.List([.. disks.Targets.Select(static disk => disk.Device.Name)]);
}
