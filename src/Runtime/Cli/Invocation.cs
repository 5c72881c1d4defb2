using System.CommandLine;
using Domar.Core.Primitives;
using Domar.Runtime.Cli.Http;

namespace Domar.Runtime.Cli;

/// <summary>One run of a command.</summary>
/// <param name="arguments">The command line, parsed.</param>
/// <param name="globals">Options of every command.</param>
/// <param name="configKeys">Config keys that were given; null where the command takes none.</param>
/// <param name="context">The process.</param>
internal sealed class Invocation(ParseResult arguments, GlobalOptions globals, ConfigKeyOptions? configKeys, CliContext context) : IDisposable
{
    /// <summary>Stands for the node that answers, in paths of the API.</summary>
    public const string Node = "/nodes/localhost";

    private ApiClient? _api;

    /// <summary>The process.</summary>
    public CliContext Context { get; } = context;

    /// <summary>Whether a program reads the output.</summary>
    public bool Json => arguments.GetValue(globals.Json);

    /// <summary>The daemon's socket: <c>--socket</c>, <c>DOMAR_SOCKET</c> or the default.</summary>
    public string SocketPath =>
        arguments.GetValue(globals.Socket) ?? (Context.Environment(GlobalOptions.SocketVariable) is { Length: > 0 } path ? path : GlobalOptions.DefaultSocket);

    /// <summary>The socket where it was named by option; null where not.</summary>
    public string? SocketOption => arguments.GetValue(globals.Socket);

    /// <summary>The API of the daemon.</summary>
    public ApiClient Api => _api ??= new ApiClient(SocketPath, Context.AnswerTimeout);

    /// <summary>The API for one call that may take this much longer than others. The caller disposes of it.</summary>
    public ApiClient PatientApi(TimeSpan longer) => new(SocketPath, Context.AnswerTimeout + longer);

    /// <summary>Config keys with their values, as given.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> ConfigKeys => configKeys?.Values(arguments) ?? [];

    /// <summary>An option's value.</summary>
    public T? Get<T>(Option<T> option) => arguments.GetValue(option);

    /// <summary>An argument's value.</summary>
    public T? Get<T>(Argument<T> argument) => arguments.GetValue(argument);

    /// <summary>A guest id that was given.</summary>
    /// <exception cref="CliException">It is none.</exception>
    public GuestId GuestId(Argument<string> argument) => ParseGuestId(arguments.GetValue(argument));

    /// <summary>A task id that was given.</summary>
    /// <exception cref="CliException">It is none.</exception>
    public string Upid(Argument<string> argument)
    {
        var text = arguments.GetValue(argument);
        return Core.Tasks.Upid.TryParse(text, out _)
            ? text!
            : throw CliException.Usage($"'{text}' is no task id (UPID:node:...). 'domar task list' shows them.");
    }

    /// <summary>Reads a guest id.</summary>
    /// <exception cref="CliException">It is none.</exception>
    public static GuestId ParseGuestId(string? text) => Core.Primitives.GuestId.TryParse(text, out var id)
        ? id
        : throw CliException.Usage($"'{text}' is no VMID: it is a whole number from {Core.Primitives.GuestId.Min} to {Core.Primitives.GuestId.Max}.");

    /// <summary>Prints what the API answered, unchanged, as one line of JSON.</summary>
    public int PrintJson(ApiResponse response)
    {
        Context.Out.WriteLine(response.Data.GetRawText());
        return ExitCode.Ok;
    }

    /// <summary>Prints a text as it is, with a line end at its end.</summary>
    public int PrintText(string text)
    {
        Context.Out.Write(text);
        Context.Out.Write(text.EndsWith('\n') ? "" : "\n");
        return ExitCode.Ok;
    }

    /// <inheritdoc/>
    public void Dispose() => _api?.Dispose();
}
