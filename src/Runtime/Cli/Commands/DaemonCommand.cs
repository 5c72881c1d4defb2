using System.CommandLine;
using Domar.Runtime.Daemon;

namespace Domar.Runtime.Cli.Commands;

/// <summary><c>domar daemon</c>.</summary>
internal sealed class DaemonCommand() : CliCommand("daemon", "Run the daemon in the foreground")
{
    private readonly Option<string?> _standalone = new("--standalone")
    {
        HelpName = "DIR",
        Description = "Run without systemd, root or KVM, with state and socket (api.sock) in this folder; it is made when missing",
    };

    private readonly Option<string?> _node = new("--node") { HelpName = "NAME", Description = "Name of this node (else the host's name)" };
    private readonly Option<string?> _logLevel = new("--log-level") { HelpName = "LEVEL", Description = "debug, info, warning or error (default: info)" };

    public override string Description =>
        "Guests do not end with the daemon: when it starts again it takes them over as they are. Ctrl-C or SIGTERM ends it.";

    public override IReadOnlyList<(string Line, string Meaning)> Examples =>
    [
        ("daemon --standalone ./run", "on any Linux; then: export DOMAR_SOCKET=./run/api.sock"),
        ("daemon", "on an appliance, where systemd starts it"),
    ];

    public override void Define(Command command)
    {
        command.Add(_standalone);
        command.Add(_node);
        command.Add(_logLevel);
    }

    public override int Run(Invocation run)
    {
        var level = run.Get(_logLevel);
        if (level is not (null or "debug" or "info" or "warning" or "error"))
        {
            throw CliException.Usage($"'{level}' is no log level: it is debug, info, warning or error.");
        }

        if (run.Get(_standalone) is "")
        {
            throw CliException.Usage("--standalone needs a folder.");
        }

        var start = run.Context.RunDaemon ?? throw new CliException(ExitCode.Failed, "This build of domar has no daemon.");

        // The host listens for Ctrl-C and SIGTERM itself.
        return start(new DaemonOptions(run.Get(_standalone), run.SocketOption, run.Get(_node), level), CancellationToken.None).GetAwaiter().GetResult();
    }
}
