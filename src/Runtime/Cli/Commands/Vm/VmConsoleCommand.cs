using System.CommandLine;
using Domar.Core.Primitives;
using Domar.Runtime.Cli.Commands.Guests;
using Domar.Runtime.Cli.Http;
using Domar.Runtime.Consoles;

namespace Domar.Runtime.Cli.Commands.Vm;

/// <summary><c>domar vm console VMID</c>.</summary>
internal sealed class VmConsoleCommand() : CliCommand("vm console", "Attach to a VM's serial console; Ctrl-] leaves")
{
    private readonly Argument<string> _vmid = GuestArguments.Vmid(GuestCommandKind.Vm);
    private readonly Option<string?> _port = new("--port") { HelpName = "PORT", Description = "Config key of the port (default: the first, serial0)" };
    private readonly Option<string?> _until = new("--until") { HelpName = "TEXT", Description = "End with 0 as soon as TEXT was printed" };
    private readonly Option<string?> _after = new("--after") { HelpName = "TEXT", Description = "Send input only after TEXT was printed" };
    private readonly Option<double?> _timeout = new("--timeout") { HelpName = "SECONDS", Description = "End with 4 after this time" };

    public override string Description =>
        "Begins with what the VM printed last. Several may look on and type at once. Where standard input is no terminal it is sent, and output is printed until " +
        "the VM ends, Ctrl-C, --until or --timeout; what was printed before the input then does not count for --until.";

    public override IReadOnlyList<(string Line, string Meaning)> Examples =>
    [
        ("vm console 100", "work in it; Ctrl-] leaves"),
        ("vm console 100 --until 'login:' --timeout 120", "wait for the login prompt"),
        (@" printf 'uname -a\n' | domar vm console 100 --after '# ' --until Linux --timeout 60", "type a command at a prompt, wait for its answer"),
    ];

    public override void Define(Command command)
    {
        command.Add(_vmid);
        command.Add(_port);
        command.Add(_until);
        command.Add(_after);
        command.Add(_timeout);
    }

    public override int Run(Invocation run)
    {
        var name = NameOf(run.GuestId(_vmid), run.Get(_port));
        if (run.Get(_until) is "" || run.Get(_after) is "")
        {
            throw CliException.Usage("--until and --after need a text.");
        }

        var options = new ConsoleOptions
        {
            Until = run.Get(_until),
            After = run.Get(_after),
            Timeout = run.Get(_timeout) switch
            {
                null => null,
                >= 0 and <= 1e6 and var seconds => TimeSpan.FromSeconds(seconds),
                _ => throw CliException.Usage("--timeout is a number of seconds, 0 or more."),
            },
        };
        return AttendAsync(run, name, options).GetAwaiter().GetResult();
    }

    private static StreamName NameOf(GuestId id, string? port) => StreamName.TryParse(port is null ? $"console/qemu/{id}" : $"console/qemu/{id}/{port}", out var name)
        ? name
        : throw CliException.Usage($"'{port}' is no serial port: it is serial0, serial1, serial2 or serial3.");

    private static async Task<int> AttendAsync(Invocation run, StreamName name, ConsoleOptions options)
    {
        var context = run.Context;
        var client = StreamClient.Connect(run.SocketPath, context.AnswerTimeout);
        await using (client.ConfigureAwait(false))
        {
            using var patience = new CancellationTokenSource(context.AnswerTimeout, context.Time);
            var (pipe, replayBytes) = await client.OpenAsync(name.ToString(), patience.Token).ConfigureAwait(false);
            if (context.InputIsTerminal)
            {
                context.Error.WriteLine($"Connected to {name.Port ?? "the console"} of VM {name.Guest}. Ctrl-] leaves.");
            }

            int code;
            using (context.InputIsTerminal ? context.EnterRawMode() : null)
            {
                code = await new ConsoleSession(context, pipe, replayBytes, options).RunAsync().ConfigureAwait(false);
            }

            if (context.InputIsTerminal)
            {
                context.Error.WriteLine($"\nLeft the console of VM {name.Guest}.");
            }

            return code;
        }
    }
}
