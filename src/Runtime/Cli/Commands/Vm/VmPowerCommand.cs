using System.CommandLine;
using Domar.Runtime.Cli.Http;

namespace Domar.Runtime.Cli.Commands.Vm;

/// <summary><c>domar vm start|stop|shutdown|reset|reboot|suspend|resume VMID</c>.</summary>
internal sealed class VmPowerCommand : CliCommand
{
    private readonly Argument<string> _vmid = VmArguments.Vmid();
    private readonly Option<int?> _timeout = new("--timeout") { HelpName = "SECONDS", Description = "How long the guest may take" };
    private readonly Option<bool> _force = new("--force") { Arity = ArgumentArity.Zero, Description = "Stop it when the time is over" };
    private readonly Option<bool> _overrule = new("--overrule-shutdown") { Arity = ArgumentArity.Zero, Description = "End a running shutdown task first" };
    private readonly Option<bool> _skipLock = VmArguments.SkipLock();
    private readonly Option<bool> _detach = VmArguments.Detach();
    private readonly Verb _verb;

    private VmPowerCommand(string name, Verb verb)
        : base(name, verb.Summary)
    {
        _verb = verb;
    }

    public override string Description => _verb.Description;

    public override IReadOnlyList<(string Line, string Meaning)> Examples => _verb.Path switch
    {
        "shutdown" => [("vm shutdown 100", "wait until it is off"), ("vm shutdown 100 --timeout 60 --force", "pull the plug after a minute")],
        "start" => [("vm start 100", "wait until it runs"), ("vm start 100 --detach", "do not wait")],
        var path => [($"vm {path} 100", _verb.Example)],
    };

    /// <summary>The command of that full name.</summary>
    public static VmPowerCommand Named(string name) => new(name, name switch
    {
        "vm start" => new Verb("start", "Start a VM", "", "", "is running", Timeout: true, SkipLock: true),
        "vm stop" => new Verb("stop", "Stop a VM at once, as pulling the plug", "Unsaved data in the guest is lost; 'domar vm shutdown' asks the guest first.",
            "off at once", "is stopped", Timeout: true, SkipLock: true),
        "vm shutdown" => new Verb("shutdown", "Ask a VM to shut down", "Asks the guest agent where there is one, else presses the ACPI power button.", "",
            "is shut down", Timeout: true, SkipLock: true),
        "vm reset" => new Verb("reset", "Press a VM's reset button", "", "the guest starts over, QEMU runs on", "was reset", Timeout: false, SkipLock: true),
        "vm reboot" => new Verb("reboot", "Shut a VM down and start it again", "Changes that wait for a restart come into force.", "restart it properly",
            "was rebooted", Timeout: true, SkipLock: false),
        "vm suspend" => new Verb("suspend", "Pause a VM's CPUs", "It stays in memory; 'domar vm resume' lets it run on.", "freeze it", "is paused",
            Timeout: false, SkipLock: true),
        _ => new Verb("resume", "Let a paused VM run on", "", "run on after a suspend", "is running", Timeout: false, SkipLock: true),
    });

    public override void Define(Command command)
    {
        command.Add(_vmid);
        if (_verb.Timeout)
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

        if (_verb.SkipLock)
        {
            command.Add(_skipLock);
        }

        command.Add(_detach);
    }

    public override int Run(Invocation run)
    {
        var id = run.GuestId(_vmid);
        var form = new FormData();
        if (_verb.Timeout && run.Get(_timeout) is { } timeout)
        {
            form.Add("timeout", timeout >= 0 ? timeout : throw CliException.Usage("--timeout is a whole number of seconds, 0 or more."));
        }

        form.AddFlag("forceStop", _verb.Path == "shutdown" && run.Get(_force));
        form.AddFlag("overrule-shutdown", _verb.Path == "stop" && run.Get(_overrule));
        form.AddFlag("skiplock", _verb.SkipLock && run.Get(_skipLock));
        using var response = run.Api.Call("POST", $"{VmArguments.Path(id)}/status/{_verb.Path}", form);
        return TaskWaiter.Finish(run, response, run.Get(_detach), $"VM {id} {_verb.Done}.", Failed(id.Value));
    }

    private string Failed(int id) => _verb.Path == "shutdown" ? $"Cannot shut down VM {id}" : $"Cannot {_verb.Path} VM {id}";

    private sealed record Verb(string Path, string Summary, string Description, string Example, string Done, bool Timeout, bool SkipLock);
}
