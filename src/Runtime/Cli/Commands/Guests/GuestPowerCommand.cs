using System.CommandLine;
using Domar.Core.Primitives;
using Domar.Runtime.Cli.Http;

namespace Domar.Runtime.Cli.Commands.Guests;

/// <summary><c>domar vm|ct start|stop|shutdown|reboot VMID</c>, and for VMs <c>reset|suspend|resume</c>.</summary>
internal sealed class GuestPowerCommand : CliCommand
{
    private readonly Argument<string> _vmid;
    private readonly Option<int?> _timeout = new("--timeout") { HelpName = "SECONDS", Description = "How long the guest may take" };
    private readonly Option<bool> _force = new("--force") { Arity = ArgumentArity.Zero, Description = "Stop it when the time is over" };
    private readonly Option<bool> _overrule = new("--overrule-shutdown") { Arity = ArgumentArity.Zero, Description = "End a running shutdown task first" };
    private readonly Option<bool> _skipLock = GuestArguments.SkipLock();
    private readonly Option<bool> _detach = GuestArguments.Detach();
    private readonly GuestCommandKind _kind;
    private readonly PowerVerb _verb;

    private GuestPowerCommand(GuestCommandKind kind, PowerVerb verb)
        : base($"{kind.Group} {verb.Path}", verb.Summary)
    {
        (_kind, _verb) = (kind, verb);
        _vmid = GuestArguments.Vmid(kind);
    }

    public override string Description => _verb.Description;

    public override IReadOnlyList<(string Line, string Meaning)> Examples => _verb.Path switch
    {
        "shutdown" =>
        [
            ($"{_kind.Group} shutdown 100", "wait until it is off"),
            ($"{_kind.Group} shutdown 100 --timeout 60 --force", _kind.IsContainer ? "kill it after a minute" : "pull the plug after a minute"),
        ],
        "start" => [($"{_kind.Group} start 100", "wait until it runs"), ($"{_kind.Group} start 100 --detach", "do not wait")],
        var path => [($"{_kind.Group} {path} 100", _verb.Example)],
    };

    /// <summary>The command for that verb; null when guests of the kind have none such.</summary>
    public static GuestPowerCommand? Named(GuestCommandKind kind, string verb) =>
        (kind.IsContainer ? PowerVerb.OfContainers(verb) : PowerVerb.OfVms(verb)) is { } found ? new GuestPowerCommand(kind, found) : null;

    public override void Define(Command command)
    {
        command.Add(_vmid);
        if (_verb.TakesTimeout)
        {
            command.Add(_timeout);
        }

        if (_verb.Path == "shutdown")
        {
            command.Add(_force);
        }

        if (_verb.Path == "stop")
        {
            command.Add(_overrule);
        }

        if (_verb.TakesSkipLock)
        {
            command.Add(_skipLock);
        }

        command.Add(_detach);
    }

    public override int Run(Invocation run)
    {
        var id = run.GuestId(_vmid);
        var form = new FormData();
        if (_verb.TakesTimeout && run.Get(_timeout) is { } timeout)
        {
            form.Add("timeout", timeout >= 0 ? timeout : throw CliException.Usage("--timeout is a whole number of seconds, 0 or more."));
        }

        form.AddFlag("forceStop", _verb.Path == "shutdown" && run.Get(_force));
        form.AddFlag("overrule-shutdown", _verb.Path == "stop" && run.Get(_overrule));
        form.AddFlag("skiplock", _verb.TakesSkipLock && run.Get(_skipLock));
        using var response = run.Api.Call("POST", $"{_kind.Path(id)}/status/{_verb.Path}", form);
        return TaskWaiter.Finish(run, response, run.Get(_detach), $"{_kind.Name(id)} {_verb.Done}.", Failed(id));
    }

    private string Failed(GuestId id) => $"Cannot {(_verb.Path == "shutdown" ? "shut down" : _verb.Path)} {_kind.Name(id)}";
}
