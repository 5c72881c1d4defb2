using System.CommandLine;
using Domar.Runtime.Cli.Commands.Guests;
using Domar.Runtime.Cli.Http;

namespace Domar.Runtime.Cli.Commands.Firmware;

/// <summary><c>domar firmware install FILE</c>.</summary>
internal sealed class FirmwareInstallCommand() : CliCommand("firmware install", "Write an image into the slot that does not run, and try it at the next start")
{
    private readonly Argument<string> _file = new("file") { HelpName = "FILE", Description = "The ISO (domar-VERSION.iso), on this host" };
    private readonly Option<bool> _reboot = new("--reboot") { Arity = ArgumentArity.Zero, Description = "Restart when it is done; guests are stopped by that" };
    private readonly Option<bool> _detach = GuestArguments.Detach();

    public override string Description =>
        "The image is checked whole before anything is written. The slot that runs is not touched: if the new one does not prove itself within three starts, this one is back " +
        "by itself. Guests and configuration are in neither slot.";

    public override IReadOnlyList<(string Line, string Meaning)> Examples =>
        [("firmware install domar-0.2.0.iso", "tried at the next start"), ("firmware install domar-0.2.0.iso --reboot", "tried at once")];

    public override void Define(Command command)
    {
        command.Add(_file);
        command.Add(_reboot);
        command.Add(_detach);
    }

    public override int Run(Invocation run)
    {
        // Asked first: what is refused on a system without slots needs no promise.
        string target;
        using (var status = run.Api.Get($"{Invocation.Node}/firmware"))
        {
            target = Output.JsonFields.Text(status.Data, "running") == "a" ? "B" : "A";
        }

        var file = Path.GetFullPath(run.Get(_file)!);
        var reboot = run.Get(_reboot);
        if (!run.Json)
        {
            run.Context.Error.WriteLine(Output.Table.Printable(
                $"'{file}' is checked, then written into slot {target} of all boot disks; what runs is not touched. " +
                (reboot ? "Then the machine restarts." : "It is tried at the next start.")));
        }

        using var response = run.Api.Call("POST", $"{Invocation.Node}/firmware/install", new FormData().Add("file", file).AddFlag("reboot", reboot));
        var done = $"Slot {target} is written and on trial. " +
            (reboot ? "The machine restarts now." : "Restart to try it: systemctl reboot");
        return TaskWaiter.Finish(run, response, run.Get(_detach), done, $"Cannot install '{file}'");
    }
}
