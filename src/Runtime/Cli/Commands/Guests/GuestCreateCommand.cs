using System.CommandLine;
using Domar.Core.Config;
using Domar.Core.Primitives;
using Domar.Runtime.Cli.Http;

namespace Domar.Runtime.Cli.Commands.Guests;

/// <summary>What <c>domar vm create</c> and <c>domar ct create</c> have in common.</summary>
internal abstract class GuestCreateCommand(GuestCommandKind kind) : CliCommand($"{kind.Group} create", $"Make a {kind.Noun}")
{
    private readonly Option<bool> _start = new("--start") { Arity = ArgumentArity.Zero, Description = "Start it afterwards" };
    private readonly Option<bool> _detach = GuestArguments.Detach();

    public override ConfigSchema ConfigKeys => kind.Schema;

    public override void Define(Command command)
    {
        command.Add(_start);
        command.Add(_detach);
    }

    /// <summary>Sends the request, waits and says how it went.</summary>
    /// <param name="run">The command.</param>
    /// <param name="id">The new guest.</param>
    /// <param name="more">Parameters beside the config keys; may be empty.</param>
    protected int Create(Invocation run, GuestId id, params IReadOnlyList<KeyValuePair<string, string?>> more)
    {
        var form = new FormData().Add("vmid", id.Value);
        foreach (var (key, value) in more)
        {
            form.Add(key, value);
        }

        foreach (var (key, value) in run.ConfigKeys)
        {
            form.Add(key, value);
        }

        form.AddFlag("start", run.Get(_start));
        using var response = run.Api.Call("POST", kind.ListPath, form);
        return TaskWaiter.Finish(
            run, response, run.Get(_detach), $"{kind.Name(id)} was created{(run.Get(_start) ? " and started" : "")}.", $"Cannot create {kind.Name(id)}");
    }
}
