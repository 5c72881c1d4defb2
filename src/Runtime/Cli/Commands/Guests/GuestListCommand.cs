using System.CommandLine;
using System.Text.Json;
using Domar.Runtime.Cli.Output;

namespace Domar.Runtime.Cli.Commands.Guests;

/// <summary><c>domar vm|ct list</c>.</summary>
internal sealed class GuestListCommand(GuestCommandKind kind) : CliCommand($"{kind.Group} list", $"List the {kind.Plural} of this node")
{
    private readonly Option<bool> _running = new("--running") { Arity = ArgumentArity.Zero, Description = "Only those that run" };

    public override IReadOnlyList<(string Line, string Meaning)> Examples =>
        [($"{kind.Group} list", $"all {kind.Plural}"), ($"{kind.Group} list --running", "those that run"), ($"{kind.Group} list --json", "all that the API tells of them")];

    public override void Define(Command command) => command.Add(_running);

    public override int Run(Invocation run)
    {
        using var response = run.Api.Get(kind.ListPath);
        var onlyRunning = run.Get(_running);
        if (run.Json)
        {
            return onlyRunning ? PrintRunning(run, response.Data) : run.PrintJson(response);
        }

        var table = new Table(">VMID", "NAME", "STATUS", ">MEMORY", ">CPUS", ">DISK", ">UPTIME", ">PID", "NOTE");
        foreach (var guest in response.Data.Items().Where(guest => !onlyRunning || IsRunning(guest)).OrderBy(guest => guest.Integer("vmid")))
        {
            table.Add(guest.Text("vmid") ?? "", guest.Text("name") ?? "", Status(guest), guest.Size("maxmem"), guest.Text("cpus") ?? "",
                guest.Integer("maxdisk") is > 0 ? guest.Size("maxdisk") : "", guest.Integer("uptime") is > 0 and var uptime ? Units.Duration(uptime) : "",
                guest.Text("pid") ?? "", Note(guest));
        }

        table.Print(run.Context, onlyRunning ? $"No {kind.Noun} is running." : $"There are no {kind.Plural}. 'domar {kind.Group} create --help' shows how to make one.");
        return ExitCode.Ok;
    }

    private static int PrintRunning(Invocation run, JsonElement list)
    {
        run.Context.Out.WriteLine($"[{string.Join(',', list.Items().Where(IsRunning).Select(guest => guest.GetRawText()))}]");
        return ExitCode.Ok;
    }

    private static bool IsRunning(JsonElement guest) => guest.Text("status") == "running";

    /// <summary>"running" says little when QEMU is paused or does not answer: the finer state then.</summary>
    internal static string Status(JsonElement guest)
    {
        if (guest.Field("domar").Text("state") is ("starting" or "stopping" or "unresponsive") and var state)
        {
            return state;
        }

        return IsRunning(guest) && guest.Text("qmpstatus") is { Length: > 0 } qmp && qmp != "running" ? qmp : guest.Text("status") ?? "unknown";
    }

    private static string Note(JsonElement guest)
    {
        var notes = new List<string>();
        if (guest.Text("lock") is { Length: > 0 } reason)
        {
            notes.Add($"locked ({reason})");
        }

        if (guest.Flag("template"))
        {
            notes.Add("template");
        }

        if (guest.Field("domar").Text("problem") is { Length: > 0 } problem)
        {
            notes.Add(problem);
        }

        return string.Join("; ", notes);
    }
}
