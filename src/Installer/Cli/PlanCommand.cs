using Domar.Core.Install.Plans;
using Domar.Core.Steps;
using Domar.Installer.Inventory;

namespace Domar.Installer.Cli;

/// <summary><c>plan</c>: every step of an installation, or all that stands against it. Nothing is written.</summary>
internal static class PlanCommand
{
    // What is drawn by lot when an installation begins has these values in a plan that is only read, so that two plans of the same are equal.
    private const string NoInstallation = "00000000";
    private const string NoMachine = "00000000000000000000000000000000";
    private const string NoPassword = "*";

    public static async Task<int> RunAsync(Arguments arguments, IMachineReader machine, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        bool? wantsUefi = arguments.Firmware switch
        {
            null => null,
            "bios" => false,
            "uefi" => true,
            var word => throw new UsageException($"option '{Arguments.FirmwareOption}' takes 'bios' or 'uefi', and not '{word}'"),
        };
        if (await ResolvedAnswer.ReadAsync("plan", arguments, machine, error, cancellationToken).ConfigureAwait(false) is not { } answer)
        {
            return ExitCode.Failed;
        }

        var (isUefi, secureBoot) = answer.Report is { Firmware: var firmware } ? (firmware.IsUefi, firmware.SecureBoot) : (answer.Facts.IsUefi ?? true, answer.Facts.SecureBoot);
        var medium = new MediumReader(arguments.Medium);
        var image = medium.Read();
        var context = new InstallContext
        {
            InstallationId = NoInstallation,
            MachineId = NoMachine,
            RootPasswordHash = answer.Settings.RootPassword.IsHashed ? answer.Settings.RootPassword.Text : NoPassword,
            ShadowText = "",
            IsUefi = wantsUefi ?? isUefi,
            SecureBoot = wantsUefi is { } wanted && wanted != isUefi ? null : secureBoot,
            VolumeGroups = answer.Report?.ExistingVolumeGroups ?? [],
            Image = image ?? new InstallImage("unknown", 0, 0, 0, 0),
            MediumFolder = medium.Folder,
        };
        var result = InstallPlanner.Plan(answer.Settings, answer.Facts, context);
        var notes = image is null
            ? result.Notes.Prepend($"there is no medium in {medium.Folder}, so that the sizes of what is copied are not known; they are 0 here")
            : result.Notes;
        await ResolvedAnswer.WriteNotesAsync(notes, error).ConfigureAwait(false);
        foreach (var problem in result.Problems)
        {
            await error.WriteLineAsync($"{answer.File}: {problem}").ConfigureAwait(false);
        }

        if (result.Plan is not { } plan)
        {
            return ExitCode.Failed;
        }

        await output.WriteLineAsync((arguments.Json ? StepJson.Format(plan) : StepText.Format(plan)).TrimEnd('\n')).ConfigureAwait(false);
        return ExitCode.Ok;
    }
}
