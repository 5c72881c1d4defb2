using Domar.Runtime.Cli.Output;

namespace Domar.Runtime.Cli.Commands.Node;

/// <summary><c>domar node list</c>.</summary>
internal sealed class NodeListCommand() : CliCommand("node list", "List the nodes")
{
    public override IReadOnlyList<(string Line, string Meaning)> Examples => [("node list", "every node with its load")];

    public override int Run(Invocation run)
    {
        using var nodes = run.Api.Get("/nodes");
        if (run.Json)
        {
            return run.PrintJson(nodes);
        }

        var table = new Table("NODE", "STATUS", ">CPUS", ">CPU", ">MEMORY USED", ">MEMORY", ">UPTIME");
        foreach (var node in nodes.Data.Items())
        {
            table.Add(node.Text("node") ?? "", node.Text("status") ?? "", node.Text("maxcpu") ?? "", node.Number("cpu") is { } cpu ? Units.Percent(cpu) : "",
                node.Size("mem"), node.Size("maxmem"), node.Integer("uptime") is { } uptime ? Units.Duration(uptime) : "");
        }

        table.Print(run.Context, "There are no nodes.");
        return ExitCode.Ok;
    }
}
