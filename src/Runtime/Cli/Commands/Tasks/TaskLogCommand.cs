using System.CommandLine;
using Domar.Runtime.Cli.Http;
using Domar.Runtime.Cli.Output;

namespace Domar.Runtime.Cli.Commands.Tasks;

/// <summary><c>domar task log UPID</c>.</summary>
internal sealed class TaskLogCommand() : CliCommand("task log", "Print a task's log")
{
    private readonly Argument<string> _upid = TaskArguments.Upid();

    public override IReadOnlyList<(string Line, string Meaning)> Examples => [("task log UPID:node1:00000A2B:00000001:68D4B1C0:qmstart:100:root@pam:", "all of it")];

    public override void Define(Command command) => command.Add(_upid);

    public override int Run(Invocation run)
    {
        // 0 means all lines.
        using var log = run.Api.Get($"{TaskWaiter.TaskPath(run.Upid(_upid))}/log", new FormData().Add("start", 0).Add("limit", 0));
        if (run.Json)
        {
            return run.PrintJson(log);
        }

        foreach (var line in log.Data.Items())
        {
            run.Context.Out.WriteLine(Table.Printable(line.Text("t") ?? ""));
        }

        return ExitCode.Ok;
    }
}
