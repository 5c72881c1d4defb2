using System.CommandLine;
using Domar.Runtime.Cli.Output;

namespace Domar.Runtime.Cli.Commands.Tasks;

/// <summary><c>domar task status UPID</c>.</summary>
internal sealed class TaskStatusCommand() : CliCommand("task status", "Show a task: whether it runs, how it ended")
{
    private readonly Argument<string> _upid = TaskArguments.Upid();

    public override IReadOnlyList<(string Line, string Meaning)> Examples => [("task status UPID:node1:00000A2B:00000001:68D4B1C0:qmstart:100:root@pam:", "one task")];

    public override void Define(Command command) => command.Add(_upid);

    public override int Run(Invocation run)
    {
        using var response = run.Api.Get($"{TaskWaiter.TaskPath(run.Upid(_upid))}/status");
        if (run.Json)
        {
            return run.PrintJson(response);
        }

        var task = response.Data;
        run.Context.Out.WriteLine($"Task {task.Text("type")} {task.Text("id")}: {task.Text("exitstatus") ?? task.Text("status")}".Replace("  ", " "));
        new Details()
            .Add("UPID", task.Text("upid") ?? run.Upid(_upid))
            .Add("Status", task.Text("status"))
            .Add("Exit status", task.Text("exitstatus"))
            .Add("Started", task.Integer("starttime") is { } start ? Units.Time(start, run.Context.Time) : null)
            .Add("Ended", task.Integer("endtime") is { } end ? Units.Time(end, run.Context.Time) : null)
            .Add("Progress", task.Number("progress") is { } progress ? Units.Percent(progress) : null)
            .Add("User", task.Text("user"))
            .Print(run.Context.Out);
        return ExitCode.Ok;
    }
}
