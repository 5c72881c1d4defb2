using System.CommandLine;

namespace Domar.Runtime.Cli.Commands;

/// <summary><c>domar first-start</c>, hidden: a unit of the appliance runs it before the daemon.</summary>
internal sealed class FirstStartCommand() : CliCommand("first-start", "Make this host's own keys and certificates where they are absent (before the daemon starts)")
{
    private readonly Option<string> _state = new("--state")
    {
        HelpName = "DIR",
        Description = "The daemon's state folder (default: /var/lib/domar)",
        DefaultValueFactory = static _ => "/var/lib/domar",
    };

    private readonly Option<string?> _node = new("--node") { HelpName = "NAME", Description = "Name of this node (else the host's name)" };

    public override void Define(Command command)
    {
        command.Add(_state);
        command.Add(_node);
    }

    public override int Run(Invocation run)
    {
        var start = run.Context.RunFirstStart ?? throw new CliException(ExitCode.Failed, "This build of domar has no first start.");
        return start(run.Get(_state) ?? "/var/lib/domar", run.Get(_node));
    }
}
