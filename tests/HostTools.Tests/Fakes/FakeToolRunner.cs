using Domar.HostTools.Exec;

namespace Domar.HostTools.Tests.Fakes;

/// <summary>Answers every run with what a function says, and remembers the runs.</summary>
public sealed class FakeToolRunner(Func<ToolCommand, ToolResult> answer) : IToolRunner
{
    public List<ToolCommand> Runs { get; } = [];

    public Task<ToolResult> RunAsync(ToolCommand command, CancellationToken cancellationToken)
    {
        Runs.Add(command);
        return Task.FromResult(answer(command));
    }
}
