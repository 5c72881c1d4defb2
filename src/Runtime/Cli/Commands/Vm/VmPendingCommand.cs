using System.CommandLine;
using Domar.Runtime.Cli.Output;

namespace Domar.Runtime.Cli.Commands.Vm;

/// <summary><c>domar vm pending VMID</c>.</summary>
internal sealed class VmPendingCommand() : CliCommand("vm pending", "Show changes of a VM that wait for its restart")
{
    private readonly Argument<string> _vmid = VmArguments.Vmid();

    public override IReadOnlyList<(string Line, string Meaning)> Examples =>
        [("vm pending 100", "what is in force, and what comes"), ("vm set 100 --revert memory", "drop a pending change")];

    public override void Define(Command command) => command.Add(_vmid);

    public override int Run(Invocation run)
    {
        var id = run.GuestId(_vmid);
        using var response = run.Api.Get($"{VmArguments.Path(id)}/pending");
        if (run.Json)
        {
            return run.PrintJson(response);
        }

        var table = new Table("KEY", "IN FORCE", "AFTER RESTART");
        foreach (var item in response.Data.Items().OrderBy(item => item.Text("key"), StringComparer.Ordinal))
        {
            if (item.Text("pending") is { } pending)
            {
                table.Add(item.Text("key") ?? "", item.Text("value") ?? "", pending);
            }
            else if (item.Flag("delete"))
            {
                table.Add(item.Text("key") ?? "", item.Text("value") ?? "", "(removed)");
            }
        }

        table.Print(run.Context, $"VM {id} has no pending changes.");
        return ExitCode.Ok;
    }
}
