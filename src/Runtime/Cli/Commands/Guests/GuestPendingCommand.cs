using System.CommandLine;
using Domar.Runtime.Cli.Output;

namespace Domar.Runtime.Cli.Commands.Guests;

/// <summary><c>domar vm|ct pending VMID</c>.</summary>
internal sealed class GuestPendingCommand(GuestCommandKind kind)
    : CliCommand($"{kind.Group} pending", $"Show changes of a {kind.Noun} that wait for its restart")
{
    private readonly Argument<string> _vmid = GuestArguments.Vmid(kind);

    public override IReadOnlyList<(string Line, string Meaning)> Examples =>
        [($"{kind.Group} pending 100", "what is in force, and what comes"), ($"{kind.Group} set 100 --revert memory", "drop a pending change")];

    public override void Define(Command command) => command.Add(_vmid);

    public override int Run(Invocation run)
    {
        var id = run.GuestId(_vmid);
        using var response = run.Api.Get($"{kind.Path(id)}/pending");
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

        table.Print(run.Context, $"{kind.Name(id)} has no pending changes.");
        return ExitCode.Ok;
    }
}
