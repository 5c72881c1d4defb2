using System.CommandLine;
using Domar.Runtime.Cli.Completion;

namespace Domar.Runtime.Cli.Commands;

/// <summary><c>domar __complete LINE</c>, hidden: what the completion script asks. One candidate a line.</summary>
internal sealed class CompleteCommand() : CliCommand("__complete", "Print candidates for the last word of a command line (for shells)")
{
    private readonly Argument<string> _line = new("line") { HelpName = "LINE", Description = "What was typed so far" };

    public override void Define(Command command) => command.Add(_line);

    public override int Run(Invocation run)
    {
        foreach (var candidate in new CompletionEngine(run.Context).Complete(run.Get(_line)!))
        {
            run.Context.Out.WriteLine(candidate);
        }

        return ExitCode.Ok;
    }
}
