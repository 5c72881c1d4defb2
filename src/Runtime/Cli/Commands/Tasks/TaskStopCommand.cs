using System.CommandLine;
using Domar.Runtime.Cli.Output;

namespace Domar.Runtime.Cli.Commands.Tasks;

/// <summary><c>domar task stop UPID</c>.</summary>
internal sealed class TaskStopCommand() : CliCommand("task stop", "Ask a running task to stop")
{
    private readonly Argument<string> _upid = TaskArguments.Upid();

    public override IReadOnlyList<(string Line, string Meaning)> Examples => [("task stop UPID:node1:00000A2B:00000001:68D4B1C0:qmshutdown:100:root@pam:", "give up waiting for a guest")];

    public override void Define(Command command) => command.Add(_upid);

    public override int Run(Invocation run)
    {
        var path = TaskWaiter.TaskPath(run.Upid(_upid));
        using var task = run.Api.Get($"{path}/status");
        using var response = run.Api.Call("DELETE", path);
        if (run.Json)
        {
            return run.PrintJson(response);
        }

        run.Context.Out.WriteLine(
            task.Data.Text("status") == "stopped" ? $"The task had ended already: {task.Data.Text("exitstatus")}" : "The task was asked to stop.");
        return ExitCode.Ok;
    }
}
