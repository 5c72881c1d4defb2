using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Domar.Runtime.Cli.Http;
using Domar.Runtime.Cli.Output;

namespace Domar.Runtime.Cli.Commands.Tasks;

/// <summary><c>domar task list</c>.</summary>
internal sealed class TaskListCommand() : CliCommand("task list", "List tasks, newest first")
{
    private readonly Option<int> _limit = new("--limit") { HelpName = "N", DefaultValueFactory = _ => 20, Description = "How many at the most (default: 20)" };
    private readonly Option<bool> _running = new("--running") { Arity = ArgumentArity.Zero, Description = "Only those that run" };
    private readonly Option<bool> _errors = new("--errors") { Arity = ArgumentArity.Zero, Description = "Only those that failed" };
    private readonly Option<string?> _vmid = new("--vmid") { HelpName = "VMID", Description = "Only those of this guest" };
    private readonly Option<string?> _type = new("--type") { HelpName = "TYPE", Description = "Only this type, for example qmstart" };

    public override IReadOnlyList<(string Line, string Meaning)> Examples =>
        [("task list", "the last 20"), ("task list --errors --vmid 100", "what went wrong with VM 100"), ("task list --running", "what is being done")];

    public override void Define(Command command)
    {
        command.Add(_limit);
        command.Add(_running);
        command.Add(_errors);
        command.Add(_vmid);
        command.Add(_type);
    }

    public override int Run(Invocation run)
    {
        var query = new FormData().Add("limit", run.Get(_limit)).Add("source", run.Get(_running) ? "active" : "all").AddFlag("errors", run.Get(_errors))
            .Add("typefilter", run.Get(_type));
        if (run.Get(_vmid) is { } vmid)
        {
            query.Add("vmid", Invocation.ParseGuestId(vmid).Value);
        }

        using var tasks = run.Api.Get($"{Invocation.Node}/tasks", query);
        if (run.Json)
        {
            return run.PrintJson(tasks);
        }

        var table = new Table("STARTED", ">TOOK", "TYPE", "ID", "USER", "STATUS", "UPID");
        foreach (var task in tasks.Data.Items())
        {
            table.Add(task.Integer("starttime") is { } start ? Units.Time(start, run.Context.Time) : "", Took(task), task.Text("type") ?? "", task.Text("id") ?? "",
                task.Text("user") ?? "", Shorten(task.Text("status") ?? "running"), task.Text("upid") ?? "");
        }

        table.Print(run.Context, "There are no such tasks.");
        return ExitCode.Ok;
    }

    private static string Took(JsonElement task) =>
        task.Integer("endtime") is { } end && task.Integer("starttime") is { } start ? (end - start).ToString(CultureInfo.InvariantCulture) + " s" : "";

    private static string Shorten(string status) => status.Length <= 48 ? status : status[..45] + "...";
}
