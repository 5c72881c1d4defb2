using System.CommandLine;

namespace Domar.Runtime.Cli.Commands.Node;

/// <summary><c>domar node status [NODE]</c>.</summary>
internal sealed class NodeStatusCommand() : CliCommand("node status", "Show a node: versions, accelerator, CPU, memory")
{
    private readonly Argument<string?> _node = new("node") { HelpName = "NODE", Arity = ArgumentArity.ZeroOrOne, Description = "Name of the node (else the one that answers)" };

    public override IReadOnlyList<(string Line, string Meaning)> Examples => [("node status", "this node")];

    public override void Define(Command command) => command.Add(_node);

    public override int Run(Invocation run)
    {
        var name = run.Get(_node) ?? "localhost";
        using var status = run.Api.Get($"/nodes/{Uri.EscapeDataString(name)}/status");
        if (run.Json)
        {
            return run.PrintJson(status);
        }

        NodeView.Print(run.Context, name, status.Data);
        return ExitCode.Ok;
    }
}
