using Domar.HostTools.Crypt;
using Domar.HostTools.Exec;
using Domar.Installer.Installation;
using Domar.Installer.Inventory;
using Domar.Installer.Terminal;
using Domar.Installer.Unattended;

namespace Domar.Installer.Cli;

/// <summary>The program's edge: finds the command, prints what went wrong, and tells the exit code.</summary>
internal static class CommandLine
{
    private const string ValidateUsage = "validate ANSWER [--inventory DIR] [--json]";
    private const string PlanUsage = "plan ANSWER [--inventory DIR] [--medium DIR] [--firmware bios|uefi] [--json]";
    private const string RunUsage = "run ANSWER [--medium DIR] [--dry-run [--json]] [--yes] [--reboot]";
    private const string InventoryUsage = "inventory [--json]";
    private const string FetchUsage = "fetch-answer [--medium DIR] [--output FILE]";
    private const string AutoUsage = "auto [--medium DIR]";
    private const string UiUsage = "ui [--plain]";

    private const string Help = $"""
        domar-install: installs Domar.

          domar-install {UiUsage}
              Asks on six screens what is needed, and installs; nothing is written before a confirmation. It is what
              domar-install does on a terminal without a command. --plain does without colours and with ASCII borders.

          domar-install {ValidateUsage}
              Checks an answer file for unattended installation: exit code 0 and the settings that it comes to, or 1 and
              every problem as FILE:LINE:COLUMN: TEXT. DIR holds run-env-info.json and run-env-udev.json of the host in
              question; without it this host is asked. --json prints the settings, with the root password, as JSON.

          domar-install {PlanUsage}
              Prints every step of an installation with this answer file, or all that stands against it. Writes nothing.
              --medium is where the ISO is mounted, if not where the live system has it; --firmware is what to plan for, if
              not what this host (or the inventory) has.

          domar-install {RunUsage}
              Installs with this answer file: ERASES the disks that it names, after asking. --dry-run prints the plan and
              writes nothing; --yes does not ask; --reboot restarts the machine at the end. The log is
              /run/domar-install/log.

          domar-install {InventoryUsage}
              Tells what an installation would find here: disks, what is on them and whether they can be used; network
              cards; memory, firmware, KVM. Writes nothing.

          domar-install {FetchUsage}
              Finds the answer file that an unattended installation would take, and prints it, or writes it to FILE. Looks at
              the medium (DIR; the live system's own without it), file systems labelled DOMAR-ANSWER or PROXMOX-AIS,
              domar.answer=URL on the kernel command line, DHCP options 250 and 251, and TXT records.

          domar-install {AutoUsage}
              The unattended installation: finds the answer file, checks it, ERASES the disks that it names, installs,
              and restarts. Exit code 3: there is no answer file.

          domar-install version

        The answer file is described in docs/answer-file.md.
        """;

    /// <summary>Runs a command line.</summary>
    /// <param name="arguments">The words after the program's name.</param>
    /// <param name="machine">Reads this host.</param>
    /// <param name="installation">Plans and installs.</param>
    /// <param name="person">The one who types, for <c>run</c>.</param>
    /// <param name="unattended">What the unattended commands work with.</param>
    /// <param name="output">Where results go.</param>
    /// <param name="error">Where problems go.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<int> RunAsync(
        string[] arguments, IMachineReader machine, IInstallation installation, Person person, UnattendedTools unattended, TextWriter output, TextWriter error,
        CancellationToken cancellationToken)
    {
        try
        {
            switch (arguments)
            {
                case [] when ConsoleTerminal.IsThere:
                    return await UiCommand.RunAsync(ReadOnlyMemory<string>.Empty, machine, installation, output, cancellationToken).ConfigureAwait(false);
                case ["ui", ..]:
                    return await UiCommand.RunAsync(arguments.AsMemory(1), machine, installation, output, cancellationToken).ConfigureAwait(false);
                case ["--help" or "-h" or "help", ..] or ["validate" or "plan" or "run" or "inventory" or "fetch-answer" or "auto" or "ui", .., "--help" or "-h"]:
                    await output.WriteLineAsync(Help).ConfigureAwait(false);
                    return ExitCode.Ok;
                case ["version" or "--version"]:
                    await output.WriteLineAsync($"domar-install {typeof(CommandLine).Assembly.GetName().Version!.ToString(3)}").ConfigureAwait(false);
                    return ExitCode.Ok;
                case ["validate", .. var words]:
                    return await ValidateCommand.RunAsync(Arguments.Parse(words, Arguments.InventoryOption), machine, output, error, cancellationToken).ConfigureAwait(false);
                case ["plan", .. var words]:
                    return await PlanCommand.RunAsync(
                        Arguments.Parse(words, Arguments.InventoryOption, Arguments.MediumOption, Arguments.FirmwareOption), machine, output, error, cancellationToken).ConfigureAwait(false);
                case ["run", .. var words]:
                    var run = Arguments.Parse(words, Arguments.MediumOption, Arguments.DryRunFlag, Arguments.YesFlag, Arguments.RebootFlag);
                    return await new InstallCommand(run, machine, installation, person, output, error).RunAsync(cancellationToken).ConfigureAwait(false);
                case ["inventory", .. var words]:
                    return await InventoryCommand.RunAsync(Arguments.Parse(words), machine, output, error, cancellationToken).ConfigureAwait(false);
                case ["fetch-answer", .. var words]:
                    return await FetchAnswerCommand.RunAsync(Arguments.Parse(words, Arguments.MediumOption, Arguments.OutputOption).WithOptionsOnly(), unattended, output, error, cancellationToken).ConfigureAwait(false);
                case ["auto", .. var words]:
                    return await new AutoCommand(Arguments.Parse(words, Arguments.MediumOption).WithOptionsOnly(), machine, unattended, output, error).RunAsync(cancellationToken).ConfigureAwait(false);
                default:
                    throw new UsageException(arguments.Length == 0 ? "a command is missing" : $"unknown command '{arguments[0]}'");
            }
        }
        catch (UsageException exception)
        {
            await error.WriteLineAsync($"domar-install: {exception.Message}").ConfigureAwait(false);
            await error.WriteLineAsync($"Commands: {UiUsage}; {ValidateUsage}; {PlanUsage}; {RunUsage}; {InventoryUsage}; {FetchUsage}; {AutoUsage}; version. 'domar-install --help' explains them.").ConfigureAwait(false);
            return ExitCode.Usage;
        }
        catch (Exception exception) when (exception is ToolException or PasswordHashException or InventoryException or AnswerException or FormatException or IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync($"domar-install: {exception.Message}").ConfigureAwait(false);
            return exception is AnswerException { IsNone: true } ? ExitCode.NoAnswer : ExitCode.Failed;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Cancelled;
        }
    }
}
