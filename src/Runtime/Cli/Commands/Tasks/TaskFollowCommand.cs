using System.CommandLine;

namespace Domar.Runtime.Cli.Commands.Tasks;

/// <summary><c>domar task follow UPID</c>.</summary>
internal sealed class TaskFollowCommand() : CliCommand("task follow", "Print a task's log as it grows, until the task ends")
{
    private readonly Argument<string> _upid = TaskArguments.Upid();
    private readonly Option<double?> _timeout = new("--timeout") { HelpName = "SECONDS", Description = "Give up after this time (exit code 4); the task runs on" };

    public override string Description => "Ends with 0 when the task went well and with 1 when it failed. Ctrl-C leaves the task running.";

    public override IReadOnlyList<(string Line, string Meaning)> Examples =>
        [("task follow UPID:node1:00000A2B:00000001:68D4B1C0:qmstart:100:root@pam:", "until it ends")];

    public override void Define(Command command)
    {
        command.Add(_upid);
        command.Add(_timeout);
    }

    public override int Run(Invocation run)
    {
        var seconds = run.Get(_timeout);
        if (seconds is < 0 or double.NaN or > 1e9)
        {
            throw CliException.Usage("--timeout is a number of seconds, 0 or more.");
        }

        var upid = run.Upid(_upid);
        var outcome = new TaskWaiter(run, upid).Wait(run.Context.Out, seconds is { } limit ? TimeSpan.FromSeconds(limit) : null);
        return outcome.IsGood ? ExitCode.Ok : throw new CliException(ExitCode.Failed, $"The task failed: {outcome.ExitStatus}");
    }
}
