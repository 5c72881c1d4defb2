using System.CommandLine;
using Domar.Runtime.Cli.Output;

namespace Domar.Runtime.Cli.Commands.Guests;

/// <summary><c>domar vm|ct show-security VMID</c>.</summary>
internal sealed class GuestShowSecurityCommand(GuestCommandKind kind)
    : CliCommand($"{kind.Group} show-security", $"Show what systemd says of how well a running {kind.Noun} is shut in")
{
    private readonly Argument<string> _vmid = GuestArguments.Vmid(kind);

    public override string Description =>
        $"Prints 'systemd-analyze security' of the {kind.Noun}'s unit: each right that it has, and at the end its exposure, from 0 (safe) to 10.";

    public override IReadOnlyList<(string Line, string Meaning)> Examples =>
        [($"{kind.Group} show-security 100", "read it"), ($"{kind.Group} show-security 100 --json", "the text and the exposure as a number")];

    public override void Define(Command command) => command.Add(_vmid);

    public override int Run(Invocation run)
    {
        using var response = run.Api.Get($"{kind.Path(run.GuestId(_vmid))}/domar/security");
        return run.Json ? run.PrintJson(response) : run.PrintText(response.Data.Text("text") ?? "");
    }
}
