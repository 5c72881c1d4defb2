using Domar.Installer.Inventory;
using Domar.Installer.Output;

namespace Domar.Installer.Cli;

/// <summary><c>inventory</c>: what an installation would find here.</summary>
internal static class InventoryCommand
{
    public static async Task<int> RunAsync(Arguments arguments, IMachineReader machine, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        if (arguments.Words.Count > 0)
        {
            throw new UsageException($"'{arguments.Words[0]}' is not expected");
        }

        var report = await machine.ReadAsync(Inspection.Health | Inspection.Kvm, cancellationToken).ConfigureAwait(false);
        await ResolvedAnswer.WriteNotesAsync(report.Notes, error).ConfigureAwait(false);
        await output.WriteLineAsync(arguments.Json ? InventoryJson.Write(report) : InventoryText.Write(report)).ConfigureAwait(false);
        return ExitCode.Ok;
    }
}
