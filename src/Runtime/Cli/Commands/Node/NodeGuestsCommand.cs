using System.CommandLine;
using Domar.Runtime.Cli.Commands.Guests;
using Domar.Runtime.Cli.Http;

namespace Domar.Runtime.Cli.Commands.Node;

/// <summary><c>domar node startall</c> and <c>domar node stopall</c>.</summary>
internal sealed class NodeGuestsCommand : CliCommand
{
    private readonly bool _starts;
    private readonly Option<bool> _force = new("--force") { Arity = ArgumentArity.Zero, Description = "Also guests without 'onboot'" };
    private readonly Option<int?> _timeout = new("--timeout") { HelpName = "SECONDS", Description = "How long a guest may take whose config does not say" };
    private readonly Option<bool> _detach = GuestArguments.Detach();

    private NodeGuestsCommand(bool starts)
        : base(starts ? "node startall" : "node stopall", starts ? "Start the guests with 'onboot', in their order" : "Shut down all guests, in the reverse order") =>
        _starts = starts;

    public static NodeGuestsCommand StartAll => new(starts: true);

    public static NodeGuestsCommand StopAll => new(starts: false);

    public override string Description => _starts
        ? "The order is that of 'startup: order=N'; 'up=SECONDS' waits after a guest. The host does this when it starts."
        : "Guests with the same 'startup: order=N' shut down together, the highest first; 'down=SECONDS' is how long one may take before it is stopped. The host does this before it stops.";

    public override IReadOnlyList<(string Line, string Meaning)> Examples => [(Name, _starts ? "as at the host's start" : "as before the host's end")];

    public override void Define(Command command)
    {
        command.Add(_starts ? _force : _timeout);
        command.Add(_detach);
    }

    public override int Run(Invocation run)
    {
        var form = new FormData();
        if (_starts)
        {
            form.AddFlag("force", run.Get(_force));
        }
        else if (run.Get(_timeout) is { } timeout)
        {
            form.Add("timeout", timeout is >= 0 and <= 7200 ? timeout : throw CliException.Usage("--timeout is a whole number of seconds from 0 to 7200."));
        }

        using var response = run.Api.Call("POST", $"{Invocation.Node}/{(_starts ? "startall" : "stopall")}", form);
        return TaskWaiter.Finish(run, response, run.Get(_detach), _starts ? "The guests were started." : "The guests were shut down.",
            _starts ? "Cannot start the guests" : "Cannot shut down the guests");
    }
}
