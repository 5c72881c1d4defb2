using Domar.Core.Install.Answers;
using Domar.Core.Install.Inventory;
using Domar.Core.Install.Settings;
using Domar.HostTools.Host;
using Domar.Installer.Inventory;
using Domar.Installer.Output;
using Domar.Installer.Unattended;

namespace Domar.Installer.Cli;

/// <summary><c>validate</c>: what an answer file comes to, or all that is wrong with it.</summary>
internal static class ValidateCommand
{
    // Reading stops here: the parser refuses more, and /dev/zero has no end.
    internal const int MostBytes = (1024 * 1024) + 16;

    public static async Task<int> RunAsync(Arguments arguments, IMachineReader machine, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        if (arguments.Words is not [var file])
        {
            throw new UsageException(arguments.Words.Count == 0 ? "validate needs an answer file" : $"validate takes one answer file, and '{arguments.Words[1]}' is a second one");
        }

        var parsed = AnswerParser.Parse(ReadAnswer(file));
        InstallFacts facts;
        if (arguments.Inventory is { } folder)
        {
            facts = ReadInventory(folder);
        }
        else
        {
            var report = await machine.ReadAsync(testKvm: false, cancellationToken).ConfigureAwait(false);
            await WriteNotesAsync(report, error).ConfigureAwait(false);
            facts = report.ToFacts();
        }

        var resolution = InstallSettingsResolver.Resolve(parsed, facts with { TimeZones = TimeZoneNames.Read() });
        foreach (var warning in resolution.Warnings)
        {
            await error.WriteLineAsync($"{file}:{warning.At}: warning: {warning.Message}").ConfigureAwait(false);
        }

        foreach (var problem in resolution.Problems)
        {
            await error.WriteLineAsync($"{file}:{problem}").ConfigureAwait(false);
        }

        if (resolution.Settings is not { } settings)
        {
            return ExitCode.Failed;
        }

        await output.WriteLineAsync(arguments.Json ? SettingsJson.Write(settings) : SettingsText.Write(settings)).ConfigureAwait(false);
        return ExitCode.Ok;
    }

    /// <summary>Tells what could not be found out about this host.</summary>
    public static async Task WriteNotesAsync(MachineReport report, TextWriter error)
    {
        foreach (var note in report.Notes)
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
                File.ReadAllText(Path.Combine(folder, RunEnvironmentParser.InfoFile)), File.ReadAllText(Path.Combine(folder, RunEnvironmentParser.UdevFile)));
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
