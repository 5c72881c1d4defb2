using Domar.Core.Install.Answers;
using Domar.Core.Install.Inventory;
using Domar.Core.Install.Settings;
using Domar.HostTools.Host;
using Domar.Installer.Inventory;
using Domar.Installer.Unattended;

namespace Domar.Installer.Cli;

/// <summary>An answer file, made definite for a host.</summary>
/// <param name="File">Path of the answer file.</param>
/// <param name="Settings">The settings.</param>
/// <param name="Facts">The host.</param>
/// <param name="Report">What was found on this host; null when the inventory of another one was read.</param>
internal sealed record ResolvedAnswer(string File, InstallSettings Settings, InstallFacts Facts, MachineReport? Report)
{
    /// <summary>Reading stops here: the parser refuses more, and /dev/zero has no end.</summary>
    public const int MostBytes = (1024 * 1024) + 16;

    /// <summary>Reads an answer file and the host, and tells warnings and problems. Null when there are problems.</summary>
    /// <param name="command">The command's name, for messages.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="machine">Reads this host.</param>
    /// <param name="error">Where warnings and problems go.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ResolvedAnswer?> ReadAsync(string command, Arguments arguments, IMachineReader machine, TextWriter error, CancellationToken cancellationToken)
    {
        if (arguments.Words is not [var file])
        {
            throw new UsageException(arguments.Words.Count == 0 ? $"{command} needs an answer file" : $"{command} takes one answer file, and '{arguments.Words[1]}' is a second one");
        }

        var parsed = AnswerParser.Parse(ReadAnswer(file));
        MachineReport? report = null;
        InstallFacts facts;
        if (arguments.Inventory is { } folder)
        {
            facts = ReadInventory(folder);
        }
        else
        {
            report = await machine.ReadAsync(Inspection.None, cancellationToken).ConfigureAwait(false);
            await WriteNotesAsync(report.Notes, error).ConfigureAwait(false);
            facts = report.ToFacts();
        }

        facts = facts with { TimeZones = TimeZoneNames.Read() };
        var resolution = InstallSettingsResolver.Resolve(parsed, facts);
        foreach (var warning in resolution.Warnings)
        {
            await error.WriteLineAsync($"{file}:{warning.At}: warning: {warning.Message}").ConfigureAwait(false);
        }

        foreach (var problem in resolution.Problems)
        {
            await error.WriteLineAsync($"{file}:{problem}").ConfigureAwait(false);
        }

        return resolution.Settings is { } settings ? new ResolvedAnswer(file, settings, facts, report) : null;
    }

    /// <summary>Tells what is not known, or may not be expected.</summary>
    public static async Task WriteNotesAsync(IEnumerable<string> notes, TextWriter error)
    {
        foreach (var note in notes)
        {
            await error.WriteLineAsync($"domar-install: note: {note}").ConfigureAwait(false);
        }
    }

    private static byte[] ReadAnswer(string path)
    {
        try
        {
            return LimitedFile.Read(path, MostBytes);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InventoryException($"Cannot read answer file '{path}': {Why(exception)}", exception);
        }
    }

    private static InstallFacts ReadInventory(string folder)
    {
        try
        {
            return RunEnvironmentParser.Parse(
                System.IO.File.ReadAllText(Path.Combine(folder, RunEnvironmentParser.InfoFile)), System.IO.File.ReadAllText(Path.Combine(folder, RunEnvironmentParser.UdevFile)));
        }
        catch (FormatException exception)
        {
            throw new InventoryException($"Cannot use inventory '{folder}': {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InventoryException(
                $"Cannot read inventory '{folder}': {Why(exception)} It must be a folder with {RunEnvironmentParser.InfoFile} and {RunEnvironmentParser.UdevFile}.", exception);
        }
    }

    private static string Why(Exception exception) => exception switch
    {
        FileNotFoundException missing => $"there is no '{Path.GetFileName(missing.FileName)}'.",
        DirectoryNotFoundException => "there is no such folder.",
        _ => exception.Message,
    };
}
