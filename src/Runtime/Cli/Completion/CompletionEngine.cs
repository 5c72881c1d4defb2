using System.CommandLine;
using System.Text.Json;
using Domar.Core.Config;
using Domar.Runtime.Cli.Commands.Guests;
using Domar.Runtime.Cli.Http;
using Domar.Runtime.Cli.Output;

namespace Domar.Runtime.Cli.Completion;

/// <summary>Finds what may come next on a command line.</summary>
internal sealed class CompletionEngine(CliContext context)
{
    /// <summary>Nobody who pressed Tab waits longer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Candidates for the last word of a line that was typed so far (with the program's name); none when nothing is known, never an error.</summary>
    public IReadOnlyList<string> Complete(string line)
    {
        var words = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries).Skip(1).ToList();
        var current = line.Length > 0 && line[^1] is not (' ' or '\t') && words.Count > 0 ? words[^1] : "";
        if (current.Length > 0)
        {
            words.RemoveAt(words.Count - 1);
        }

        return [.. Candidates(words, current).Where(candidate => candidate.StartsWith(current, StringComparison.Ordinal)).Distinct()];
    }

    private IEnumerable<string> Candidates(List<string> words, string current)
    {
        var globals = new GlobalOptions();
        if (words is [.., "--socket"])
        {
            return []; // a path: the shell completes those
        }

        var plain = ArgumentScanner.Words(words, int.MaxValue);
        var globalNames = new[] { globals.Socket.Name, globals.Json.Name, globals.Help.Name };
        if (plain.Count == 0)
        {
            return current.StartsWith('-') ? globalNames : CommandCatalog.TopLevelNames;
        }

        if (CommandCatalog.Group(plain[0]) is { } group && plain.Count == 1)
        {
            return current.StartsWith('-') ? globalNames : group.Commands;
        }

        var command = CommandCatalog.Find(plain[0]) ?? (plain.Count > 1 ? CommandCatalog.Find($"{plain[0]} {plain[1]}") : null);
        if (command is null)
        {
            return [];
        }

        var (_, leaf) = CliApp.BuildTree(command, plain, globals);
        if (words.Contains("--"))
        {
            return []; // words of another program
        }

        if (OptionBefore(words, leaf, command) is { } option)
        {
            return ValuesOf(option, command, words);
        }

        if (current.StartsWith('-'))
        {
            var own = leaf.Options.Where(known => !known.Hidden).Select(known => known.Name).Concat(globalNames);
            return command.ConfigKeys is { } schema ? own.Concat(ConfigKeyOptions.AllNames(schema)) : own;
        }

        return leaf.Arguments.Count > 0 ? Arguments(leaf.Arguments[0].Name, command.Name, words) : [];
    }

    // The option whose value is being typed; null when none is.
    private static string? OptionBefore(List<string> words, Command leaf, CliCommand command)
    {
        if (words.Count == 0 || !words[^1].StartsWith("--", StringComparison.Ordinal))
        {
            return null;
        }

        var name = words[^1];
        var takesValue = leaf.Options.FirstOrDefault(option => option.Name == name) is { } option
            ? option.Arity.MaximumNumberOfValues > 0
            : command.ConfigKeys?.Find(name[2..], out _) is not null;
        return takesValue ? name[2..] : null;
    }

    private IEnumerable<string> ValuesOf(string option, CliCommand command, List<string> words) => option switch
    {
        "vmid" => Arguments("vmid", "", words),
        "log-level" => ["debug", "info", "warning", "error"],
        "port" => ["serial0", "serial1", "serial2", "serial3"],
        "content" => ["images", "iso", "rootdir", "vztmpl"],
        "storage" when command.Name == "ct create" => Arguments("storage", "", words),
        _ => command.ConfigKeys?.Find(option, out _) switch
        {
            { Type: ConfigValueType.Boolean } => ["0", "1"],
            { AllowedValues: { Count: > 0 } allowed } => allowed,
            _ => [],
        },
    };

    private string[] Arguments(string argument, string command, List<string> words) => argument switch
    {
        "vmid" => [.. GuestKinds(command).SelectMany(kind => Ask(words, kind.ListPath, guest => Suits(command, guest.Text("status")) ? guest.Text("vmid") : null))],
        "storage" => Ask(words, $"{Invocation.Node}/storage", storage => storage.Text("storage")),
        "upid" => Ask(words, $"{Invocation.Node}/tasks?source=all&limit=20", task => task.Text("upid")),
        "node" => Ask(words, "/nodes", node => node.Text("node")),
        _ => [],
    };

    // Where a command is for neither kind alone (of tasks or volumes, for example), guests of both kinds may be meant.
    private static GuestCommandKind[] GuestKinds(string command) =>
        GuestCommandKind.OfGroup(command.Split(' ')[0]) is { } kind ? [kind] : [GuestCommandKind.Vm, GuestCommandKind.Ct];

    // A guest that runs cannot be started: it would only stand in the way.
    private static bool Suits(string command, string? status) => command.Split(' ')[^1] switch
    {
        "start" or "destroy" => status != "running",
        "stop" or "shutdown" or "reset" or "reboot" or "suspend" or "resume" or "console" or "exec" or "show-security" => status == "running",
        "create" => false,
        _ => true,
    };

    private string[] Ask(List<string> words, string path, Func<JsonElement, string?> choose)
    {
        var option = words.IndexOf("--socket");
        var socket = option >= 0 && option + 1 < words.Count ? words[option + 1] : context.Environment(GlobalOptions.SocketVariable) ?? GlobalOptions.DefaultSocket;
        try
        {
            using var api = new ApiClient(socket, Patience);
            using var response = api.Get(path);
            return [.. response.Data.Items().Select(choose).OfType<string>()];
        }
        catch (CliException)
        {
            // No daemon, no candidates: a message in the middle of a command line helps nobody.
            return [];
        }
    }
}
