using System.CommandLine;
using Domar.Runtime.Cli.Commands.Guests;
using Domar.Runtime.Cli.Output;

namespace Domar.Runtime.Cli.Commands.Ct;

/// <summary><c>domar ct lxcconfig VMID</c>.</summary>
internal sealed class CtLxcConfigCommand() : CliCommand("ct lxcconfig", "Print the LXC configuration that a start would use")
{
    private readonly Argument<string> _vmid = GuestArguments.Vmid(GuestCommandKind.Ct);

    public override string Description => "In the form of lxc.container.conf(5). Lines of the container's own config that begin with 'lxc.' are at its end.";

    public override IReadOnlyList<(string Line, string Meaning)> Examples =>
        [("ct lxcconfig 101", "read it"), ("ct lxcconfig 101 --json", "as a JSON string")];

    public override void Define(Command command) => command.Add(_vmid);

    public override int Run(Invocation run)
    {
        using var response = run.Api.Get($"{GuestCommandKind.Ct.Path(run.GuestId(_vmid))}/domar/lxcconfig");
        return run.Json ? run.PrintJson(response) : run.PrintText(response.Data.AsText() ?? "");
    }
}
