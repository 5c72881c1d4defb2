using Domar.Installer.Inventory;
using Domar.Installer.Output;
using Domar.Installer.Unattended;

namespace Domar.Installer.Cli;

/// <summary><c>validate</c>: what an answer file comes to, or all that is wrong with it.</summary>
internal static class ValidateCommand
{
    public static async Task<int> RunAsync(Arguments arguments, IMachineReader machine, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        if (await ResolvedAnswer.ReadAsync("validate", arguments, machine, error, cancellationToken).ConfigureAwait(false) is not { Settings: var settings })
        {
            return ExitCode.Failed;
        }

        await output.WriteLineAsync(arguments.Json ? SettingsJson.Write(settings) : SettingsText.Write(settings)).ConfigureAwait(false);
        return ExitCode.Ok;
    }
}
