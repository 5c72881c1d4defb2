using Domar.Core.Install.Answers;
using Domar.Core.Install.Settings;
using Domar.HostTools.Exec;
using Domar.HostTools.Host;
using Domar.HostTools.Web;
using Domar.Installer.Installation;
using Domar.Installer.Inventory;
using Domar.Installer.Output;
using Domar.Installer.Unattended;

namespace Domar.Installer.Cli;

/// <summary><c>auto</c>: the unattended installation, from the search for the answer file to the restart.</summary>
internal sealed class AutoCommand(Arguments arguments, IMachineReader machine, UnattendedTools tools, TextWriter output, TextWriter error)
{
    /// <summary>How long a failure stays on the screen before the machine restarts, where the answer file wants that.</summary>
    public static readonly TimeSpan ErrorPause = TimeSpan.FromSeconds(30);

    private readonly string? _medium = arguments.Medium ?? tools.DefaultMedium;

    // Known as soon as the answer file is read, also when it is wrong elsewhere.
    private bool _rebootOnError;

    /// <summary>Runs it.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        InstallSettings settings;
        try
        {
            settings = await InstallAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is AnswerException or InstallException or InventoryException or ToolException or FormatException or IOException or UnauthorizedAccessException)
        {
            return await FailAsync(exception, cancellationToken).ConfigureAwait(false);
        }

        if (settings.RebootMode == RebootMode.Reboot)
        {
            Say("Domar is installed. The machine restarts now; take the medium out, or let the disk come first in the firmware's boot order.");
            await tools.Power.RebootAsync(cancellationToken).ConfigureAwait(false);
        }
        else
        {
            Say("Domar is installed. The machine is switched off now.");
            await tools.Power.PowerOffAsync(cancellationToken).ConfigureAwait(false);
        }

        return ExitCode.Ok;
    }

    private async Task<InstallSettings> InstallAsync(CancellationToken cancellationToken)
    {
        Say("Looking for the answer file.");
        var found = await tools.CreateFinder(_medium, Note).FindAsync(cancellationToken).ConfigureAwait(false);
        Say($"Answer file: {found.Origin} ({found.Means}).");
        var parsed = AnswerParser.Parse(found.Content);
        _rebootOnError = parsed.File?.Global.RebootOnError ?? false;

        var report = await machine.ReadAsync(Inspection.None, cancellationToken).ConfigureAwait(false);
        await ResolvedAnswer.WriteNotesAsync(report.Notes, error).ConfigureAwait(false);
        var resolution = InstallSettingsResolver.Resolve(parsed, report.ToFacts() with { TimeZones = TimeZoneNames.Read() });
        foreach (var warning in resolution.Warnings)
        {
            await error.WriteLineAsync($"{found.Origin}:{warning.At}: warning: {warning.Message}").ConfigureAwait(false);
        }

        if (resolution.Settings is not { } settings)
        {
            throw new InstallException([.. resolution.Problems.Select(problem => $"{found.Origin}:{problem}")]);
        }

        await output.WriteLineAsync(SettingsText.Write(settings)).ConfigureAwait(false);
        var request = new InstallRequest(settings, report) { MediumFolder = arguments.Medium, FirstBootProgram = await PrepareFirstBootAsync(settings, found, cancellationToken).ConfigureAwait(false) };
        var outcome = await tools.Installation.RunAsync(request, Say, cancellationToken).ConfigureAwait(false);
        await TellAsync(settings, report, outcome, cancellationToken).ConfigureAwait(false);
        return settings;
    }

    private async Task<string?> PrepareFirstBootAsync(InstallSettings settings, FoundAnswer answer, CancellationToken cancellationToken)
    {
        if (settings.FirstBoot is not { } hook)
        {
            return null;
        }

        var content = await FirstBootProgram.GetAsync(hook, answer, _medium, tools.CreateRetry(Note), cancellationToken).ConfigureAwait(false);
        return FirstBootProgram.Stage(content, tools.WorkFolder);
    }

    /// <summary>Tells the webhook. The system is installed; that nobody could be told of it is no failure of the installation.</summary>
    private async Task TellAsync(InstallSettings settings, MachineReport report, InstallOutcome outcome, CancellationToken cancellationToken)
    {
        if (settings.Webhook is not { } webhook)
        {
            return;
        }

        Say($"Telling {webhook.Url} of the installation.");
        try
        {
            var text = WebhookReport.Write(settings, report, SystemFacts.Read(tools.Root), outcome);
            await tools.CreateRetry(Note).SendAsync(
                new WebCall(webhook.Url) { Json = text, CertFingerprint = webhook.CertFingerprint, AuthToken = webhook.AuthToken }, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is WebCallException or IOException or FormatException)
        {
            await error.WriteLineAsync($"domar-install: warning: the post-installation webhook was not told: {exception.Message}").ConfigureAwait(false);
        }
    }

    private async Task<int> FailAsync(Exception exception, CancellationToken cancellationToken)
    {
        if (exception is AnswerException { IsNone: true })
        {
            await error.WriteLineAsync($"domar-install: {exception.Message}").ConfigureAwait(false);
            return ExitCode.NoAnswer;
        }

        await error.WriteLineAsync("*** The installation failed ***").ConfigureAwait(false);
        foreach (var problem in exception is InstallException { Problems: var problems } ? problems : [exception.Message])
        {
            await error.WriteLineAsync(exception is InstallException ? problem : $"domar-install: {problem}").ConfigureAwait(false);
        }

        if (!_rebootOnError)
        {
            await error.WriteLineAsync("domar-install: Domar is not installed. The machine stays as it is; 'domar-install auto' tries again.").ConfigureAwait(false);
            return ExitCode.Failed;
        }

        await error.WriteLineAsync($"domar-install: Domar is not installed. The machine restarts in {ErrorPause.TotalSeconds:0} s, as the answer file wants (reboot-on-error).").ConfigureAwait(false);
        await Task.Delay(ErrorPause, tools.Time, cancellationToken).ConfigureAwait(false);
        await tools.Power.RebootAsync(cancellationToken).ConfigureAwait(false);
        return ExitCode.Failed;
    }

    private void Say(string text) => output.WriteLine(text);

    private void Note(string text) => error.WriteLine($"domar-install: note: {text}");
}
