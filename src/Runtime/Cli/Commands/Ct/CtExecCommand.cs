using System.CommandLine;
using System.Text.Json;
using Domar.Core.Primitives;
using Domar.Runtime.Cli.Commands.Guests;
using Domar.Runtime.Cli.Http;
using Domar.Runtime.Cli.Output;

namespace Domar.Runtime.Cli.Commands.Ct;

/// <summary><c>domar ct exec VMID [--timeout S] -- COMMAND...</c>.</summary>
internal sealed class CtExecCommand() : CliCommand("ct exec", "Run a command in a running container")
{
    /// <summary>
    /// The most of standard input. As Base64, and escaped for the form, it becomes some 740 KiB of the 1 MiB that the API takes for a request (only data of little
    /// else than 0xFF bytes becomes more, which the daemon refuses).
    /// </summary>
    internal const int MaxInputBytes = 512 * 1024;

    private const int DefaultSeconds = 30;
    private const int MaxSeconds = 3600;

    private readonly Argument<string> _vmid = GuestArguments.Vmid(GuestCommandKind.Ct);
    private readonly Argument<string[]> _command = new("command")
    {
        HelpName = "COMMAND",
        Arity = ArgumentArity.OneOrMore,
        Description = "Program and arguments; no shell reads them",
    };

    private readonly Option<int?> _timeout = new("--timeout")
    {
        HelpName = "SECONDS",
        Description = $"How long it may take, at most {MaxSeconds} (else {DefaultSeconds}); then it is killed",
    };

    public override string Description =>
        $"It runs as root of the container. Standard input is sent where it is no terminal, to its end (at most {MaxInputBytes / 1024} KiB); what the command " +
        "prints is printed when it has ended, unchanged. The exit code is the command's. Where domar itself fails it is one of the codes below, with a message; " +
        "with --json it is always domar's, and the command's stands in 'exitcode'.";

    public override IReadOnlyList<(string Line, string Meaning)> Examples =>
    [
        ("ct exec 101 -- cat /etc/os-release", "what is in it?"),
        ("ct exec 101 --timeout 600 -- sh -c 'apt-get update && apt-get -y upgrade'", "a shell line that takes long"),
        (" tar -c site | domar ct exec 101 -- tar -x -C /srv", "send files in"),
    ];

    public override bool EndsInAProgram => true;

    public override void Define(Command command)
    {
        command.Add(_vmid);
        command.Add(_command);
        command.Add(_timeout);
    }

    public override int Run(Invocation run)
    {
        var id = run.GuestId(_vmid);
        var words = run.Get(_command)!;
        if (words[0].StartsWith('-'))
        {
            // A mistyped option would else be taken for the program, and all that follows for its arguments.
            throw CliException.Usage(
                $"'domar ct exec' has no option '{words[0]}'.{Suggestions.DidYouMean(words[0], [_timeout.Name])}", "'domar ct exec --help' explains it.");
        }

        var seconds = run.Get(_timeout) ?? DefaultSeconds;
        if (seconds is < 1 or > MaxSeconds)
        {
            throw CliException.Usage($"--timeout is a whole number of seconds from 1 to {MaxSeconds}.");
        }

        var form = new FormData()
            .Add("command", JsonSerializer.Serialize(words, CommandJson.Plain.IReadOnlyListString))
            .Add("input-data", ReadInput(run.Context) is { Length: > 0 } input ? Convert.ToBase64String(input) : null)
            .Add("timeout", seconds);
        using var api = run.PatientApi(TimeSpan.FromSeconds(seconds));
        try
        {
            using var response = api.Call("POST", $"{GuestCommandKind.Ct.Path(id)}/domar/exec", form, run.Context.Interrupted());
            return run.Json ? run.PrintJson(response) : Show(run.Context, id, response.Data);
        }
        catch (OperationCanceledException e)
        {
            throw new CliException(ExitCode.Interrupted, $"Interrupted. The command may run on in {GuestCommandKind.Ct.Name(id)} until its {seconds} s are over.", inner: e);
        }
    }

    private static byte[] ReadInput(CliContext context)
    {
        if (context.InputIsTerminal)
        {
            return [];
        }

        var buffer = new byte[MaxInputBytes + 1];
        var count = context.Input.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return count <= MaxInputBytes
            ? buffer[..count]
            : throw CliException.Usage($"Standard input is longer than {MaxInputBytes / 1024} KiB, more than a request carries. Send it in parts, or through a mount point.");
    }

    private static int Show(CliContext context, GuestId id, JsonElement data)
    {
        if (data.Integer("exitcode") is not (>= 0 and <= 255 and var code) || !TryDecode(data, "stdout", out var output) || !TryDecode(data, "stderr", out var error))
        {
            throw new CliException(ExitCode.Failed, $"The daemon's answer about the command in {GuestCommandKind.Ct.Name(id)} cannot be read. 'domar ct exec --json' shows it.");
        }

        context.Out.Flush();
        context.RawOutput.Write(output);
        context.RawOutput.Flush();
        context.RawError.Write(error);
        context.RawError.Flush();
        return (int)code;
    }

    private static bool TryDecode(JsonElement data, string name, out byte[] bytes)
    {
        bytes = [];
        var field = data.Field(name);
        return field.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null || (field.ValueKind is JsonValueKind.String && field.TryGetBytesFromBase64(out bytes!));
    }
}
