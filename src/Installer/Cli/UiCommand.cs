using Domar.HostTools.Host;
using Domar.Installer.Installation;
using Domar.Installer.Installation.Demo;
using Domar.Installer.Inventory;
using Domar.Installer.Screens;
using Domar.Installer.Screens.Models;
using Domar.Installer.Terminal;

namespace Domar.Installer.Cli;

/// <summary><c>ui</c>: the screens.</summary>
internal static class UiCommand
{
    public static async Task<int> RunAsync(ReadOnlyMemory<string> words, IMachineReader machine, IInstallation installation, TextWriter output, CancellationToken cancellationToken)
    {
        var plain = false;
        foreach (var word in words.ToArray())
        {
            switch (word)
            {
                case "--plain":
                    plain = true;
                    break;
                // Hidden: a machine and an installation in appearance only, for tests and for looking at the screens.
                case "--demo" or "--demo=failing" or "--demo=empty":
                    machine = new DemoMachine(hasDisks: word != "--demo=empty");
                    installation = new DemoInstallation(TimeProvider.System, fails: word == "--demo=failing");
                    break;
                default:
                    throw new UsageException(word.StartsWith('-') ? $"unknown option '{word}'" : $"'{word}' is not expected");
            }
        }

        if (!ConsoleTerminal.IsThere)
        {
            throw new InventoryException("There is no terminal here. Start 'domar-install ui' on a console, or install with an answer file.");
        }

        // Slow disks make this last; without a word the screen would look dead.
        await output.WriteLineAsync("Looking at this machine's disks and network cards ...").ConfigureAwait(false);
        var report = await machine.ReadAsync(Inspection.Health, cancellationToken).ConfigureAwait(false);
        var model = new InstallerModel(report, CountryTable.Read(), TimeZoneNames.Read());
        var writer = new ScreenWriter(TerminalProfile.From(Environment.GetEnvironmentVariable, plain));
        using var terminal = new ConsoleTerminal();
        terminal.AtEnd(writer.End(terminal.Size.Height));
        using var ui = new InstallerUi(terminal, writer, model, machine, installation, new LogModel(TimeProvider.System), TimeProvider.System);
        return await ui.RunAsync(cancellationToken).ConfigureAwait(false);
    }
}
