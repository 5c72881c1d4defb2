using System.CommandLine;
using Domar.Runtime.Cli.Http;
using Domar.Runtime.Cli.Output;

namespace Domar.Runtime.Cli.Commands.Firmware;

/// <summary><c>domar firmware reset</c>.</summary>
internal sealed class FirmwareResetCommand() : CliCommand("firmware reset", "Bring configuration and state back to what was installed, at the next start")
{
    private readonly Option<string?> _guests = new("--guests")
    {
        HelpName = "keep|remove",
        Description = "Whether guests and their disks stay (default: keep)",
    };

    private readonly Option<string?> _yes = new("--yes") { HelpName = "NAME", Description = "Do not ask; NAME is this host's name" };

    public override string Description =>
        "Passwords, network and all other settings become what the installer was told. Both slots stay as they are. Asks for the host's name to be typed; where nobody can be asked (no terminal), " +
        "--yes with the name is needed.";

    public override IReadOnlyList<(string Line, string Meaning)> Examples =>
        [("firmware reset", "asks first, keeps guests"), ("firmware reset --guests remove --yes host1", "in scripts")];

    public override void Define(Command command)
    {
        command.Add(_guests);
        command.Add(_yes);
    }

    public override int Run(Invocation run)
    {
        var guests = run.Get(_guests) ?? "keep";
        if (guests is not ("keep" or "remove"))
        {
            throw CliException.Usage($"'{guests}' is no answer to --guests: it is keep or remove.");
        }

        // A system that has nothing to reset says so before anybody is asked.
        using (run.Api.Get($"{Invocation.Node}/firmware"))
        {
        }

        string host;
        using (var node = run.Api.Get($"{Invocation.Node}/status"))
        {
            host = node.Data.Field("domar").Text("node") ?? "localhost";
        }

        Confirm(run, host, guests);
        using var response = run.Api.Call("POST", $"{Invocation.Node}/firmware/reset", new FormData().Add("guests", guests));
        if (run.Json)
        {
            return run.PrintJson(response);
        }

        run.Context.Out.WriteLine(
            $"The factory reset happens at the next start (systemctl reboot); guests and their disks are {(guests == "keep" ? "kept" : "removed")} then. " +
            "Until then it can be called off: rm /state/reset");
        return ExitCode.Ok;
    }

    private void Confirm(Invocation run, string host, string guests)
    {
        var context = run.Context;
        var typed = run.Get(_yes);
        if (typed is null)
        {
            if (!context.InputIsTerminal)
            {
                throw CliException.Usage($"Nothing was reset: nobody can be asked, since standard input is no terminal. Say --yes {host} to reset it unasked.");
            }

            var lost = guests == "keep"
                ? "All settings of this host will be lost at the next start; guests and their disks stay."
                : "All settings of this host, all guests and all their disks will be lost at the next start.";
            context.Error.Write(Table.Printable($"{lost} Type {host} to go on: "));
            context.Error.Flush();
            typed = context.ReadLine()?.Trim();
        }

        if (typed != host)
        {
            throw new CliException(ExitCode.Failed, $"Nothing was reset: '{Table.Printable(typed ?? "")}' is not the name of this host ({host}).");
        }
    }
}
