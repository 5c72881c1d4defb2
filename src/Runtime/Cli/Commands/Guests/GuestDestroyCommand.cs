using System.CommandLine;
using Domar.Core.Primitives;
using Domar.Runtime.Cli.Http;
using Domar.Runtime.Cli.Output;

namespace Domar.Runtime.Cli.Commands.Guests;

/// <summary><c>domar vm|ct destroy VMID</c>.</summary>
internal sealed class GuestDestroyCommand(GuestCommandKind kind)
    : CliCommand($"{kind.Group} destroy", $"Remove a stopped {kind.Noun} with its {(kind.IsContainer ? "volumes" : "disks")}")
{
    private readonly Argument<string> _vmid = GuestArguments.Vmid(kind);
    private readonly Option<bool> _yes = new("--yes", "-y") { Arity = ArgumentArity.Zero, Description = "Do not ask" };
    private readonly Option<bool> _purge = new("--purge") { Arity = ArgumentArity.Zero, Description = "Remove it from backup jobs and the like too" };
    private readonly Option<bool> _unreferenced = new("--destroy-unreferenced-disks")
    {
        Arity = ArgumentArity.Zero,
        Description = $"Remove volumes of this {kind.Noun} that its config does not name too",
    };

    private readonly Option<bool> _force = new("--force") { Arity = ArgumentArity.Zero, Description = "Stop it first if it runs" };
    private readonly Option<bool> _skipLock = GuestArguments.SkipLock();
    private readonly Option<bool> _detach = GuestArguments.Detach();

    public override string Description => "Asks for the VMID to be typed once more. Where nobody can be asked (no terminal), --yes is needed.";

    public override IReadOnlyList<(string Line, string Meaning)> Examples =>
        [($"{kind.Group} destroy 100", "asks first"), ($"{kind.Group} destroy 100 --yes", "in scripts")];

    public override void Define(Command command)
    {
        command.Add(_vmid);
        command.Add(_yes);
        command.Add(_purge);
        if (!kind.IsContainer)
        {
            command.Add(_unreferenced);
        }

        // As in Proxmox's API: containers have the one, VMs the other.
        command.Add(kind.IsContainer ? _force : _skipLock);
        command.Add(_detach);
    }

    public override int Run(Invocation run)
    {
        var id = run.GuestId(_vmid);
        if (!run.Get(_yes))
        {
            Confirm(run, id);
        }

        var form = new FormData().AddFlag("purge", run.Get(_purge)).AddFlag("destroy-unreferenced-disks", !kind.IsContainer && run.Get(_unreferenced))
            .AddFlag(kind.IsContainer ? "force" : "skiplock", run.Get(kind.IsContainer ? _force : _skipLock));
        using var response = run.Api.Call("DELETE", kind.Path(id), form);
        return TaskWaiter.Finish(run, response, run.Get(_detach), $"{kind.Name(id)} was destroyed.", $"Cannot destroy {kind.Name(id)}");
    }

    private void Confirm(Invocation run, GuestId id)
    {
        var context = run.Context;
        if (!context.InputIsTerminal)
        {
            throw CliException.Usage($"{kind.Name(id)} was not destroyed: nobody can be asked, since standard input is no terminal. Say --yes to destroy it unasked.");
        }

        // Its name helps to notice a wrong number; a guest that does not exist is refused here already.
        using (var guest = run.Api.Get($"{kind.Path(id)}/status/current"))
        {
            context.Error.Write(Table.Printable($"{kind.Name(id)} ({guest.Data.Text("name") ?? "no name"}) and its {(kind.IsContainer ? "volumes" : "disks")} will be lost. Type {id} to destroy it: "));
        }

        context.Error.Flush();
        if (context.ReadLine()?.Trim() != id.ToString())
        {
            throw new CliException(ExitCode.Failed, $"{kind.Name(id)} was not destroyed.");
        }
    }
}
