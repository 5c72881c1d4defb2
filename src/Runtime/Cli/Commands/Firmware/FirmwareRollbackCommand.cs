using System.CommandLine;
using Domar.Runtime.Cli.Commands.Guests;

namespace Domar.Runtime.Cli.Commands.Firmware;

/// <summary><c>domar firmware rollback</c>.</summary>
internal sealed class FirmwareRollbackCommand() : CliCommand("firmware rollback", "Make the slot that does not run the one that starts")
{
    private readonly Option<bool> _detach = GuestArguments.Detach();

    public override string Description => "The slot is checked whole on every boot disk first. Nothing changes before the next start, and guests and configuration stay as they are.";

    public override IReadOnlyList<(string Line, string Meaning)> Examples => [("firmware rollback", "then: systemctl reboot")];

    public override void Define(Command command) => command.Add(_detach);

    public override int Run(Invocation run)
    {
        using var response = run.Api.Call("POST", $"{Invocation.Node}/firmware/rollback");
        return TaskWaiter.Finish(run, response, run.Get(_detach), "The other slot starts from the next start on. Restart with: systemctl reboot", "Cannot roll back");
    }
}
