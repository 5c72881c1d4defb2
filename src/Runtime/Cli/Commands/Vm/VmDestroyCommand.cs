using System.CommandLine;
using Domar.Core.Primitives;
using Domar.Runtime.Cli.Http;
using Domar.Runtime.Cli.Output;

namespace Domar.Runtime.Cli.Commands.Vm;

/// <summary><c>domar vm destroy VMID</c>.</summary>
internal sealed class VmDestroyCommand() : CliCommand("vm destroy", "Remove a stopped VM with its disks")
{
    private readonly Argument<string> _vmid = VmArguments.Vmid();
    private readonly Option<bool> _yes = new("--yes", "-y") { Arity = ArgumentArity.Zero, Description = "Do not ask" };
    private readonly Option<bool> _purge = new("--purge") { Arity = ArgumentArity.Zero, Description = "Remove it from backup jobs and the like too" };
    private readonly Option<bool> _unreferenced = new("--destroy-unreferenced-disks")
    {
        Arity = ArgumentArity.Zero,
        Description = "Remove volumes of this VM that its config does not name too",
    };

    private readonly Option<bool> _skipLock = VmArguments.SkipLock();
    private readonly Option<bool> _detach = VmArguments.Detach();

    public override string Description => "Asks for the VMID to be typed once more. Where nobody can be asked (no terminal), --yes is needed.";

    public override IReadOnlyList<(string Line, string Meaning)> Examples => [("vm destroy 100", "asks first"), ("vm destroy 100 --yes", "in scripts")];

    public override void Define(Command command)
    {
        command.Add(_vmid);
        command.Add(_yes);
        command.Add(_purge);
        command.Add(_unreferenced);
        command.Add(_skipLock);
        command.Add(_detach);
    }

    public override int Run(Invocation run)
    {
        var id = run.GuestId(_vmid);
        if (!run.Get(_yes))
        {
            Confirm(run, id);
        }

        var form = new FormData().AddFlag("purge", run.Get(_purge)).AddFlag("destroy-unreferenced-disks", run.Get(_unreferenced))
            .AddFlag("skiplock", run.Get(_skipLock));
        using var response = run.Api.Call("DELETE", VmArguments.Path(id), form);
        return TaskWaiter.Finish(run, response, run.Get(_detach), $"VM {id} was destroyed.", $"Cannot destroy VM {id}");
    }

    private static void Confirm(Invocation run, GuestId id)
    {
        var context = run.Context;
        if (!context.InputIsTerminal)
        {
            throw CliException.Usage($"VM {id} was not destroyed: nobody can be asked, since standard input is no terminal. Say --yes to destroy it unasked.");
        }

        // Its name helps to notice a wrong number; a VM that does not exist is refused here already.
        using (var vm = run.Api.Get($"{VmArguments.Path(id)}/status/current"))
        {
            context.Error.Write(Table.Printable($"VM {id} ({vm.Data.Text("name") ?? "no name"}) and its disks will be lost. Type {id} to destroy it: "));
        }

        context.Error.Flush();
        if (context.ReadLine()?.Trim() != id.ToString())
        {
            throw new CliException(ExitCode.Failed, $"VM {id} was not destroyed.");
        }
    }
}
